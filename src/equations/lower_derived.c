// What nodes are, and the fields of expressions: a stencil reads a field; where the text takes one of an expression,
// the expression becomes a derived field that an earlier stage writes. So the stages of a step are found and not
// written.
#include <string.h>

#include "equations/lowering.h"

MgStatus mg_node_refuse(const MgNode *node, const char *sentence) {
    return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: %s", node->line, node->column, sentence);
}

// ---- what nodes are

int32_t mg_node_symbol_kind(const MgNode *n) { return n->kind == MG_NODE_NAME ? n->index / MG_SYMBOLS : -1; }

// The node that a name stands for.
int32_t mg_node_behind_names(const MgEquations *e, int32_t node) {
    while (mg_node_symbol_kind(&e->nodes[node]) == MG_SYMBOL_LET)
        node = e->lets[e->nodes[node].index % MG_SYMBOLS].node;
    return node;
}

bool mg_node_is_call(const MgNode *n, int32_t function) { return n->kind == MG_NODE_CALL && n->index == function; }
bool mg_node_is_upwind(const MgNode *n) {
    return n->kind == MG_NODE_CALL && n->index >= MG_UPWIND_X && n->index <= MG_UPWIND_Z;
}
bool mg_node_is_stencil(const MgNode *n) { return n->kind == MG_NODE_CALL && n->index <= MG_RING; }

static bool same_node(const MgNode *x, const MgNode *y) {
    return x->kind == y->kind && x->index == y->index && x->number == y->number && (x->a < 0) == (y->a < 0) &&
           (x->b < 0) == (y->b < 0) && (x->c < 0) == (y->c < 0);
}

// Depth is that of the text's nesting, but for sums and products, which lean to the left: those go around.
static bool same_tree(const MgEquations *e, int32_t x, int32_t y) {
    for (;;) {
        x = mg_node_behind_names(e, x), y = mg_node_behind_names(e, y);
        const MgNode *a = &e->nodes[x], *b = &e->nodes[y];
        if (x == y) return true;
        if (!same_node(a, b) || mg_node_is_call(a, MG_FUNCTION_WHITE)) return false; // each noise is a draw of its own
        if (a->b >= 0 && !same_tree(e, a->b, b->b)) return false;
        if (a->c >= 0 && !same_tree(e, a->c, b->c)) return false;
        if (a->a < 0) return true;
        x = a->a, y = b->a;
    }
}

bool mg_node_flux(const MgEquations *e, int32_t node, MgFlux *out) {
    const MgNode *n = &e->nodes[mg_node_behind_names(e, node)];
    if (mg_node_is_call(n, MG_GRAD)) {
        *out = (MgFlux){ -1, n->a };
        return true;
    }
    if (n->kind != MG_NODE_MULTIPLY) return false;
    const MgNode *a = &e->nodes[mg_node_behind_names(e, n->a)], *b = &e->nodes[mg_node_behind_names(e, n->b)];
    if (mg_node_is_call(b, MG_GRAD)) *out = (MgFlux){ n->a, b->a };
    else if (mg_node_is_call(a, MG_GRAD)) *out = (MgFlux){ n->b, a->a };
    else return false;
    return true;
}

// ---- fields of expressions

// The field that holds this, also a derived one; -1: none does.
int32_t mg_lower_field_holding(const MgLowering *l, int32_t node) {
    const MgEquations *e = l->e;
    int32_t at = mg_node_behind_names(e, node);
    if (mg_node_symbol_kind(&e->nodes[at]) == MG_SYMBOL_FIELD) return e->nodes[at].index % MG_SYMBOLS;
    for (int32_t d = 0; d < l->out->derived_count; d++)
        if (same_tree(e, l->out->derived[d].node, at)) return e->field_count + d;
    return -1;
}

