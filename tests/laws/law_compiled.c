// Equations give the same bits interpreted and as compiled C, on any number of threads and in any tiles: the texts of
// models/ and texts drawn at random. Many are compiled in one call, most of them without optimisation: starting
// compilers and optimising would take longer than all else. The first are compiled for speed and for this very machine,
// where a compiler would contract products and sums if it were let.
//
// MG_TEST_TEXTS=1000 tries more texts.
#include "support/test.h"

#include <dlfcn.h>
#include <unistd.h>

#include "morphogen/model.h"
#include "support/model_texts.h"
#include "support/quick.h"
#include "support/random_text.h"

#include "model/model.h"

#define MAX_TEXTS 5000
#define FAST 9    // texts that are compiled for speed
#define BATCH 250 // texts in one file

typedef struct Text {
    char *text;
    char name[64];
} Text;

static Text texts[MAX_TEXTS];
static int text_count;

static void add_text(const char *name, const char *text) {
    assert_true(text_count < MAX_TEXTS);
    Text *t = &texts[text_count++];
    t->text = strdup(text);
    snprintf(t->name, sizeof t->name, "%s", name);
}

static void add_model_text(void *context, const char *path, const char *text) {
    (void)context;
    add_text(strrchr(path, '/') + 1, text);
}

// Texts that need more fields, stages or operations than there are, are left out: few are.
static void add_random_texts(void) {
    const char *wanted = getenv("MG_TEST_TEXTS");
    const int count = wanted != NULL ? atoi(wanted) : mg_test_quick() ? 24 : 60;
    static char text[RANDOM_TEXT_BYTES];
    int refused = 0;
    for (int i = 0; i < count; i++) {
        char name[64];
        MgOwnModel *own;
        random_text((uint64_t)i, text);
        snprintf(name, sizeof name, "random text %d", i);
        const MgStatus status = mg_own_model_create(text, &own);
        if (status == MG_OK) add_text(name, text);
        else if (strstr(mg_error_message(), "operations") == NULL && strstr(mg_error_message(), "fields") == NULL &&
                 strstr(mg_error_message(), "values") == NULL && strstr(mg_error_message(), "8 already") == NULL)
            fail_msg("%s\n%s was refused: %s", text, name, mg_error_message());
        refused += status != MG_OK;
        if (status == MG_OK) mg_own_model_destroy(own);
    }
    assert_true(refused * 5 <= count);
}

// ---- compiling

// What a source defines gets the text's number, so that many can stand in one file.
static void write_names(FILE *file, int number, bool define) {
    static const char *const names[] = { "Parameters", "stage_functions", "pair_functions", "mg_compiled" };
    static const char *const of_stages[] = {
        "Scalars%d", "scalars_%d",    "Cell%d",          "cell_%d", "row_%d_7", "row_%d_27",
        "stage_%d",  "stage_%d_7",    "stage_%d_27",     "Place%d", "place_%d", "next_strip_%d",
        "strips_%d", "stage_%d_pair", "stage_%d_7_pair", "ring_%d",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        fprintf(file, define ? "#define %s %s_of_%d\n" : "#undef %s\n", names[i], names[i], number);
    for (int stage = 1; stage <= 8; stage++)
        for (size_t i = 0; i < sizeof of_stages / sizeof of_stages[0]; i++) {
            char name[32];
            snprintf(name, sizeof name, of_stages[i], stage);
            fprintf(file, define ? "#define %s %s_of_%d\n" : "#undef %s\n", name, name, number);
        }
}

static void write_source(FILE *file, int number) {
    MgOwnModel *own;
    assert_int_equal(mg_own_model_create(texts[number].text, &own), MG_OK);
    const size_t bytes = mg_own_model_source(own, NULL, 0) + 1;
    char *source = malloc(bytes);
    mg_own_model_source(own, source, bytes);
    write_names(file, number, true);
    fputs(source, file);
    write_names(file, number, false);
    free(source);
    mg_own_model_destroy(own);
}

static void *compile_texts(const char *folder, const char *flags, int begin, int end) {
    char path[300], command[1200];
    snprintf(path, sizeof path, "%s/texts%d.c", folder, begin);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("#include \"model/operations.h\"\n#include \"model/ring.h\"\n#include \"model/stencil.h\"\n", file);
    for (int i = begin; i < end; i++) write_source(file, i);
    fclose(file);
    snprintf(command, sizeof command,
             "cc -std=gnu17 %s -march=native -ffp-contract=off -fno-math-errno -fno-trapping-math "
             "-fopenmp-simd -w -shared -fPIC -I" MG_TESTS_FOLDER "/../src -I" MG_TESTS_FOLDER
             "/../include %s -o %.290s.so",
             flags, path, path);
    assert_int_equal(system(command), 0);
    unlink(path);
    strcat(path, ".so");
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) fail_msg("%s", dlerror());
    unlink(path);
    return library;
}

// ---- running

