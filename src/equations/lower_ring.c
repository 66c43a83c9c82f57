// ring(u, R, profile): the profile is a formula of numbers and distance, whose values become the weights of a kernel.
#include <string.h>

#include "equations/lowering.h"

static MgStatus check_profile(const MgLowering *l) {
    for (int32_t i = 0; i < l->e->node_count; i++) {
        const MgNode *n = &l->e->nodes[i];
        const int32_t kind = mg_node_symbol_kind(n), which = n->index % MG_SYMBOLS;
        const bool is_number = kind < 0 || kind == MG_SYMBOL_LET ||
                               (kind == MG_SYMBOL_BUILT_IN && (which == MG_PI || which == MG_DISTANCE));
        const bool is_plain = n->kind != MG_NODE_CALL ||
                              (n->index > MG_DOT && n->index != MG_FUNCTION_WHITE && n->index != MG_FUNCTION_MEAN);
        if (l->needed[i] && !(is_number && is_plain))
            return mg_node_refuse(n, "a ring's profile is a formula of numbers and distance alone");
    }
    return MG_OK;
}

static MgStatus radius_of(const MgLowering *l, const MgNode *ring, int32_t *out) {
    const MgNode *n = &l->e->nodes[mg_node_behind_names(l->e, ring->b)];
    const bool fits = n->kind == MG_NODE_NUMBER && n->number >= 1 && n->number <= MG_MAX_REACH &&
                      n->number == (double)(int32_t)n->number;
    if (!fits) return mg_node_refuse(&l->e->nodes[ring->b], "a ring's radius is a whole number of cells from 1 to 8");
    *out = (int32_t)n->number;
    return MG_OK;
}

// How many cells of the ball are at this distance, squared.
static int32_t cells_at(int32_t radius, int32_t square) {
    int32_t count = 0;
    for (int32_t z = -radius; z <= radius; z++)
        for (int32_t y = -radius; y <= radius; y++)
            for (int32_t x = -radius; x <= radius; x++) count += x * x + y * y + z * z == square;
    return count;
}

// Weights are made to add up to 1, so a uniform field stays what it is.
static MgStatus fill(const MgProgram *profile, const MgNode *n, MgKernel *kernel) {
    const int32_t squares = kernel->radius * kernel->radius;
    double whole = 0;
    for (int32_t q = 0; q <= squares; q++) {
        const float weight = mg_program_profile(profile, __builtin_sqrtf((float)q) / (float)kernel->radius);
        const int32_t cells = cells_at(kernel->radius, q);
        if (!(weight >= 0.0f && weight <= 1e30f) && cells > 0)
            return mg_node_refuse(n, "a ring's profile is 0 or more at every distance from 0 to 1");
        kernel->weight[q] = cells > 0 ? weight : 0.0f;
        whole += (double)kernel->weight[q] * cells;
    }
    if (!(whole > 0)) return mg_node_refuse(n, "a ring's profile is 0 at every cell");
    for (int32_t q = 0; q <= squares; q++) kernel->weight[q] = (float)((double)kernel->weight[q] / whole);
    return MG_OK;
}

static MgStatus make_kernel(MgLowering *l, const MgNode *ring, MgKernel *kernel) {
    MgProgram profile = { 0 };
    MG_TRY(radius_of(l, ring, &kernel->radius));
    l->p = &profile, l->is_view = l->is_profile = true;
    mg_lower_mark(l, &ring->c, 1);
    MG_TRY(check_profile(l));
    MG_TRY(mg_lower_compute(l));
    profile.outputs[profile.output_count++] = (MgOutput){ (int16_t)mg_lower_operand(l, ring->c), 0 };
    l->is_view = l->is_profile = false;
    return fill(&profile, ring, kernel);
}

MgStatus mg_lower_find_rings(MgLowering *l) {
    MgEquationPrograms *out = l->out;
    for (int32_t i = 0; i < l->e->node_count; i++) {
        const MgNode *n = &l->e->nodes[i];
        if (!mg_node_is_call(n, MG_RING) || mg_lower_ring(l, i) >= 0) continue;
        if (out->ring_count == MG_MAX_RINGS) return mg_node_refuse(n, "more than 4 rings");
        MG_TRY(make_kernel(l, n, &out->rings[out->ring_count]));
        out->ring_nodes[out->ring_count++] = i;
    }
    return MG_OK;
}
