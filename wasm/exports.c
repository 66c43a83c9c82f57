// The module shows the functions of morphogen.h as they are (exports.txt is the list). A host without C writes its
// structs into the heap and reads them there, at the places that wasm/generate_binding.py has asked the compiler for;
// the callbacks among their members and arguments lead to functions of the host.
#include "host.h"

static union {
    uint64_t align;
    unsigned char bytes[MG_SCRATCH_BYTES];
} scratch;
void *mg_wasm_scratch(void) { return &scratch; }

static void progress_to_host(void *context, double part) {
    (void)context;
    host_report_progress(part);
}

static bool write_to_host(void *context, const void *bytes, size_t count) {
    (void)context;
    return host_write_bytes(bytes, count);
}

static size_t read_from_host(void *context, void *bytes, size_t count) {
    (void)context;
    return host_read_bytes(bytes, count);
}

MgProgress mg_wasm_progress(void) { return progress_to_host; }
MgWrite mg_wasm_writer(void) { return write_to_host; }
MgRead mg_wasm_reader(void) { return read_from_host; }
