// The model rdme with its defaults lives and goes on living: it neither dies out nor mixes to a soup, and its ground is
// lost and settled again. With a size and a last time it only tells the figures that docs/molecules.md gives.
//
//     test_rdme_lives [SIZE LAST_TIME]
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "morphogen/morphogen.h"

#define BLOCK 8      // cells an edge: a block without A is lost ground
#define SMALL 4      // of the blocks whose number of A varies more than by chance
#define BETWEEN 25.0 // from look to look

static void must(MgStatus status) {
    if (status == MG_OK) return;
    fprintf(stderr, "%s\n", mg_error_message());
    exit(2);
}

static MgEngine *start(int32_t n) {
    MgConfig config = mg_config_default();
    MgEngine *engine;
    config.model = "rdme";
    config.nx = config.ny = config.nz = n;
    must(mg_engine_create(&config, &engine));
    return engine;
}

// How many A every block of `edge` cells holds.
static int32_t count_blocks(const float *a, int32_t n, int32_t edge, double *counts) {
    const int32_t blocks = n / edge;
    memset(counts, 0, (size_t)blocks * blocks * blocks * sizeof *counts);
    for (int32_t z = 0; z < n; z++)
        for (int32_t y = 0; y < n; y++)
            for (int32_t x = 0; x < n; x++)
                counts[(z / edge * blocks + y / edge) * blocks + x / edge] += a[((size_t)z * n + y) * n + x];
    return blocks * blocks * blocks;
}

// Variance over mean: 1 where A lie about by chance.
static double beyond_chance(const double *counts, int32_t blocks) {
    double sum = 0, square = 0;
    for (int32_t i = 0; i < blocks; i++) sum += counts[i], square += counts[i] * counts[i];
    double mean = sum / blocks;
    return mean > 0 ? (square / blocks - mean * mean) / mean : 0;
}

typedef struct Life {
    double mean, empty, lost, settled, clumping;
} Life; // A a cell; parts of all blocks; variance / mean

static Life look(MgEngine *engine, int32_t n, float *a, double *counts, char *alive) {
    Life life = { 0 };
    const size_t cells = (size_t)n * n * n;
    must(mg_engine_read_field(engine, "autocatalyst", a, cells));
    int32_t blocks = count_blocks(a, n, SMALL, counts);
    life.clumping = beyond_chance(counts, blocks);
    blocks = count_blocks(a, n, BLOCK, counts);
    for (int32_t i = 0; i < blocks; i++) {
        bool now = counts[i] > 0;
        life.mean += counts[i] / (double)cells;
        life.empty += (double)!now / blocks, life.lost += (double)(alive[i] && !now) / blocks;
        life.settled += (double)(!alive[i] && now) / blocks;
        alive[i] = now;
    }
    return life;
}

int main(int argc, char **argv) {
    const int32_t n = argc == 3 ? atoi(argv[1]) : 48;
    const double last = argc == 3 ? atof(argv[2]) : 150, settled_in = 75;
    if (n < SMALL * BLOCK || n > 512 || n % BLOCK != 0) return fprintf(stderr, "SIZE is a multiple of %d\n", BLOCK), 2;
    const size_t cells = (size_t)n * n * n;
    MgEngine *engine = start(n);
    float *a = malloc(cells * sizeof *a);
    double *counts = malloc(cells / (SMALL * SMALL * SMALL) * sizeof *counts);
    char *alive = calloc(cells / (BLOCK * BLOCK * BLOCK), 1);
    double dt;
    must(mg_engine_get(engine, "dt", &dt));
    const int32_t steps = (int32_t)(BETWEEN / dt + 0.5);
    bool fine = true;
    printf("  time  A a cell  empty blocks    lost  settled  variance / mean of A in blocks of %d\n", SMALL);
    for (double time = BETWEEN; time <= last; time += BETWEEN) {
        mg_engine_step(engine, steps);
        Life life = look(engine, n, a, counts, alive);
        printf("%6.0f  %8.4f  %12.3f  %6.3f  %7.3f  %7.1f\n", time, life.mean, life.empty, life.lost, life.settled,
               life.clumping);
        if (time > settled_in) // far from every figure that was seen, and from death and soup
            fine &=
                life.empty > 0.02 && life.empty < 0.8 && life.lost > 0.01 && life.settled > 0.01 && life.clumping > 10;
    }
    if (!fine) printf("it died out or became a soup\n");
    free(a), free(counts), free(alive);
    mg_engine_destroy(engine);
    return !fine;
}
