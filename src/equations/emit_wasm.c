#include "equations/emit_wasm.h"

#include "base/memory.h"
#include "base/text.h"
#include "equations/emit_wasm_function.h"

#define SAME(member) (!MG_FOR_BROWSERS || offsetof(MgBlock, member) == offsetof(MgWasmBlock, member))
_Static_assert(SAME(nx) && SAME(row_count) && SAME(row_stride) && SAME(dy) && SAME(dz) && SAME(x) && SAME(y) &&
                   SAME(z) && SAME(axes) && SAME(dx) && SAME(inverse_dx2) && SAME(time) && SAME(means) &&
                   SAME(params) && SAME(in) && SAME(out) &&
                   (!MG_FOR_BROWSERS || sizeof(MgBlock) == sizeof(MgWasmBlock)),
               "a module reads blocks as they are");

enum { TYPES = 1, IMPORTS = 2, FUNCTIONS = 3, EXPORTS = 7, CODE = 10 }; // sections

#define LARGEST_MEMORY_PAGES 65536 // 4 GiB, which no memory of a library of 32 bits is larger than

static size_t begin_section(MgBytes *out, uint32_t section) {
    mg_bytes_byte(out, section);
    return mg_bytes_reserve(out);
}

static void write_head(MgBytes *out) {
    mg_bytes_word(out, 0x6d736100); // "\0asm"
    mg_bytes_word(out, 1);
    const size_t types = begin_section(out, TYPES);
    static const uint8_t function[] = { 1, 0x60, 3, 0x7f, 0x7f, 0x7f, 0 }; // one type: (i32, i32, i32) -> ()
    for (size_t i = 0; i < sizeof function; i++) mg_bytes_byte(out, function[i]);
    mg_bytes_fill_length(out, types);
}

static void write_imports(MgBytes *out, bool shared) {
    const size_t imports = begin_section(out, IMPORTS);
    mg_bytes_number(out, 1);
    mg_bytes_name(out, "env");
    mg_bytes_name(out, "memory");
    mg_bytes_byte(out, 2);
    mg_bytes_byte(out, shared ? 3 : 1); // 1: with a maximum, 2: shared
    mg_bytes_number(out, 0);
    mg_bytes_number(out, LARGEST_MEMORY_PAGES);
    mg_bytes_fill_length(out, imports);
}

static void write_functions(MgBytes *out) {
    const size_t functions = begin_section(out, FUNCTIONS);
    mg_bytes_number(out, MG_WASM_FUNCTIONS);
    for (int32_t i = 0; i < MG_WASM_FUNCTIONS; i++) mg_bytes_number(out, 0); // their type
    mg_bytes_fill_length(out, functions);
}

// Numbers as names: a host puts names that are numbers in the order of the numbers. Without a Laplacian both of a stage
// are the first.
static void write_exports(const MgEquationPrograms *programs, MgBytes *out) {
    const size_t exports = begin_section(out, EXPORTS);
    mg_bytes_number(out, MG_WASM_FUNCTIONS);
    for (int32_t i = 0; i < MG_WASM_FUNCTIONS; i++) {
        char name[12];
        MgText text = mg_text_into(name, sizeof name);
        mg_text_format(&text, "%d", i);
        mg_bytes_name(out, name);
        mg_bytes_byte(out, 0); // a function
        mg_bytes_number(out, (uint32_t)(mg_program_uses(&programs->stages[i / 2], MG_OP_LAPLACIAN) ? i : i & ~1));
    }
    mg_bytes_fill_length(out, exports);
}

// One function; false: it does nothing.
static bool write_body(MgWasmFunction *scratch, const MgProgram *program, bool isotropic, MgBytes *out) {
    const size_t body = mg_bytes_reserve(out);
    const bool made = program != NULL && mg_wasm_function(scratch, program, isotropic, out);
    if (!made) {
        mg_bytes_number(out, 0); // locals
        mg_bytes_byte(out, 0x0b);
    }
    mg_bytes_fill_length(out, body);
    return made;
}

static uint32_t write_code(MgWasmFunction *scratch, const MgEquationPrograms *programs, MgBytes *out) {
    const size_t code = begin_section(out, CODE);
    uint32_t made = 0;
    mg_bytes_number(out, MG_WASM_FUNCTIONS);
    for (int32_t s = 0; s < MG_MAX_STAGES; s++) {
        const MgProgram *p = s < programs->stage_count ? &programs->stages[s] : NULL;
        const bool two = p != NULL && mg_program_uses(p, MG_OP_LAPLACIAN);
        const bool seven = write_body(scratch, p, false, out), all = write_body(scratch, two ? p : NULL, true, out);
        if (seven && (all || !two)) made |= 1u << s;
    }
    mg_bytes_fill_length(out, code);
    return made;
}

uint32_t mg_emit_wasm(const MgEquationPrograms *programs, bool shared, MgBytes *out) {
    MgWasmFunction *scratch = mg_allocate(mg_wasm_function_bytes());
    if (scratch == NULL) return 0;
    write_head(out);
    write_imports(out, shared);
    write_functions(out);
    write_exports(programs, out);
    const uint32_t made = write_code(scratch, programs, out);
    mg_free(scratch);
    return made;
}
