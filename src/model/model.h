// The model contract: const tables plus pure functions over ONE ROW of cells. A model sees no grid, no thread and no
// memory; it is one file in src/models, and its file name is its id. docs/adding-a-model.md walks through one.
#ifndef MG_MODEL_MODEL_H
#define MG_MODEL_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

#define MG_MAX_FIELDS 8
#define MG_MAX_PARAMS 32
#define MG_MAX_SEEDINGS 8
#define MG_MAX_CHOICES 4

// ---- parameters: one table drives the struct, clamping, command line, panel, URL, types and docs

typedef enum MgParamKind { MG_REAL, MG_INTEGER, MG_CHOICE } MgParamKind; // float, int32_t, int32_t in the struct

typedef struct MgParam {
    const char *id;
    const char *symbol; // as typeset in the equations
    const char *unit;   // in terms of l (length) and t (time); "" for a pure number
    const char *doc;    // a sentence a person reads in the panel
    double initial, min, max;
    MgParamKind kind;
    ptrdiff_t offset;                    // in the parameter struct; every member is 4 bytes
    const char *choices[MG_MAX_CHOICES]; // MG_CHOICE: names of 0, 1, ...
} MgParam;

#define MG_PARAM(type, member, symbol, initial, min, max, unit, doc)                                                   \
    { #member,                                                                                                         \
      symbol,                                                                                                          \
      unit,                                                                                                            \
      doc,                                                                                                             \
      initial,                                                                                                         \
      min,                                                                                                             \
      max,                                                                                                             \
      _Generic(((type *)0)->member, float: MG_REAL, int32_t: MG_INTEGER),                                              \
      offsetof(type, member),                                                                                          \
      { 0 } }
#define MG_PARAM_CHOICE(type, member, symbol, initial, count, doc, ...)                                                \
    {                                                                                                                  \
        #member, symbol, "", doc, initial, 0, (count) - 1, MG_CHOICE, offsetof(type, member), { __VA_ARGS__ }          \
    }

// A struct member without a row in the table does not compile.
#define MG_PARAMS_COMPLETE(type, table)                                                                                \
    _Static_assert(sizeof(type) == 4 * sizeof(table) / sizeof((table)[0]), #type " and its table differ")

// ---- a row of cells

typedef struct MgRow {
    int32_t nx;   // cells in the row: x = 0..nx-1; x = -1 and x = nx may be read from any row read
    int32_t y, z; // place in the world
    int32_t world_nx, world_ny, world_nz;
    MgNeighbours neighbours;        // the same for every field
    float dx, inverse_dx2;          // 1 / dx^2, rounded once
    const void *params;             // the model's struct
    const float *in[MG_MAX_FIELDS]; // the row of every field, at x = 0
    float *out[MG_MAX_FIELDS];      // the row to write, of the fields the stage writes; never overlaps in
} MgRow;

// ---- stages

typedef struct MgStage {
    const char *name;
    void (*row)(const MgRow *row);
    // NULL, or two rows at once: `behind` is the next row in z, so that row->neighbours.zp leads to it and its zm back
    // to row, and both have the same ym and yp. Must give the bits that `row` gives to one after the other; it is there
    // because values that both rows need are then loaded once.
    void (*pair)(const MgRow *row, const MgRow *behind);
    int32_t reach;          // cells read beyond the cell itself, per axis: 0 or 1
    uint32_t reads, writes; // bit f: field f
} MgStage;

#define MG_FIELD_BIT(field) (1u << (field))

// ---- seedings: the first state, a pure function of seed and place

typedef struct MgSeedRow {
    int32_t nx, y, z;
    int32_t world_nx, world_ny, world_nz;
    bool periodic[3]; // per axis
    uint64_t seed;
    const void *params;         // the model's struct
    const void *seeding_params; // the seeding's struct
    float *out[MG_MAX_FIELDS];  // every field; all must be written
} MgSeedRow;

typedef struct MgSeeding {
    const char *id, *label, *doc;
    void (*row)(const MgSeedRow *row); // NULL: the network's own first state, with its patches where
    void (*pattern)(const MgSeedRow *row, float *pattern); // pattern is 1 (0..1); NULL: everywhere
    const MgParam *params;
    int32_t param_count;
} MgSeeding;

// ---- views: which scalar is shown

typedef struct MgView {
    const char *id, *label, *doc;
    int32_t field; // the field shown as it is; -1: computed by row
    void (*row)(const MgRow *row, float *out);
    double min, max;     // range of the isovalue's slider
    double isovalue;     // a good first one
    double gradient_max; // gradient magnitude per cell that gets the last colour
} MgView;

// ---- presets: differences from the defaults

typedef struct MgPreset {
    const char *id, *label, *doc;
    const char *settings; // "feed=0.03 kill=0.062 seeding=spheres", names as in mg_engine_set
} MgPreset;

// ---- the model

typedef struct MgField {
    const char *id, *label, *unit;
    double matter, nothing; // the value where there is matter and where there is none: what the brush makes of a cell.
                            // The same twice: a brush leaves the field alone
} MgField;

typedef struct MgModel {
    const char *id, *label, *doc;
    const char *equations; // plain text, one equation a line
    const char *source;    // the paper, with DOI
    const MgField *fields;
    int32_t field_count;
    const MgParam *params;
    int32_t param_count; // one of them must be "dt"
    const MgStage *stages;
    int32_t stage_count; // none where there is a network
    const char *network; // of molecules, as text (stochastic/network.h): a species for each field, in order, and
                         // rates in terms of params. Views then must be computed: they see the state half a
                         // reaction step later. NULL: the fields are stepped by stages
    const struct MgNetwork *parsed; // of a network that was read already; NULL: it is read anew for every engine
    const MgSeeding *seedings;
    int32_t seeding_count;
    const MgView *views;
    int32_t view_count;
    const MgPreset *presets;
    int32_t preset_count;
    double (*paint_scale)(const void *params);          // what matter and nothing are to be multiplied by; NULL: 1
    double (*stable_dt)(const void *params, double dx); // the largest dt that does not blow up by itself; NULL where
                                                        // there is a network: it follows from how fast its species hop
} MgModel;

#endif
