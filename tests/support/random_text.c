#include "support/random_text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/hash.h"

typedef struct Writer {
    uint64_t state;
    char *out;
    size_t length;
    int fields, params, lets;
    int nests;     // stencils of expressions that may still be written: each is a field of its own
    int means;     // that may still be written
    int rings;     // the same
    bool in_start; // no fields, no stencils
} Writer;

static uint32_t draw(Writer *w, uint32_t below) {
    w->state += 0x9e3779b97f4a7c15u;
    return (uint32_t)((mg_hash_mix(w->state) >> 32) * below >> 32);
}

__attribute__((format(printf, 2, 3))) static void put(Writer *w, const char *format, ...) {
    va_list list;
    va_start(list, format);
    w->length += (size_t)vsnprintf(w->out + w->length, RANDOM_TEXT_BYTES - w->length, format, list);
    va_end(list);
    if (w->length >= RANDOM_TEXT_BYTES) w->length = RANDOM_TEXT_BYTES - 1;
}

static const char *number(Writer *w) {
    static const char *const numbers[] = { "0",    "1",    "2",   "0.5",   "3",     "0.1",  "1.25", "7",
                                           "1e-3", "0.33", "1.7", "2.718", "1e-42", "12.5", "0.06", "40" };
    return numbers[draw(w, sizeof numbers / sizeof numbers[0])];
}

static void expression(Writer *w, int depth);

static void leaf(Writer *w) {
    static const char *const places[] = { "x", "y", "z", "Lx", "Ly", "Lz", "pi", "t" };
    static const char *const patterns[] = { "perlin", "spheres", "noise", "noise2" };
    switch (draw(w, 8)) {
    case 0: put(w, "%s", number(w)); return;
    case 1: put(w, "k%u", draw(w, (uint32_t)w->params)); return;
    case 2: put(w, "(0.1 * %s)", places[draw(w, 8)]); return;
    case 3:
        if (w->lets > 0 && !w->in_start) {
            put(w, "w%u", draw(w, (uint32_t)w->lets));
            return;
        }
        break;
    default: break;
    }
    if (w->in_start) put(w, "%s", patterns[draw(w, 4)]);
    else put(w, "u%u", draw(w, (uint32_t)w->fields));
}

static void one(Writer *w, const char *before, int depth, const char *behind) {
    put(w, "%s", before);
    expression(w, depth);
    put(w, "%s", behind);
}

static void stencil(Writer *w, int depth) {
    static const char *const names[] = { "lap", "d/dx", "d/dy", "d/dz", "d2/dx2", "d2/dy2", "d2/dz2" };
    const bool nested = w->nests > 0 && draw(w, 4) == 0;
    const uint32_t kind = draw(w, 14);
    if (w->means > 0 && draw(w, 12) == 0) {
        w->means--;
        put(w, "mean(u%u * k0)", draw(w, (uint32_t)w->fields));
    } else if (kind < 7) {
        put(w, "%s(", names[kind]);
        if (nested) w->nests--, expression(w, depth);
        else put(w, "u%u", draw(w, (uint32_t)w->fields));
        put(w, ")");
    } else if (kind == 7) {
        put(w, "dot(grad(u%u), grad(u%u))", draw(w, (uint32_t)w->fields), draw(w, (uint32_t)w->fields));
    } else if (kind == 8) {
        put(w, "upwind_%c(", 'x' + (int)draw(w, 3));
        expression(w, depth);
        put(w, ", u%u)", draw(w, (uint32_t)w->fields));
    } else if (kind == 12) {
        put(w, "u%u[%d, %d, %d]", draw(w, (uint32_t)w->fields), (int)draw(w, 5) - 2, (int)draw(w, 5) - 2,
            (int)draw(w, 5) - 2);
    } else if (kind == 13 && w->rings > 0) {
        w->rings--;
        put(w, "ring(u%u, %u, %u + distance)", draw(w, (uint32_t)w->fields), 1 + draw(w, 3), draw(w, 2));
    } else if (kind == 9) {
        one(w, "noise(0.1 * ", depth, ")");
    } else if (nested) {
        w->nests--;
        one(w, "div(", depth, "");
        put(w, " * grad(u%u))", draw(w, (uint32_t)w->fields));
    } else put(w, "div(%s * grad(u%u))", kind == 10 ? "k0" : "u0", draw(w, (uint32_t)w->fields));
}

