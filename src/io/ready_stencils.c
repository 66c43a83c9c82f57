// Isotropic stencils: Patra and Karttunen 2006, doi 10.1002/num.20129. Weights stand for all cells at the same
// distance.
#include "io/ready_stencils.h"

#define MOST_RINGS 6

typedef struct Ring {
    int32_t far[3]; // how many cells along the axes, from the most to the fewest
    int32_t weight;
} Ring;

// The sum of the weights times the cells, over divisor * dx^power.
typedef struct Symmetric {
    const char *name;
    int32_t axes;
    bool high; // of accuracy high only
    int32_t divisor, power;
    Ring rings[MOST_RINGS];
} Symmetric;

static const Symmetric symmetric[] = {
    { "laplacian", 1, true, 12, 2, { { { 2 }, -1 }, { { 1 }, 16 }, { { 0 }, -30 } } },
    { "laplacian",
      2,
      true,
      60,
      2,
      { { { 2, 1 }, -2 }, { { 2, 0 }, -1 }, { { 1, 1 }, 16 }, { { 1, 0 }, 52 }, { { 0 }, -252 } } },
    { "gaussian", 1, false, 16, 0, { { { 2 }, 1 }, { { 1 }, 4 }, { { 0 }, 6 } } },
    { "gaussian",
      2,
      false,
      273,
      0,
      { { { 2, 2 }, 1 }, { { 2, 1 }, 4 }, { { 2, 0 }, 7 }, { { 1, 1 }, 16 }, { { 1, 0 }, 26 }, { { 0 }, 41 } } },
    { "bilaplacian", 1, false, 1, 4, { { { 2 }, 1 }, { { 1 }, -4 }, { { 0 }, 6 } } },
    { "bilaplacian",
      2,
      false,
      3,
      4,
      { { { 2, 1 }, 1 }, { { 2, 0 }, 1 }, { { 1, 1 }, -2 }, { { 1, 0 }, -10 }, { { 0 }, 36 } } },
    { "bilaplacian",
      3,
      false,
      36,
      4,
      { { { 2, 2, 2 }, -1 }, { { 2, 1, 1 }, 10 }, { { 1, 1, 1 }, -20 }, { { 1, 1, 0 }, -36 }, { { 0 }, 360 } } },
    { "trilaplacian", 1, false, 1, 6, { { { 3 }, 1 }, { { 2 }, -6 }, { { 1 }, 15 }, { { 0 }, -20 } } },
};

// Along one axis: weights of the cells 1, 2 and 3 ahead; those behind have the same, or the opposite where it is odd.
typedef struct Along {
    const char *name; // behind "x_", "y_" or "z_"
    bool high, odd;
    int32_t here, ahead[3], divisor, power;
} Along;

static const Along along[] = {
    { "gradient", true, true, 0, { 8, -1 }, 12, 1 },
    { "deriv2", true, false, -30, { 16, -1 }, 12, 2 },
    { "deriv3", true, true, 0, { -13, 8, -1 }, 8, 3 },
    { "deriv3", false, true, 0, { -2, 1 }, 2, 3 },
};

void mg_ready_write_neighbour(MgText *out, const char *field, const int32_t offset[3]) {
    mg_text_string(out, field);
    if (offset[2] != 0) mg_text_format(out, "[%d, %d, %d]", offset[0], offset[1], offset[2]);
    else if (offset[1] != 0) mg_text_format(out, "[%d, %d]", offset[0], offset[1]);
    else if (offset[0] != 0) mg_text_format(out, "[%d]", offset[0]);
}

static void write_weight(MgText *out, int32_t weight, bool first) {
    if (!first || weight < 0) mg_text_string(out, weight < 0 ? (first ? "-" : " - ") : " + ");
    const int32_t size = weight < 0 ? -weight : weight;
    if (size != 1) mg_text_format(out, "%d * ", size);
}

static void write_divisor(MgText *out, int32_t divisor, int32_t power) {
    if (power > 0) mg_text_format(out, " / (%d * dx^%d))", divisor, power);
    else mg_text_format(out, " / %d)", divisor);
}

static bool is_at(const Ring *ring, const int32_t offset[3]) {
    int32_t far[3];
    for (int32_t i = 0; i < 3; i++) far[i] = offset[i] < 0 ? -offset[i] : offset[i];
    for (int32_t i = 0; i < 2; i++)
        for (int32_t j = 0; j < 2; j++)
            if (far[j] < far[j + 1]) {
                const int32_t other = far[j];
                far[j] = far[j + 1], far[j + 1] = other;
            }
    return memcmp(far, ring->far, sizeof far) == 0;
}

static void write_ring(MgText *out, const char *field, int32_t axes, const Ring *ring) {
    const int32_t most = ring->far[0], y = axes > 1 ? most : 0, z = axes > 2 ? most : 0;
    bool first = true;
    mg_text_char(out, '(');
    for (int32_t k = -z; k <= z; k++)
        for (int32_t j = -y; j <= y; j++)
            for (int32_t i = -most; i <= most; i++) {
                const int32_t offset[3] = { i, j, k };
                if (!is_at(ring, offset)) continue;
                if (!first) mg_text_string(out, " + ");
                first = false;
                mg_ready_write_neighbour(out, field, offset);
            }
    mg_text_char(out, ')');
}

