#include "equations/emit_expression.h"

#include <string.h>

#define DEEPEST 8 // operations in one expression: more are parted, for readers and for compilers' limits

bool mg_emit_is_leaf(const MgInstruction *i) { return i->opcode < MG_OP_NEGATE && i->opcode != MG_OP_SPREAD; }

bool mg_emit_is_argument(const MgInstruction *i) { return i->row && mg_emit_is_leaf(i); }

void mg_emit_line(const MgEmitter *m, const char *text) { mg_text_format(m->out, "%s\n", text); }

// ---- which values have a variable

// Where a value is used more than once, has a name in the text, or would make an expression too deep.
static void choose_variables(MgEmitter *m) {
    int32_t depth[MG_MAX_VALUES];
    for (int32_t v = 0; v < m->p->count; v++) {
        const MgInstruction *i = &m->p->code[v];
        const int16_t operands[3] = { i->a, i->b, i->c };
        depth[v] = 0;
        for (int32_t k = 0; k < 3; k++)
            if (operands[k] >= 0) depth[v] = mg_max_i32(depth[v], depth[operands[k]] + 1);
        m->own[v] = !mg_emit_is_leaf(i) && i->opcode != MG_OP_SPREAD && (i->let > 0 || depth[v] >= DEEPEST);
    }
    int16_t uses[MG_MAX_VALUES] = { 0 };
    for (int32_t v = 0; v < m->p->count; v++) {
        const MgInstruction *i = &m->p->code[v];
        const int16_t operands[3] = { i->a, i->b, i->c };
        for (int32_t k = 0; k < 3; k++)
            if (operands[k] >= 0) uses[operands[k]]++;
    }
    for (int32_t o = 0; o < m->p->output_count; o++) uses[m->p->outputs[o].value]++;
    for (int32_t v = 0; v < m->p->count; v++) {
        const MgInstruction *i = &m->p->code[v];
        if (!mg_emit_is_leaf(i) && i->opcode != MG_OP_SPREAD && uses[v] > 1) m->own[v] = true;
    }
    for (int32_t v = 0; v < m->p->count; v++) { // a scalar is computed before the cells
        const MgInstruction *i = &m->p->code[v];
        const int16_t operands[3] = { i->a, i->b, i->c };
        for (int32_t k = 0; k < 3 && i->row; k++)
            if (operands[k] >= 0 && !m->p->code[operands[k]].row && !mg_emit_is_leaf(&m->p->code[operands[k]]))
                m->own[operands[k]] = true;
    }
}

void mg_emit_program(MgEmitter *m, const MgProgram *program) {
    m->p = program;
    choose_variables(m);
    for (int32_t o = 0; o < program->output_count; o++) {
        const MgInstruction *i = &program->code[program->outputs[o].value];
        if (!i->row && !mg_emit_is_leaf(i)) m->own[program->outputs[o].value] = true;
    }
}

// ---- names and numbers

static char hex_digit(uint32_t value) { return "0123456789abcdef"[value & 15]; }

static void hexadecimal(MgText *out, uint32_t bits) {
    uint32_t fraction = (bits & 0x7fffffu) << 1; // six digits
    int32_t exponent = (int32_t)(bits >> 23 & 255) - 127;
    mg_text_string(out, bits >> 23 == 0 ? "0x0." : "0x1.");
    for (int32_t digit = 20; digit >= 0; digit -= 4) mg_text_char(out, hex_digit(fraction >> digit));
    mg_text_format(out, "p%d", bits >> 23 == 0 ? -126 : exponent);
    mg_text_char(out, 'f');
}

void mg_emit_float(MgText *out, float value) {
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    bool negative = bits >> 31 != 0;
    bits &= 0x7fffffffu;
    float size = negative ? -value : value;
    if (negative) mg_text_string(out, "(-");
    if (!(size == size)) mg_text_string(out, "__builtin_nanf(\"\")");
    else if (bits == 0x7f800000u) mg_text_string(out, "__builtin_inff()");
    else if (size < 1e6f && size == (float)(int32_t)size) mg_text_format(out, "%d.0f", (int32_t)size);
    else hexadecimal(out, bits);
    if (negative) mg_text_char(out, ')');
}

void mg_emit_field(const MgEmitter *m, int32_t field) {
    if (field < m->e->field_count) mg_text_format(m->out, "f_%s", m->e->fields[field].id);
    else mg_text_format(m->out, "d_%d", field - m->e->field_count + 1);
}