static MgEngine *engine_of_text(const Text *t, int32_t threads, const MgTiling *tiling, int laplacian) {
    MgConfig config = mg_config_default();
    MgEngine *engine;
    config.text = t->text, config.nx = 21, config.ny = 9, config.nz = 10, config.threads = threads, config.dx = 0.75;
    config.boundary[1] = MG_NO_FLUX;
    if (mg_engine_create(&config, &engine) != MG_OK) fail_msg("%s\n%s", t->text, mg_error_message());
    if (laplacian >= 0 && mg_engine_set(engine, "laplacian", laplacian) != MG_OK && laplacian > 0)
        laplacian = -1; // the text has none
    if (tiling != NULL) assert_int_equal(mg_engine_set_tiling(engine, tiling), MG_OK);
    return engine;
}

static uint64_t hash_after(MgEngine *engine, const MgCompiled *compiled, int steps) {
    if (compiled != NULL && mg_engine_use_compiled(engine, compiled) != MG_OK) fail_msg("%s", mg_error_message());
    mg_engine_step(engine, steps);
    const uint64_t hash = mg_engine_hash(engine);
    mg_engine_destroy(engine);
    return hash;
}

static void check_text(const Text *t, const MgCompiled *compiled, int laplacian) {
    const MgTiling one_by_one = { 1, 0, 0 }, small = { 3, 4, 5 };
    const uint64_t expected = hash_after(engine_of_text(t, 1, &one_by_one, laplacian), NULL, 7);
    const struct {
        const char *what;
        int32_t threads;
        const MgTiling *tiling;
        const MgCompiled *compiled;
    } ways[] = { { "interpreted in tiles", 3, &small, NULL },
                 { "compiled", 1, &one_by_one, compiled },
                 { "compiled in tiles", 3, &small, compiled } };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        MgEngine *engine = engine_of_text(t, ways[i].threads, ways[i].tiling, laplacian);
        if (hash_after(engine, ways[i].compiled, 7) != expected)
            fail_msg("%s\n%s: other bits %s, laplacian %d", t->text, t->name, ways[i].what, laplacian);
    }
}

static bool is_finite(const Text *t) {
    MgEngine *engine = engine_of_text(t, 1, NULL, 0);
    MgBadCell bad;
    mg_engine_step(engine, 7);
    const bool finite = !mg_engine_find_bad_cell(engine, &bad);
    mg_engine_destroy(engine);
    return finite;
}

static void texts_give_the_same_bits_compiled(void **state) {
    (void)state;
    char folder[] = "/tmp/morphogen-texts-XXXXXX";
    assert_true(for_each_model_text(add_model_text, NULL) >= 8);
    add_random_texts();
    assert_non_null(mkdtemp(folder));
    int finite = 0, paired = 0;
    for (int begin = 0, end; begin < text_count; begin = end) {
        const bool fast = begin == 0 && !mg_test_quick();
        end = begin + (fast ? FAST : BATCH) < text_count ? begin + (fast ? FAST : BATCH) : text_count;
        void *library = compile_texts(folder, fast ? "-O3" : "-O0", begin, end);
        for (int i = begin; i < end; i++) {
            char symbol[64];
            snprintf(symbol, sizeof symbol, "mg_compiled_of_%d", i);
            const MgCompiled *compiled = dlsym(library, symbol);
            assert_non_null(compiled);
            for (int laplacian = 0; laplacian <= 1; laplacian++) check_text(&texts[i], compiled, laplacian);
            finite += is_finite(&texts[i]);
            paired += compiled->pairs[compiled->stage_count - 1] != NULL;
        }
    }
    rmdir(folder);
    if (finite * 5 < text_count * 4) fail_msg("only %d of %d texts stay finite", finite, text_count);
    assert_true(paired >= 8);
    printf("%d texts, of which %d stay finite and %d have two planes at once\n", text_count, finite, paired);
}

static void what_is_of_another_text_is_refused(void **state) {
    (void)state;
    static void (*const stages[8])(const struct MgBlock *) = { NULL };
    static void (*const pairs[8])(const struct MgBlock *, const struct MgBlock *) = { NULL };
    MgCompiled other = {
        .version = mg_version(), .text = 1, .block_bytes = sizeof(MgBlock), .stages = stages, .pairs = pairs
    };
    MgEngine *engine = engine_of_text(&texts[0], 1, NULL, -1);
    assert_int_equal(mg_engine_use_compiled(engine, &other), MG_INVALID_ARGUMENT);
    assert_string_equal(mg_error_message(), "the stages were compiled from another text");
    other.version = "0.0.1";
    assert_int_equal(mg_engine_use_compiled(engine, &other), MG_INVALID_ARGUMENT);
    mg_engine_step(engine, 1); // still interpreted
    mg_engine_destroy(engine);
    MgConfig config = mg_config_default();
    config.nx = config.ny = config.nz = 8;
    assert_int_equal(mg_engine_create(&config, &engine), MG_OK);
    assert_int_equal(mg_engine_use_compiled(engine, &other), MG_INVALID_ARGUMENT);
    assert_string_equal(mg_error_message(), "gray_scott is not made from equations");
    mg_engine_destroy(engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_give_the_same_bits_compiled),
        cmocka_unit_test(what_is_of_another_text_is_refused),
    };
    return MG_RUN_TESTS(tests);
}
