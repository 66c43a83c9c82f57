// What a person types at the command line: sizes, settings, boundaries. Anything may come; what is accepted is whole.
#include "support/fuzz.h"

#include <ctype.h>
#include <math.h>

#include "options/options.h"

const char *const mg_fuzz_seeds[] = {
    "64",
    "40x52x33",
    "8x8",
    "4096x4096x4096",
    "99999999999x1x1",
    "-8",
    "",
    "x",
    "8x8x8x8",
    "20 24 16",
    "20\xc3\x97"
    "24\xc3\x97"
    "16",
    "8 X 9 * 10",
    " 8",
    "+8",
    "feed=0.03",
    "feed=0.03,kill=0.06",
    "feed=0.03 kill=0.06",
    "perlin.frequency=3",
    "feed=",
    "=3",
    "feed=1e999",
    "feed=nan",
    "feed=0x1p3",
    ",",
    "a=1,",
    "periodic",
    "no_flux",
    "periodic,no_flux,periodic",
    "periodic,periodic",
    "periodic,,",
    NULL,
};
const char mg_fuzz_alphabet[] = "0123456789x,= .-+eperiodicno_flux";

const FuzzLimits mg_fuzz_limits = { 2000, 20, 1 << 16, 16 };
const FuzzGrowth mg_fuzz_growth[] = {
    { "", "8x" }, { "8", " " },     { "", "feed=0.03," }, { "", "periodic," },
    { "", "x" },  { "feed=", "9" }, { NULL, NULL },
};

static void check_size(const char *text) {
    MgConfig config = mg_config_default();
    if (!parse_size(text, &config)) return;
    char again[64];
    MgConfig back = mg_config_default();
    snprintf(again, sizeof again, "%dx%dx%d", config.nx, config.ny, config.nz);
    MG_FUZZ_EXPECT(config.nx >= 0 && config.ny >= 0 && config.nz >= 0);
    MG_FUZZ_EXPECT(parse_size(again, &back) && back.nx == config.nx && back.ny == config.ny && back.nz == config.nz);
    MG_FUZZ_EXPECT(isdigit((unsigned char)text[0]) && isdigit((unsigned char)text[strlen(text) - 1]));
    uint64_t bytes; // whatever was read, the library answers it with a status
    config.threads = 1;
    MgStatus status = mg_config_bytes(&config, &bytes);
    MG_FUZZ_EXPECT(status == MG_OK ? bytes > 0 : status == MG_INVALID_ARGUMENT && bytes == 0);
}

static void check_settings(const char *text) {
    static Options options;
    memset(&options, 0, sizeof options);
    bool accepted = parse_settings(text, &options);
    MG_FUZZ_EXPECT(options.setting_count >= 0 && options.setting_count <= MAX_SETTINGS);
    if (!accepted) return;
    MG_FUZZ_EXPECT(options.setting_count > 0);
    for (int32_t i = 0; i < options.setting_count; i++) {
        const Setting *s = &options.settings[i];
        MG_FUZZ_EXPECT(memchr(s->name, 0, sizeof s->name) != NULL && s->name[0] != 0 && isfinite(s->value));
        MG_FUZZ_EXPECT(strstr(text, s->name) != NULL);
    }
}

static void check_boundary(const char *text) {
    MgConfig config = mg_config_default();
    if (!parse_boundary(text, &config)) return;
    for (int32_t axis = 0; axis < 3; axis++)
        MG_FUZZ_EXPECT(config.boundary[axis] == MG_PERIODIC || config.boundary[axis] == MG_NO_FLUX);
    MG_FUZZ_EXPECT(strspn(text, "periodcn_flux,") == strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    memcpy(text, data, size);
    text[size] = 0;
    check_size(text);
    check_settings(text);
    check_boundary(text);
    free(text);
    return 0;
}
