// From trees to programs: which nodes a stage, a view or a start needs, in the order of the text.
#include "equations/lower.h"

#include <string.h>

#include "equations/lowering.h"

static void need(MgLowering *l, int32_t node) {
    if (node >= 0) l->needed[node] = true;
}

static void need_operands(MgLowering *l, int32_t node) {
    const MgNode *n = &l->e->nodes[node];
    MgFlux flux;
    if (mg_lower_readable(l, node) >= 0 || mg_node_is_stencil(n) || mg_node_is_call(n, MG_DOT) ||
        mg_node_is_call(n, MG_FUNCTION_MEAN))
        return;
    if (mg_node_is_upwind(n)) {
        need(l, n->a);
        return;
    }
    if (mg_node_is_call(n, MG_DIV)) {
        if (mg_node_flux(l->e, n->a, &flux) && flux.coefficient >= 0 && l->uniform[flux.coefficient])
            need(l, flux.coefficient);
        return;
    }
    if (mg_node_symbol_kind(n) == MG_SYMBOL_LET) need(l, l->e->lets[n->index % MG_SYMBOLS].node);
    need(l, n->a), need(l, n->b), need(l, n->c);
}

void mg_lower_mark(MgLowering *l, const int32_t *roots, int32_t count) {
    memset(l->needed, 0, sizeof l->needed);
    for (int32_t i = 0; i < count; i++) need(l, roots[i]);
    for (int32_t i = l->e->node_count - 1; i >= 0; i--)
        if (l->needed[i]) need_operands(l, i);
}

// A value that a let stands for keeps its name, for those who read the program.
static void name_value(MgLowering *l, int32_t node) {
    const MgValue v = l->values[node];
    for (int32_t i = 0; i < l->e->let_count && v.id >= 0 && v.scale < 0; i++)
        if (l->e->lets[i].node == node && l->p->code[v.id].let == 0) l->p->code[v.id].let = (int16_t)(i + 1);
}

// Computes the marked nodes, in the order of the text.
MgStatus mg_lower_compute(MgLowering *l) {
    for (int32_t i = 0; i < l->e->node_count; i++) {
        if (!l->needed[i]) continue;
        const MgNode *n = &l->e->nodes[i];
        if (mg_node_is_call(n, MG_GRAD))
            return mg_node_refuse(n, "a gradient stands inside div or dot: div(D * grad(u)), dot(grad(u), grad(v))");
        if (n->kind == MG_NODE_NAME && n->index == MG_SYMBOL_BUILT_IN * MG_SYMBOLS + MG_DISTANCE && !l->is_profile)
            return mg_node_refuse(n, "distance is of a ring's profile: ring(u, 5, 1 - distance)");
        l->values[i] = mg_lower_node(l, i);
        name_value(l, i);
        if (l->p->overflow) return mg_node_refuse(n, "this is more than 512 operations in one stage");
    }
    return MG_OK;
}

// ---- programs

static void output(MgLowering *l, int32_t value, int32_t field) {
    l->p->outputs[l->p->output_count++] = (MgOutput){ (int16_t)value, (int16_t)field };
}

static MgStatus finish(MgLowering *l, int32_t node) {
    mg_program_finish(l->p);
    return l->p->overflow ? mg_node_refuse(&l->e->nodes[node], "this needs too many values at once; write it in parts")
                          : MG_OK;
}

// u + dt * rate.
static int32_t after_a_step(MgLowering *l, int32_t field, int32_t rate) {
    const int32_t dt = mg_lower_source(l, MG_OP_PARAMETER, 0, 0);
    return mg_lower_binary(l, MG_OP_ADD, mg_lower_source(l, MG_OP_FIELD, field, 0),
                           mg_lower_binary(l, MG_OP_MULTIPLY, dt, rate));
}

// A field's next value, kept where the text says.
static int32_t stepped(MgLowering *l, int32_t field) {
    const MgEquationField *f = &l->e->fields[field];
    const double infinity = __builtin_inf();
    int32_t value = mg_lower_operand(l, f->rate);
    if (!f->iterated) value = after_a_step(l, field, value);
    if (f->keep_min > -infinity) value = mg_lower_binary(l, MG_OP_MAX, value, mg_lower_number(l, f->keep_min));
    if (f->keep_max < infinity) value = mg_lower_binary(l, MG_OP_MIN, value, mg_lower_number(l, f->keep_max));
    return f->least > 0 ? mg_lower_binary(l, MG_OP_CUT, value, mg_lower_number(l, f->least)) : value;
}

static MgStatus lower_stage(MgLowering *l, int32_t stage, bool last) {
    const MgEquations *e = l->e;
    int32_t roots[2 * MG_MAX_FIELDS], count = 0;
    l->p = &l->out->stages[stage], l->stage = stage;
    for (int32_t f = 0; f < e->field_count && last; f++)
        if (e->fields[f].rate >= 0) roots[count++] = e->fields[f].rate;
    for (int32_t d = 0; d < l->out->derived_count; d++)
        if (l->out->derived[d].stage == stage) roots[count++] = l->out->derived[d].node;
    mg_lower_mark(l, roots, count);
    MG_TRY(mg_lower_compute(l));
    for (int32_t f = 0; f < e->field_count && last; f++)
        if (e->fields[f].rate >= 0) output(l, stepped(l, f), f);
    for (int32_t d = 0; d < l->out->derived_count; d++)
        if (l->out->derived[d].stage == stage)
            output(l, mg_lower_operand(l, l->out->derived[d].node), e->field_count + d);
    return finish(l, roots[0]);
}