static void leaf(const MgEmitter *m, const MgInstruction *i) {
    static const char *const axes[] = { "x", "y", "z" };
    switch (i->opcode) {
    case MG_OP_NUMBER: mg_emit_float(m->out, i->number); return;
    case MG_OP_PARAMETER: mg_text_format(m->out, "p_%s", m->e->params[i->index].id); return;
    case MG_OP_DX: mg_text_string(m->out, "dx"); return;
    case MG_OP_INVERSE_DX2: mg_text_string(m->out, "inverse_dx2"); return;
    case MG_OP_INVERSE_2DX: mg_text_string(m->out, "inverse_2dx"); return;
    case MG_OP_LENGTH: mg_text_format(m->out, "length_%s", axes[i->index]); return;
    case MG_OP_TIME: mg_text_string(m->out, "time"); return;
    case MG_OP_MEAN: mg_text_format(m->out, "mean_%d", (int32_t)i->index + 1); return;
    case MG_OP_CELL: mg_text_string(m->out, "volume"); return;
    case MG_OP_WHITE: mg_text_format(m->out, "noise_%d", (int32_t)i->index + 1); return;
    case MG_OP_RING: mg_text_format(m->out, "ring_%d_of_", i->other + 1); break;
    case MG_OP_NEIGHBOUR: mg_text_format(m->out, "at_%d_of_", (int32_t)i->other); break;
    case MG_OP_BEHIND: mg_text_format(m->out, "behind_%s_", axes[i->other]); break;
    case MG_OP_AHEAD: mg_text_format(m->out, "ahead_%s_", axes[i->other]); break;
    case MG_OP_PLACE: mg_text_format(m->out, "at_%s", axes[i->index]); return;
    case MG_OP_LAPLACIAN: mg_text_string(m->out, "laplacian_"); break;
    case MG_OP_DIFFERENCE: mg_text_format(m->out, "difference_%s_", axes[i->other]); break;
    case MG_OP_CURVATURE: mg_text_format(m->out, "curvature_%s_", axes[i->other]); break;
    case MG_OP_FLUX:
        mg_text_string(m->out, "flux_");
        mg_emit_field(m, i->other);
        mg_text_char(m->out, '_');
        break;
    default: break;
    }
    mg_emit_field(m, i->index);
}

void mg_emit_name(const MgEmitter *m, int32_t value) {
    const MgInstruction *i = &m->p->code[value];
    if (mg_emit_is_leaf(i)) leaf(m, i);
    else if (i->let > 0) mg_text_format(m->out, "l_%s", m->e->lets[i->let - 1].id);
    else mg_text_format(m->out, "v%d", value);
}

// ---- operations

// An operation between its operands, with how tightly it binds; a call otherwise.
typedef struct Form {
    const char *infix, *call;
    int32_t tight;
} Form;

static const Form forms[MG_OP_COUNT] = {
    [MG_OP_NOT] = { NULL, "mg_op_not", 9 },
    [MG_OP_ABS] = { NULL, "mg_op_abs", 9 },
    [MG_OP_FLOOR] = { NULL, "mg_op_floor", 9 },
    [MG_OP_SQRT] = { NULL, "mg_op_sqrt", 9 },
    [MG_OP_EXP] = { NULL, "mg_exp", 9 },
    [MG_OP_LOG] = { NULL, "mg_log", 9 },
    [MG_OP_SIN] = { NULL, "mg_sin", 9 },
    [MG_OP_COS] = { NULL, "mg_cos", 9 },
    [MG_OP_SINH] = { NULL, "mg_sinh", 9 },
    [MG_OP_TANH] = { NULL, "mg_tanh", 9 },
    [MG_OP_SIGN] = { NULL, "mg_op_sign", 9 },
    [MG_OP_MIN] = { NULL, "mg_op_min", 9 },
    [MG_OP_MAX] = { NULL, "mg_op_max", 9 },
    [MG_OP_LESS] = { NULL, "mg_op_less", 9 },
    [MG_OP_LESS_EQUAL] = { NULL, "mg_op_less_equal", 9 },
    [MG_OP_EQUAL] = { NULL, "mg_op_equal", 9 },
    [MG_OP_NOT_EQUAL] = { NULL, "mg_op_not_equal", 9 },
    [MG_OP_AND] = { NULL, "mg_op_and", 9 },
    [MG_OP_OR] = { NULL, "mg_op_or", 9 },
    [MG_OP_ATAN2] = { NULL, "mg_atan2", 9 },
    [MG_OP_CUT] = { NULL, "mg_op_cut", 9 },
    [MG_OP_SELECT] = { NULL, "mg_op_select", 9 },
    [MG_OP_NEGATE] = { "-", NULL, 3 },
    [MG_OP_MULTIPLY] = { " * ", NULL, 2 },
    [MG_OP_DIVIDE] = { " / ", NULL, 2 },
    [MG_OP_ADD] = { " + ", NULL, 1 },
    [MG_OP_SUBTRACT] = { " - ", NULL, 1 },
    [MG_OP_MULTIPLY_ADD] = { " + ", NULL, 1 },
    [MG_OP_MULTIPLY_SUBTRACT] = { " - ", NULL, 1 },
    [MG_OP_SUBTRACT_PRODUCT] = { " - ", NULL, 1 },
};

