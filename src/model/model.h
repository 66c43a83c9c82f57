// The model contract: const tables (morphogen/model.h) plus pure functions over blocks of rows of cells. A model sees
// no grid, no thread and no memory; it is one file in src/models, and its file name is its id. docs/adding-a-model.md
// walks through one.
#ifndef MG_MODEL_MODEL_H
#define MG_MODEL_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/base.h"
#include "morphogen/model.h"

#define MG_MAX_FIELDS 8
#define MG_MAX_PARAMS 32
#define MG_MAX_SEEDINGS 8
#define MG_MAX_STAGES 8
#define MG_MAX_MEANS 4
#define MG_MAX_REACH 8 // the largest reach of a stage, in cells

// ---- parameters: one table drives the struct, clamping, command line, panel, URL, types and docs

#define MG_PARAM_KIND(type, member) _Generic(((type *)0)->member, float: MG_REAL, int32_t: MG_INTEGER)
#define MG_PARAM(type, member, symbol, initial, min, max, unit, doc)                                                   \
    { #member, symbol, unit, doc, initial, min, max, MG_PARAM_KIND(type, member), offsetof(type, member), { 0 } }
#define MG_PARAM_CHOICE(type, member, symbol, initial, count, doc, ...)                                                \
    {                                                                                                                  \
        #member, symbol, "", doc, initial, 0, (count) - 1, MG_CHOICE, offsetof(type, member), { __VA_ARGS__ }          \
    }

// A struct member without a row in the table does not compile.
#define MG_PARAMS_COMPLETE(type, table)                                                                                \
    _Static_assert(sizeof(type) == 4 * sizeof(table) / sizeof((table)[0]), #type " and its table differ")

// ---- a block of rows

// The input of a stage: rows y .. y + row_count - 1 of one plane, with everything around them in reach. Row r of field
// f starts at in[f] + r * row_stride. Cells x = -R .. nx + R - 1 of a row may be read, R being the stage's reach, and
// so may the rows and planes up to R away: the cell k rows on is at distance dy[k], the cell l planes on at dz[l], and
// dy[k] + dz[l] reaches the diagonals. Distances hold for every row of the block and for every field; dy[0] = dz[0] =
// 0. They do not follow from the position: at the ends of the domain, and in a tile that is stepped in cache, a
// neighbour is stored elsewhere.
typedef struct MgBlock {
    int32_t nx; // cells in a row
    int32_t row_count;
    ptrdiff_t row_stride;     // floats from a row to the next, in every field read and written
    const ptrdiff_t *dy, *dz; // floats; valid from -R to R
    int32_t x, y, z;          // place of the first cell in the domain
    int32_t domain_nx, domain_ny, domain_nz;
    int32_t axes;          // 3: the domain has more than one cell along each of x, y, z; 2: along x and y; 1: along x
    float dx, inverse_dx2; // 1 / dx^2, rounded once
    float time;            // at which the step begins that is being made; in a view, now
    uint64_t step, seed;   // of that step, counted from the seeding; of the run
    const float *means;    // over the domain, as the step begins; of the model's mean_count
    const void *params;    // the model's struct
    const void *context;   // the model's
    const float *in[MG_MAX_FIELDS]; // of the fields that the stage reads; NULL: of the others
    float *out[MG_MAX_FIELDS];      // of the fields that the stage writes; never overlaps in
} MgBlock;

// ---- stages

// A step is the stages in order: each reads what the ones before it wrote. The engine runs the stages of several steps
// over a tile while it is in cache, so a stage is called for places and in an order of the engine's choice, and a cell
// near a tile's border more than once: it must be a function of what it reads.
typedef struct MgStage {
    const char *name;
    void (*block)(const MgBlock *block);
    // NULL, or a block and the block behind it at once: the same rows of the next plane, so that block->dz[1] leads to
    // `behind`. Must give the bits of `block` called for one after the other. It is there because both share rows:
    // loaded once, or in cache.
    void (*pair)(const MgBlock *block, const MgBlock *behind);
    int32_t reach;          // R: cells read beyond the cell itself along each axis, 0..MG_MAX_REACH
    uint32_t reads, writes; // bit f: field f. The stage gets no other field
} MgStage;

#define MG_FIELD_BIT(field) (1u << (field))

// ---- seedings: the first state, a pure function of seed and place

typedef struct MgSeedRow {
    int32_t nx, x, y, z; // cells of the row, and the place of the first in the domain
    int32_t domain_nx, domain_ny, domain_nz;
    float dx;
    bool periodic[3]; // per axis
    uint64_t seed;
    const void *params;         // the model's struct
    const void *seeding_params; // the seeding's struct
    const void *context;        // the model's
    float *out[MG_MAX_FIELDS];  // every stored field; all must be written
} MgSeedRow;

#endif