static MgStatus lower_stages(MgLowering *l) {
    const MgEquations *e = l->e;
    int32_t last = 0;
    for (int32_t f = 0; f < e->field_count; f++)
        if (e->fields[f].rate >= 0) last = mg_max_i32(last, l->level[e->fields[f].rate]);
    l->out->stage_count = last + 1;
    for (int32_t s = 0; s <= last; s++) MG_TRY(lower_stage(l, s, s == last));
    return MG_OK;
}

static bool is_field(const MgLowering *l, int32_t node) {
    return node >= 0 && mg_node_symbol_kind(&l->e->nodes[mg_node_behind_names(l->e, node)]) == MG_SYMBOL_FIELD;
}

static bool is_gradient_of_field(const MgLowering *l, int32_t node) {
    const MgNode *n = &l->e->nodes[mg_node_behind_names(l->e, node)];
    return mg_node_is_call(n, MG_GRAD) && is_field(l, n->a);
}

// What a view shows is computed from the stored fields alone.
static MgStatus check_view(const MgLowering *l, int32_t root) {
    for (int32_t i = 0; i <= root; i++) {
        const MgNode *n = &l->e->nodes[i];
        if (!l->needed[i] || n->kind != MG_NODE_CALL) continue;
        if (n->index == MG_FUNCTION_WHITE)
            return mg_node_refuse(n, "noise(strength) is of an equation, not of a view or mean");
        if (n->index > MG_DOT) continue;
        const bool of_fields = (mg_node_is_stencil(n) && is_field(l, n->a)) ||
                               (mg_node_is_upwind(n) && is_field(l, n->b)) ||
                               (n->index == MG_DOT && is_gradient_of_field(l, n->a) && is_gradient_of_field(l, n->b));
        if (!of_fields) return mg_node_refuse(n, "in a view or mean, lap, derivatives and grad are of a field itself");
    }
    return MG_OK;
}

static MgStatus lower_view(MgLowering *l, int32_t i) {
    const int32_t root = l->e->views[i].node;
    if (root < 0) return MG_OK;
    l->p = &l->out->views[i], l->is_view = true;
    mg_lower_mark(l, &root, 1);
    MG_TRY(check_view(l, root));
    MG_TRY(mg_lower_compute(l));
    output(l, mg_lower_operand(l, root), 0);
    return finish(l, root);
}

static MgStatus lower_mean(MgLowering *l, int32_t i) {
    const int32_t root = l->e->nodes[l->out->mean_nodes[i]].a;
    l->p = &l->out->means[i], l->is_view = true;
    mg_lower_mark(l, &root, 1);
    for (int32_t k = 0; k <= root; k++)
        if (l->needed[k] && mg_node_is_call(&l->e->nodes[k], MG_FUNCTION_MEAN))
            return mg_node_refuse(&l->e->nodes[k], "a mean of a mean over the box");
    MG_TRY(check_view(l, root));
    MG_TRY(mg_lower_compute(l));
    output(l, mg_lower_operand(l, root), 0);
    return finish(l, root);
}

static MgStatus lower_start(MgLowering *l, int32_t i) {
    const MgEquationStart *start = &l->e->starts[i];
    int32_t roots[MG_MAX_FIELDS], count = 0;
    l->p = &l->out->starts[i], l->is_view = true;
    for (int32_t f = 0; f < l->e->field_count; f++)
        if (start->node[f] >= 0) roots[count++] = start->node[f];
    mg_lower_mark(l, roots, count);
    for (int32_t k = 0; k < l->e->node_count; k++) {
        const MgNode *n = &l->e->nodes[k];
        if (l->needed[k] && mg_node_is_call(n, MG_FUNCTION_MEAN))
            return mg_node_refuse(n, "a start has no means: there are no fields yet");
        if (l->needed[k] && mg_node_is_call(n, MG_FUNCTION_WHITE))
            return mg_node_refuse(n,
                                  "a start draws noise or noise2, numbers in -1..1; noise(strength) is of an equation");
        if (l->needed[k] &&
            (mg_node_symbol_kind(n) == MG_SYMBOL_FIELD || (n->kind == MG_NODE_CALL && n->index <= MG_DOT)))
            return mg_node_refuse(n, "a start or map knows place, parameters and patterns, not fields");
    }
    MG_TRY(mg_lower_compute(l));
    for (int32_t f = 0; f < l->e->field_count; f++)
        output(l, start->node[f] >= 0 ? mg_lower_operand(l, start->node[f]) : mg_lower_number(l, 0.0), f);
    return finish(l, roots[0]);
}

MgStatus mg_equations_lower(const MgEquations *equations, MgEquationPrograms *out) {
    memset(out, 0, sizeof *out);
    MgLowering l = { .e = equations, .out = out };
    MG_TRY(mg_lower_find_derived(&l));
    MG_TRY(lower_stages(&l));
    for (int32_t i = 0; i < equations->view_count; i++) MG_TRY(lower_view(&l, i));
    for (int32_t i = 0; i < out->mean_count; i++) MG_TRY(lower_mean(&l, i));
    for (int32_t i = 0; i < equations->start_count; i++) MG_TRY(lower_start(&l, i));
    return MG_OK;
}
