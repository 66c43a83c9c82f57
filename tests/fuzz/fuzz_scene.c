// Scene files, as run reads them: anything may come; what is accepted has a size, settings of the model and texts that
// end.
#include "support/fuzz.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "options/command_line.h"
#include "options/model_options.h"

const char *const mg_fuzz_seeds[] = {
    "{\"title\": \"Worms\", \"model\": \"gray_scott\", \"size\": [96, 96, 48], \"boundary\": [\"periodic\", "
    "\"no_flux\", \"periodic\"], "
    "\"seed\": 7, \"seeding\": \"spheres\", \"steps\": 8000, \"parameters\": {\"feed\": 0.046, \"spheres.count\": 40, "
    "\"laplacian\": \"isotropic 27-point\"}}",
    "{\"size\": \"64x32x32\", \"dx\": 0.5, \"time\": 10.5, \"every\": 5, \"volume\": \"a.vti\", \"json\": true, "
    "\"slice\": \"x=0.2\"}",
    "{\"threads\": 2, \"memory-mb\": 100, \"view\": \"u\", \"iso\": -1e3, \"set\": \"kill=0.06\", \"snapshot\": "
    "\"a.mgs\"}",
    "{\"size\": 64, \"seed\": 18446744073709551615}",
    "{}",
    "[]",
    "{\"parameters\": {}}",
    "",
    NULL,
};
const char mg_fuzz_alphabet[] = "0123456789.-+eE,:[]{}\"\\ sizeboundaryparametersfeedkillstepsnullfalse_";

const FuzzLimits mg_fuzz_limits = { 5000, 40, 1 << 20, 400 };
const FuzzGrowth mg_fuzz_growth[] = {
    { "", "[" },
    { "{\"a\":", "{\"a\":" },
    { "[", "[]," },
    { "[", "{}," },
    { "[", "1," },
    { "{\"title\": \"", "x" },
    { "{\"title\": \"", "\\n" },
    { "", " " },
    { "{\"seed\": ", "9" },
    { "{\"set\": \"", "feed=1," },
    { NULL, NULL },
};

static FILE *sink; // what is said goes nowhere

// ---- memory: jansson's blocks

static uint64_t allocated;

static void *count_and_allocate(size_t bytes) {
    allocated += bytes;
    return malloc(bytes);
}

uint64_t mg_fuzz_allocated_bytes(void) { return allocated; }

// ---- reading

static void check_options(RunOptions *o) {
    const MgConfig *c = &o->base.config;
    MG_FUZZ_EXPECT(o->base.steps >= 0 && o->every >= 0 && c->threads >= 0);
    MG_FUZZ_EXPECT(o->slice_at >= 0 && o->slice_at <= 1 && o->slice_axis >= 'x' && o->slice_axis <= 'z');
    MG_FUZZ_EXPECT(c->nx >= 0 && c->ny >= 0 && c->nz >= 0);
    const MgModel *model = mg_model_find(c->model);
    if (model == NULL || resolve_parameters(o, model) != EXIT_SUCCESS) return;
    for (int32_t i = 0; i < o->base.setting_count; i++) {
        const Setting *setting = &o->base.settings[i];
        MG_FUZZ_EXPECT(memchr(setting->name, 0, sizeof setting->name) != NULL && setting->value - setting->value == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static RunOptions options;
    char path[64], run[] = "run", scene[] = "--scene", *words[] = { run, scene, path, NULL };
    if (sink == NULL) {
        sink = fopen("/dev/null", "w");
        json_set_alloc_funcs(count_and_allocate, free);
        MG_FUZZ_EXPECT(sink != NULL);
    }
    int file = memfd_create("scene", MFD_CLOEXEC);
    MG_FUZZ_EXPECT(file >= 0 && write(file, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    FILE *real_stderr = stderr;
    stderr = sink;
    int code = read_run_options(RUN, 3, words, &options);
    MG_FUZZ_EXPECT(code == EXIT_SUCCESS || code == (options.unreadable ? EXIT_FAILURE : EXIT_USAGE));
    if (code == EXIT_SUCCESS) check_options(&options);
    stderr = real_stderr;
    free_run_options(&options);
    close(file);
    return 0;
}