static void write_symmetric(MgText *out, const char *field, const Symmetric *s) {
    mg_text_string(out, "((");
    for (int32_t r = 0; r < MOST_RINGS && s->rings[r].weight != 0; r++) {
        write_weight(out, s->rings[r].weight, r == 0);
        write_ring(out, field, s->axes, &s->rings[r]);
    }
    mg_text_char(out, ')');
    write_divisor(out, s->divisor, s->power);
}

static void write_along(MgText *out, const char *field, int32_t axis, const Along *a) {
    int32_t ahead[3] = { 0 }, behind[3] = { 0 };
    mg_text_string(out, "((");
    for (int32_t far = 1; far <= 3 && a->ahead[far - 1] != 0; far++) {
        ahead[axis] = far, behind[axis] = -far;
        write_weight(out, a->ahead[far - 1], far == 1);
        mg_text_char(out, '(');
        mg_ready_write_neighbour(out, field, ahead);
        mg_text_string(out, a->odd ? " - " : " + ");
        mg_ready_write_neighbour(out, field, behind);
        mg_text_char(out, ')');
    }
    if (a->here != 0) {
        write_weight(out, a->here, false);
        mg_text_string(out, field);
    }
    mg_text_char(out, ')');
    write_divisor(out, a->divisor, a->power);
}

// ---- by name

static bool write_derivative(MgText *out, MgScan name, const char *field, int32_t axes, bool high) {
    const int32_t axis = name.at < name.end ? *name.at - 'x' : -1;
    if (name.end - name.at < 3 || axis < 0 || axis >= axes || name.at[1] != '_') return false;
    const MgScan kind = { name.at + 2, name.end };
    for (int32_t i = 0; i < MG_COUNT_OF(along); i++)
        if (mg_scan_is(kind, along[i].name) && along[i].high == high) {
            write_along(out, field, axis, &along[i]);
            return true;
        }
    if (mg_scan_is(kind, "gradient")) mg_text_format(out, "d/d%s(%s)", axis == 0 ? "x" : axis == 1 ? "y" : "z", field);
    else if (mg_scan_is(kind, "deriv2"))
        mg_text_format(out, axis == 0 ? "d2/dx2(%s)" : axis == 1 ? "d2/dy2(%s)" : "d2/dz2(%s)", field);
    else return false;
    return true;
}

static void write_gradient_squared(MgText *out, const char *field, int32_t axes, bool high) {
    static const char *const names[] = { "x_gradient", "y_gradient", "z_gradient" };
    if (!high) {
        mg_text_format(out, "dot(grad(%s), grad(%s))", field, field);
        return;
    }
    mg_text_char(out, '(');
    for (int32_t axis = 0; axis < axes; axis++) {
        if (axis > 0) mg_text_string(out, " + ");
        write_derivative(out, (MgScan){ names[axis], names[axis] + 10 }, field, axes, true);
        mg_text_string(out, "^2");
    }
    mg_text_char(out, ')');
}

// Towards one of eight directions in the plane: what lies there and on both sides of it, less the same on the other
// side.
static bool write_sobel(MgText *out, MgScan name, const char *field) {
    static const char *const names[] = { "sobelN", "sobelNE", "sobelE", "sobelSE",
                                         "sobelS", "sobelSW", "sobelW", "sobelNW" };
    static const int32_t offsets[8][3] = { { 0, 1 },  { 1, 1 },   { 1, 0 },  { 1, -1 },
                                           { 0, -1 }, { -1, -1 }, { -1, 0 }, { -1, 1 } };
    for (int32_t d = 0; d < 8; d++) {
        if (!mg_scan_is(name, names[d])) continue;
        for (int32_t side = 0; side < 2; side++) {
            mg_text_string(out, side == 0 ? "((" : " - (");
            for (int32_t k = 7; k <= 9; k++) {
                mg_text_string(out, k == 7 ? "" : k == 8 ? " + 2 * " : " + ");
                mg_ready_write_neighbour(out, field, offsets[(d + 4 * side + k) % 8]);
            }
            mg_text_char(out, ')');
        }
        mg_text_char(out, ')');
        return true;
    }
    return false;
}

bool mg_ready_write_stencil(MgText *out, MgScan name, const char *field, int32_t axes, bool high) {
    for (int32_t i = 0; i < MG_COUNT_OF(symmetric); i++) {
        const Symmetric *s = &symmetric[i];
        if (!mg_scan_is(name, s->name) || s->axes != axes || (s->high && !high)) continue;
        write_symmetric(out, field, s);
        return true;
    }
    if (mg_scan_is(name, "laplacian")) mg_text_format(out, "lap(%s)", field);
    else if (mg_scan_is(name, "gradient_mag_squared")) write_gradient_squared(out, field, axes, high);
    else return write_derivative(out, name, field, axes, high) || write_sobel(out, name, field);
    return true;
}