static MgStatus need_field(MgLowering *l, int32_t node) {
    MgEquationPrograms *out = l->out;
    if (mg_lower_field_holding(l, node) >= 0) return MG_OK;
    const MgNode *n = &l->e->nodes[node];
    if (l->e->field_count + out->derived_count == MG_MAX_FIELDS)
        return mg_node_refuse(n, "a stencil of an expression needs a field of its own, and there are 8 already");
    if (l->level[node] >= MG_MAX_STAGES - 1)
        return mg_node_refuse(n, "stencils of stencils: more than 7 stages in a step");
    out->derived[out->derived_count++] = (MgDerived){ mg_node_behind_names(l->e, node), l->level[node] };
    return MG_OK;
}

static int32_t level_behind(const MgLowering *l, int32_t node) {
    int32_t field = mg_lower_field_holding(l, node);
    return field < l->e->field_count ? 0 : l->out->derived[field - l->e->field_count].stage + 1;
}

static uint8_t highest(const MgLowering *l, const MgNode *n) {
    int32_t level = 0;
    if (mg_node_symbol_kind(n) == MG_SYMBOL_LET) level = l->level[l->e->lets[n->index % MG_SYMBOLS].node];
    if (n->a >= 0) level = mg_max_i32(level, l->level[n->a]);
    if (n->b >= 0) level = mg_max_i32(level, l->level[n->b]);
    if (n->c >= 0) level = mg_max_i32(level, l->level[n->c]);
    return (uint8_t)level;
}

// The derived fields that a stencil node needs.
static MgStatus find_derived_of(MgLowering *l, int32_t node) {
    const MgEquations *e = l->e;
    const MgNode *n = &e->nodes[node];
    int32_t of[2] = { -1, -1 };
    MgFlux flux;
    if (mg_node_is_stencil(n)) of[0] = n->a;
    if (mg_node_is_upwind(n)) of[0] = n->b;
    if (mg_node_is_call(n, MG_DIV)) {
        if (!mg_node_flux(e, n->a, &flux))
            return mg_node_refuse(n, "div wants a coefficient and a gradient: div(D * grad(u))");
        bool varies = flux.coefficient >= 0 && !l->uniform[flux.coefficient];
        of[0] = flux.of, of[1] = varies ? flux.coefficient : -1;
    }
    if (mg_node_is_call(n, MG_DOT)) {
        const MgNode *a = &e->nodes[mg_node_behind_names(e, n->a)], *b = &e->nodes[mg_node_behind_names(e, n->b)];
        if (!mg_node_is_call(a, MG_GRAD) || !mg_node_is_call(b, MG_GRAD))
            return mg_node_refuse(n, "dot wants two gradients: dot(grad(u), grad(v))");
        of[0] = a->a, of[1] = b->a;
    }
    for (int32_t i = 0; i < 2 && of[i] >= 0; i++) {
        MG_TRY(need_field(l, of[i]));
        l->level[node] = (uint8_t)mg_max_i32(l->level[node], level_behind(l, of[i]));
    }
    return MG_OK;
}

static bool is_uniform(const MgLowering *l, const MgNode *n) {
    int32_t which = n->index % MG_SYMBOLS;
    switch (mg_node_symbol_kind(n)) {
    case MG_SYMBOL_PARAMETER: return true;
    case MG_SYMBOL_FIELD:
    case MG_SYMBOL_PATTERN: return false;
    case MG_SYMBOL_LET: return l->uniform[l->e->lets[which].node];
    case MG_SYMBOL_BUILT_IN: return which > MG_Z;
    default: break;
    }
    if (mg_node_is_call(n, MG_FUNCTION_MEAN)) return true;
    if (n->kind == MG_NODE_CALL && (n->index <= MG_DOT || n->index == MG_FUNCTION_WHITE)) return false;
    return (n->a < 0 || l->uniform[n->a]) && (n->b < 0 || l->uniform[n->b]) && (n->c < 0 || l->uniform[n->c]);
}

// The field that holds a node's value where a stage may read it, or -1.
int32_t mg_lower_readable(const MgLowering *l, int32_t node) {
    for (int32_t d = 0; d < l->out->derived_count && !l->is_view; d++)
        if (l->out->derived[d].stage < l->stage && same_tree(l->e, l->out->derived[d].node, node))
            return l->e->field_count + d;
    return -1;
}

