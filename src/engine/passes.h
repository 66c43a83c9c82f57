// The passes of fused steps: how one tile makes several steps of a model of one or more stages.
//
// T fused steps of S stages are T * S passes. A pass reads what the passes before it wrote and streams through z behind
// them:
//
//     pass 0 reads the fields     writes rings      planes z, z + 1
//     pass 1 reads rings          writes rings      planes z - R1, z - R1 + 1           R1: its reach
//     pass 2 reads rings          writes the fields planes z - R1 - R2, z - R1 - R2 + 1
//
// A ring holds some planes of one field as one pass wrote it: 2 that are being written and 2 R that the next pass needs
// around them, more where a later pass reads it, too. All rings hold equally many, so that one table of distances is
// good for every field. What a later pass reads beyond the tile is recomputed (overlapped tiling): a pass extends
// beyond the tile by the sum of the reaches of the passes after it.
#ifndef MG_ENGINE_PASSES_H
#define MG_ENGINE_PASSES_H

#include "model/model.h"

#define MG_MAX_PASSES (MG_MAX_FUSED_STEPS * MG_MAX_STAGES)

// Where a pass reads or writes a field, if not in a ring.
enum { MG_NOT_USED = -1, MG_FIELD_FRONT = -2, MG_FIELD_BACK = -3 };

typedef struct MgPass {
    const MgStage *stage;
    int32_t lag;     // planes behind the first pass
    int32_t overlap; // rows and planes beyond the tile that it computes
    int16_t from[MG_MAX_FIELDS], to[MG_MAX_FIELDS];
    uint32_t kept; // fields that it writes last but into a ring, since a later pass reads around them: the
                   // tile's own rows are copied into the back
} MgPass;

typedef struct MgPasses {
    int32_t count;
    int32_t ring_count; // over all passes; a ring is of one field
    int32_t ring_planes;
    int16_t loaded[MG_MAX_FIELDS]; // the ring that a field is copied into, plane by plane with the first pass, for
                                   // passes that read what no pass has written yet; or MG_NOT_USED
    MgPass pass[MG_MAX_PASSES];
} MgPasses;

// The passes of `steps` steps, 1..MG_MAX_FUSED_STEPS.
void mg_passes(const MgModel *model, int32_t steps, MgPasses *out);

// Fields that a step leaves changed: those that some stage writes, without the derived ones.
uint32_t mg_stepped_fields(const MgModel *model);

// The farthest that any stage looks, at least 1.
int32_t mg_model_reach(const MgModel *model);

#endif
