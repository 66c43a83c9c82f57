#include "support/golden.h"

#include <inttypes.h>

static _Noreturn void give_up(const char *why, const char *what) {
    fprintf(stderr, "tests/golden: %s: %s\n", why, what);
    exit(2);
}

static bool parse_row(const char *line, bool painted, GoldenRow *row) {
    memset(row, 0, sizeof *row);
    if (painted)
        return sscanf(line, "%63s %31s %63s %63s %" SCNu64 " %d %255s %255s %" SCNx64, row->model, row->size,
                      row->boundary, row->seeding, &row->seed, &row->steps, row->settings, row->touches,
                      &row->hash) == 9;
    return sscanf(line, "%63s %31s %63s %63s %" SCNu64 " %d %255s %" SCNx64, row->model, row->size, row->boundary,
                  row->seeding, &row->seed, &row->steps, row->settings, &row->hash) == 8;
}

static int32_t for_each_row(const char *path, bool painted, VisitGoldenRow visit, void *context) {
    FILE *file = fopen(path, "r");
    if (file == NULL) return 0;
    char line[1024];
    int32_t count = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        GoldenRow row;
        if (line[0] == '#' || line[0] == '\n') continue;
        if (!parse_row(line, painted, &row)) give_up("not a row", line);
        visit(&row, context);
        count++;
    }
    fclose(file);
    return count;
}

int32_t for_each_golden_row(VisitGoldenRow visit, void *context) {
    return for_each_row(MG_TESTS_FOLDER "/golden/hashes.txt", false, visit, context);
}

int32_t for_each_painted_row(VisitGoldenRow visit, void *context) {
    return for_each_row(MG_TESTS_FOLDER "/golden/painted.txt", true, visit, context);
}

static MgBoundary boundary_of(const char *word) {
    if (strcmp(word, "periodic") == 0) return MG_PERIODIC;
    if (strcmp(word, "no_flux") == 0) return MG_NO_FLUX;
    give_up("no such boundary", word);
}

// "no_flux" is all three axes, "periodic,no_flux,periodic" is x, y, z.
static void parse_boundary(const char *text, MgBoundary out[3]) {
    char words[3][64];
    int32_t count = sscanf(text, "%63[^,],%63[^,],%63[^,]", words[0], words[1], words[2]);
    if (count != 1 && count != 3) give_up("one boundary or three", text);
    for (int32_t axis = 0; axis < 3; axis++) out[axis] = boundary_of(words[count == 1 ? 0 : axis]);
}

static void apply_settings(MgEngine *engine, const char *settings) {
    char text[256], *rest = text;
    snprintf(text, sizeof text, "%s", strcmp(settings, "-") == 0 ? "" : settings);
    for (char *word = strtok_r(rest, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        char *equals = strchr(word, '=');
        if (equals == NULL) give_up("a setting is name=value", word);
        *equals = 0;
        if (mg_engine_set(engine, word, strtod(equals + 1, NULL)) != MG_OK) give_up("refused", mg_error_message());
    }
}

// "20:3:10:15:6:0.5:0.8:add": after 20 steps, a brush at (3, 10, 15) of radius 6, softness 0.5, strength 0.8.
static void step_and_paint(MgEngine *engine, const GoldenRow *row) {
    char text[256], *rest = text, mode[8];
    snprintf(text, sizeof text, "%s", row->touches);
    for (char *word = strtok_r(rest, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        MgBrush b;
        int32_t steps;
        if (sscanf(word, "%d:%lf:%lf:%lf:%lf:%lf:%lf:%7s", &steps, &b.centre[0], &b.centre[1], &b.centre[2], &b.radius,
                   &b.softness, &b.strength, mode) != 8)
            give_up("not a touch of the brush", word);
        b.mode = strcmp(mode, "erase") == 0 ? MG_BRUSH_ERASE : MG_BRUSH_ADD;
        mg_engine_step(engine, steps - (int32_t)mg_engine_steps(engine));
        if (mg_engine_paint(engine, &b) != MG_OK) give_up("refused", mg_error_message());
    }
    mg_engine_step(engine, row->steps - (int32_t)mg_engine_steps(engine));
}

MgEngine *run_golden_row(const GoldenRow *row, int32_t threads) { return run_golden_row_of_text(row, NULL, threads); }

MgEngine *run_golden_row_of_text(const GoldenRow *row, const char *text, int32_t threads) {
    MgConfig config = mg_config_default();
    config.model = row->model;
    config.text = text;
    config.threads = threads;
    if (sscanf(row->size, "%dx%dx%d", &config.nx, &config.ny, &config.nz) != 3) give_up("not a size", row->size);
    parse_boundary(row->boundary, config.boundary);
    MgEngine *engine = NULL;
    if (mg_engine_create(&config, &engine) != MG_OK) give_up("refused", mg_error_message());
    apply_settings(engine, row->settings);
    if (mg_engine_check_dt(engine, NULL) != MG_OK) give_up("refused", mg_error_message());
    const char *seeding = strcmp(row->seeding, "-") == 0 ? NULL : row->seeding;
    if (mg_engine_seed(engine, seeding, row->seed) != MG_OK) give_up("refused", mg_error_message());
    step_and_paint(engine, row);
    return engine;
}