static void function(Writer *w, int depth) {
    static const char *const unaries[][2] = {
        { "abs(", ")" },
        { "floor(", ")" },
        { "sqrt(abs(", "))" },
        { "exp(clamp(", ", -9, 2))" },
        { "sin(", ")" },
        { "cos(", ")" },
        { "log(abs(", ") + 0.01)" },
        { "tanh(", ")" },
        { "step(", ")" },
        { "sign(", ")" },
        { "sinh(clamp(", ", -3, 3))" },
        { "cosh(clamp(", ", -3, 3))" },
        { "tan(0.3 * sin(", "))" },
        { "-(", ")" },
        { "(not (", "))" },
        { "(", ")^2" },
        { "(", ")^3" },
        { "(abs(", ") + 0.1)^1.3" },
        { "(", ")^0" },
        { "(1 + abs(", "))^-1" },
        { "atan(", ")" },
    };
    static const char *const pairs[][2] = { { "min(", ", " }, { "max(", ", " }, { "atan2(", ", " } };
    const uint32_t unary_count = sizeof unaries / sizeof unaries[0], kind = draw(w, unary_count + 9);
    if (kind < unary_count) one(w, unaries[kind][0], depth, unaries[kind][1]);
    else if (kind < unary_count + 3) {
        one(w, pairs[kind - unary_count][0], depth, pairs[kind - unary_count][1]);
        one(w, "", depth, ")");
    } else if (kind < unary_count + 5) {
        one(w, "if(", depth, " < "), one(w, "", depth, ", "), one(w, "", depth, ", "), one(w, "", depth, ")");
    } else if (kind < unary_count + 6) {
        one(w, "clamp(", depth, ", -k0, k0)");
    } else if (kind < unary_count + 7) {
        one(w, "smoothstep(-1, k0, ", depth, ")");
    } else {
        static const char *const relations[] = { " < ", " <= ", " > ", " >= ", " == ", " != " };
        one(w, "((", depth, relations[draw(w, 6)]), one(w, "", depth, draw(w, 2) == 0 ? ") and (" : ") or (");
        one(w, "", depth, "))");
    }
}

static void expression(Writer *w, int depth) {
    static const char *const operators[] = { " + ", " - ", " * ", " + ", " * " };
    if (depth <= 0 || draw(w, 6) == 0) {
        leaf(w);
        return;
    }
    const uint32_t kind = draw(w, 12);
    if (kind < 6) one(w, "(", depth - 1, operators[draw(w, 5)]), one(w, "", depth - 1, ")");
    else if (kind == 6) one(w, "", depth - 1, " / (0.5 + abs("), one(w, "", depth - 1, "))");
    else if (kind == 7 && draw(w, 4) == 0) one(w, "(", depth - 1, " / "), one(w, "", depth - 1, " / 3)");
    else if (kind < 10 || w->in_start) function(w, depth - 1);
    else stencil(w, depth - 1);
}

// A rate that stays small where its parts are finite.
static void rate(Writer *w, int field) {
    put(w, "du%d/dt = ", field);
    if (draw(w, 2) == 0) one(w, "0.2 * tanh(", 5, ")"), put(w, " - 0.3 * u%d", field);
    else one(w, "", 4, "");
    put(w, "\n");
    if (draw(w, 4) == 0) put(w, "keep u%d in -2..2\n", field);
    else if (draw(w, 4) == 0) put(w, "keep u%d >= %s\n", field, number(w));
    if (draw(w, 4) == 0) put(w, "cut u%d below 0.01\n", field);
}

static void start(Writer *w, int fields) {
    put(w, "start s: ");
    w->in_start = true;
    for (int f = 0; f < fields; f++) {
        put(w, f > 0 ? ", u%d = " : "u%d = ", f);
        one(w, "sin(", 3, ") + 0.2 * noise");
    }
    w->in_start = false;
    put(w, "\n");
}

void random_text(uint64_t number_of_text, char out[RANDOM_TEXT_BYTES]) {
    Writer w = { .state = mg_hash_mix(number_of_text + 1), .out = out, .nests = 2, .means = 2, .rings = 2 };
    w.params = 1 + (int)draw(&w, 3);
    put(&w, "parameter dt = 0.05 in 0.0001..1\n");
    for (int i = 0; i < w.params; i++) put(&w, "parameter k%d = %s in 0..100\n", i, i == 0 ? "0.7" : number(&w));
    const int fields = 1 + (int)draw(&w, 4), lets = (int)draw(&w, 4);
    const bool has_map = draw(&w, 3) == 0; // the last field
    for (int f = 0; f < fields; f++) put(&w, "field u%d in -2..2\n", f);
    if (has_map) {
        put(&w, "map u%d in -1..1 = ", fields);
        w.in_start = true, one(&w, "sin(", 3, ")\n"), w.in_start = false;
    }
    w.fields = fields + has_map;
    for (; w.lets < lets; w.lets++) put(&w, "let w%d = ", w.lets), expression(&w, 3), put(&w, "\n");
    for (int f = 0; f < fields; f++) rate(&w, f);
    start(&w, fields);
}