static int32_t tightness(const MgEmitter *m, int32_t value) {
    const MgInstruction *i = &m->p->code[value];
    return m->own[value] || mg_emit_is_leaf(i) || i->opcode == MG_OP_SPREAD ? 9 : forms[i->opcode].tight;
}

static void inside(const MgEmitter *m, int32_t value, int32_t at_least) {
    bool loose = tightness(m, value) < at_least;
    if (loose) mg_text_char(m->out, '(');
    mg_emit_operand(m, value);
    if (loose) mg_text_char(m->out, ')');
}

static void product(const MgEmitter *m, const MgInstruction *i) {
    inside(m, i->a, 2);
    mg_text_string(m->out, " * ");
    inside(m, i->b, 3);
}

static void call(const MgEmitter *m, const MgInstruction *i) {
    const int16_t operands[3] = { i->a, i->b, i->c };
    mg_text_format(m->out, "%s(", forms[i->opcode].call);
    for (int32_t k = 0; k < 3 && operands[k] >= 0; k++) {
        if (k > 0) mg_text_string(m->out, ", ");
        mg_emit_operand(m, operands[k]);
    }
    mg_text_char(m->out, ')');
}

void mg_emit_whole(const MgEmitter *m, int32_t value) {
    const MgInstruction *i = &m->p->code[value];
    const Form *form = &forms[i->opcode];
    switch (i->opcode) {
    case MG_OP_SPREAD: mg_emit_operand(m, i->a); return;
    case MG_OP_NEGATE:
        mg_text_char(m->out, '-');
        inside(m, i->a, 4); // never "--"
        return;
    case MG_OP_MULTIPLY_ADD:
    case MG_OP_MULTIPLY_SUBTRACT:
        product(m, i);
        mg_text_string(m->out, form->infix);
        inside(m, i->c, 2);
        return;
    case MG_OP_SUBTRACT_PRODUCT:
        inside(m, i->c, 1);
        mg_text_string(m->out, form->infix);
        product(m, i);
        return;
    default: break;
    }
    if (mg_emit_is_leaf(i)) leaf(m, i);
    else if (form->infix == NULL) call(m, i);
    else {
        inside(m, i->a, form->tight);
        mg_text_string(m->out, form->infix);
        inside(m, i->b, form->tight + 1);
    }
}

void mg_emit_operand(const MgEmitter *m, int32_t value) {
    const MgInstruction *i = &m->p->code[value];
    bool has_name = m->own[value] || (mg_emit_is_leaf(i) && i->opcode != MG_OP_NUMBER);
    if (has_name && !i->row) mg_text_string(m->out, "s.");
    if (has_name) mg_emit_name(m, value);
    else mg_emit_whole(m, value);
}

// ---- texts

static bool is_plain(unsigned char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?'; }

void mg_emit_string(MgText *out, const char *text) {
    mg_text_char(out, '"');
    for (const char *at = text; *at != 0; at++) {
        const unsigned char c = (unsigned char)*at;
        if (is_plain(c)) mg_text_char(out, *at);
        else {
            mg_text_char(out, '\\');
            mg_text_char(out, (char)('0' + (c >> 6))), mg_text_char(out, (char)('0' + (c >> 3 & 7)));
            mg_text_char(out, (char)('0' + (c & 7)));
        }
    }
    mg_text_char(out, '"');
}

// A backslash, or ? ? / that once stood for one, would join the next line to the comment.
void mg_emit_comment(MgText *out, const char *text) {
    for (const char *at = text; *at != 0;) {
        mg_text_string(out, "//   ");
        for (; *at != 0 && *at != '\n'; at++)
            if (*at != '\r') mg_text_char(out, is_plain((unsigned char)*at) || *at == '"' ? *at : '.');
        mg_text_char(out, '\n');
        at += *at == '\n';
    }
}
