#include "engine/passes.h"

#define PLANES_AT_ONCE 2 // that a pass makes before the next one goes on

uint32_t mg_stepped_fields(const MgModel *model) {
    uint32_t written = 0;
    for (int32_t s = 0; s < model->stage_count; s++) written |= model->stages[s].writes;
    return written & ((1u << mg_stored_fields(model)) - 1);
}

int32_t mg_model_reach(const MgModel *model) {
    int32_t reach = 1;
    for (int32_t s = 0; s < model->stage_count; s++) reach = mg_max_i32(reach, model->stages[s].reach);
    return reach;
}

// Where the newest values of a field are, as the passes are planned.
typedef struct Newest {
    int16_t at[MG_MAX_FIELDS];
    int32_t lag[MG_MAX_FIELDS];
} Newest;

static void place_reads(MgPasses *out, MgPass *pass, bool first, Newest *newest) {
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) {
        pass->from[f] = MG_NOT_USED;
        if (!(pass->stage->reads & MG_FIELD_BIT(f))) continue;
        if (newest->at[f] == MG_FIELD_FRONT && !first) {
            newest->at[f] = out->loaded[f] = (int16_t)out->ring_count++;
            newest->lag[f] = 0;
        }
        pass->from[f] = newest->at[f];
        MG_ASSERT(pass->from[f] != MG_NOT_USED); // a derived field is written before it is read
        int32_t planes = PLANES_AT_ONCE + pass->lag - newest->lag[f] + pass->stage->reach;
        if (pass->from[f] >= 0) out->ring_planes = mg_max_i32(out->ring_planes, planes);
    }
}

static void place_writes(MgPasses *out, MgPass *pass, uint32_t written_later, uint32_t stored, Newest *newest) {
    pass->kept = 0;
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) {
        pass->to[f] = MG_NOT_USED;
        if (!(pass->stage->writes & MG_FIELD_BIT(f))) continue;
        bool ends = stored & ~written_later & MG_FIELD_BIT(f);
        if (ends && pass->overlap > 0) pass->kept |= MG_FIELD_BIT(f);
        pass->to[f] = ends && pass->overlap == 0 ? MG_FIELD_BACK : (int16_t)out->ring_count++;
        newest->at[f] = pass->to[f], newest->lag[f] = pass->lag;
    }
}

void mg_passes(const MgModel *model, int32_t steps, MgPasses *out) {
    MG_ASSERT(model->stage_count <= MG_MAX_STAGES && steps <= MG_MAX_FUSED_STEPS);
    const int32_t count = steps * model->stage_count;
    uint32_t stored = (1u << mg_stored_fields(model)) - 1;
    *out = (MgPasses){ .count = count, .ring_planes = PLANES_AT_ONCE };
    Newest newest = { 0 };
    for (int32_t f = 0; f < MG_MAX_FIELDS; f++) {
        newest.at[f] = stored & MG_FIELD_BIT(f) ? MG_FIELD_FRONT : MG_NOT_USED;
        out->loaded[f] = MG_NOT_USED;
    }
    int32_t overlap = 0;
    for (int32_t p = count - 1; p >= 0; p--) {
        out->pass[p] = (MgPass){ .stage = &model->stages[p % model->stage_count], .overlap = overlap };
        overlap += out->pass[p].stage->reach;
    }
    for (int32_t p = 0; p < count; p++) {
        MgPass *pass = &out->pass[p];
        uint32_t written_later = 0;
        for (int32_t later = p + 1; later < count; later++) written_later |= out->pass[later].stage->writes;
        pass->lag = out->pass[0].overlap - pass->overlap;
        place_reads(out, pass, p == 0, &newest);
        place_writes(out, pass, written_later, stored, &newest);
    }
}