static void need(MgLowering *l, int32_t node) {
    if (node >= 0) l->needed[node] = true;
}

int32_t mg_lower_mean(const MgLowering *l, int32_t node) {
    for (int32_t i = 0; i < l->out->mean_count; i++)
        if (same_tree(l->e, l->out->mean_nodes[i], node)) return i;
    return -1;
}

int32_t mg_lower_ring(const MgLowering *l, int32_t node) {
    const MgNode *n = &l->e->nodes[node];
    for (int32_t i = 0; i < l->out->ring_count; i++) {
        const MgNode *ring = &l->e->nodes[l->out->ring_nodes[i]];
        if (same_tree(l->e, ring->b, n->b) && same_tree(l->e, ring->c, n->c)) return i;
    }
    return -1;
}

static MgStatus find_means(MgLowering *l) {
    MgEquationPrograms *out = l->out;
    for (int32_t i = 0; i < l->e->node_count; i++) {
        if (!mg_node_is_call(&l->e->nodes[i], MG_FUNCTION_MEAN) || mg_lower_mean(l, i) >= 0) continue;
        if (out->mean_count == MG_MAX_MEANS) return mg_node_refuse(&l->e->nodes[i], "more than 4 means over the box");
        out->mean_nodes[out->mean_count++] = i;
    }
    return MG_OK;
}

// The value of arithmetic on numbers alone; NaN: it is none, or is not looked at.
static double constant_of(const MgNode *n, const double *constants) {
    const double none = __builtin_nan(""), a = n->a >= 0 ? constants[n->a] : none, b = n->b >= 0 ? constants[n->b] : a;
    switch (n->kind) {
    case MG_NODE_NUMBER: return n->number;
    case MG_NODE_NEGATE: return -a;
    case MG_NODE_ADD: return a + b;
    case MG_NODE_SUBTRACT: return a - b;
    case MG_NODE_MULTIPLY: return a * b;
    case MG_NODE_DIVIDE: return a / b;
    default: return none;
    }
}

static MgStatus refuse_division_by_zero(const MgEquations *e) {
    double constants[MG_MAX_NODES];
    for (int32_t i = 0; i < e->node_count; i++) {
        const MgNode *n = &e->nodes[i];
        const int32_t let = mg_node_symbol_kind(n) == MG_SYMBOL_LET ? e->lets[n->index % MG_SYMBOLS].node : -1;
        constants[i] = let >= 0 ? constants[let] : constant_of(n, constants);
        if (n->kind == MG_NODE_DIVIDE && constants[n->b] == 0) return mg_node_refuse(n, "this is a division by 0");
    }
    return MG_OK;
}

// Children stand before their parents, and what a let names before its use.
MgStatus mg_lower_find_derived(MgLowering *l) {
    const MgEquations *e = l->e;
    MG_TRY(refuse_division_by_zero(e));
    MG_TRY(find_means(l));
    MG_TRY(mg_lower_find_rings(l));
    memset(l->needed, 0, sizeof l->needed);
    for (int32_t f = 0; f < e->field_count; f++) need(l, e->fields[f].rate);
    for (int32_t i = e->node_count - 1; i >= 0; i--) {
        const MgNode *n = &e->nodes[i];
        if (!l->needed[i]) continue;
        if (mg_node_symbol_kind(n) == MG_SYMBOL_LET) need(l, e->lets[n->index % MG_SYMBOLS].node);
        need(l, n->a), need(l, n->b), need(l, n->c);
    }
    for (int32_t i = 0; i < e->node_count; i++) {
        l->uniform[i] = is_uniform(l, &e->nodes[i]);
        l->level[i] = highest(l, &e->nodes[i]);
        if (l->needed[i]) MG_TRY(find_derived_of(l, i));
    }
    return MG_OK;
}
