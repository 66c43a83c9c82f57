// The largest dt. Explicit Euler bears no eigenvalue of the Jacobian below -2 / dt. How far below zero they can lie is
// bounded over boxes of states: the fields' ranges, parted so that entries of one box belong to nearly one state.
//
// Two bounds hold for a matrix J of intervals, and the better one is taken. With a(M) the largest eigenvalue of a
// matrix M whose entries beside the diagonal are not negative:
//
//     -Re(eigenvalue of J) <= a(M),  M has -J_ii on its diagonal and |J_ij| beside it
//     -Re(eigenvalue of J) <= a(H),  H has -J_ii on its diagonal and |s J_ij + J_ji / s| / 2 beside it, s = s_i / s_j
//
// The second is the numerical range of J after scaling the fields by s; it sees that an activator and its inhibitor act
// on each other with opposite signs. Any positive x gives an upper bound of a(M), the largest (M x)_i / x_i; the power
// method finds one that is nearly the least.
//
// An eigenvalue -r + i w asks for more: dt <= 2 / (r + w^2 / r). Where stencils turn one field into another and back,
// as dispersion does with a real and an imaginary part, w is as large as r, and is bounded for them; what reactions
// turn is left to the run, which mostly bears it.
#include "equations/stability.h"

#include "equations/derivative.h"
#include "model/stencil.h"

#define MOST_BOXES 1024
#define ROUNDS 60

typedef struct Matrix {
    int32_t n;
    double at[MG_MAX_FIELDS][MG_MAX_FIELDS];
} Matrix;

static double size_of(MgBounds b) { return -b.low > b.high ? -b.low : b.high; }
static double larger(double a, double b) { return a > b ? a : b; }

// What cannot be bounded is left to the run.
static double finite(double value) { return value > -1e300 && value < 1e300 ? value : 0; }

// x: for M, the vector whose bound it is.
static double largest_eigenvalue(const Matrix *m, bool transposed, double x[MG_MAX_FIELDS]) {
    double shift = 1e-30, bound = 0;
    for (int32_t i = 0; i < m->n; i++) shift = larger(shift, -m->at[i][i]), x[i] = 1;
    for (int32_t round = 0; round < ROUNDS; round++) {
        double y[MG_MAX_FIELDS], most = 0, largest = -__builtin_inf();
        for (int32_t i = 0; i < m->n; i++) {
            y[i] = shift * x[i];
            for (int32_t j = 0; j < m->n; j++) y[i] += (transposed ? m->at[j][i] : m->at[i][j]) * x[j];
            largest = larger(largest, y[i] / x[i] - shift);
            most = larger(most, y[i]);
        }
        if (round == 0 || largest < bound) bound = largest;
        for (int32_t i = 0; i < m->n; i++) x[i] = most > 0 ? larger(y[i] / most, 1e-9) : 1;
    }
    return bound;
}

// The second bound, with fields scaled by d.
static double scaled_bound(const MgBounds jacobian[MG_MAX_FIELDS][MG_MAX_FIELDS], const Matrix *m, const double *d) {
    Matrix h = { .n = m->n };
    double x[MG_MAX_FIELDS];
    for (int32_t i = 0; i < m->n; i++) {
        for (int32_t j = 0; j < m->n; j++) {
            const double s = d[i] / d[j];
            const MgBounds a = jacobian[i][j], b = jacobian[j][i];
            const bool known = finite(size_of(a)) == size_of(a) && finite(size_of(b)) == size_of(b);
            const MgBounds sum = { s * a.low + b.low / s, s * a.high + b.high / s };
            h.at[i][j] = i == j ? m->at[i][i] : known ? 0.5 * size_of(sum) : larger(s * m->at[i][j], m->at[j][i] / s);
        }
    }
    return largest_eigenvalue(&h, false, x);
}

// Scales one field after the other up and down while that helps, at most until the bound is `enough`.
static double best_scaled_bound(const MgBounds jacobian[MG_MAX_FIELDS][MG_MAX_FIELDS], const Matrix *m, double *d,
                                double enough) {
    double best = scaled_bound(jacobian, m, d);
    for (double factor = 2; factor > 1.05; factor = __builtin_sqrt(factor)) {
        for (int32_t k = 0; k < 2 * m->n && best > enough; k++) {
            const double before = d[k / 2];
            d[k / 2] = k % 2 == 0 ? before * factor : before / factor;
            const double bound = scaled_bound(jacobian, m, d);
            if (bound < best) best = bound;
            else d[k / 2] = before;
        }
    }
    return best;
}

// A bound of this box; if one is no more than `enough`, no better one is looked for.
static double damping_of(const MgBounds jacobian[MG_MAX_FIELDS][MG_MAX_FIELDS], int32_t n, double enough) {
    Matrix m = { .n = n };
    double right[MG_MAX_FIELDS], left[MG_MAX_FIELDS];
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < n; j++) m.at[i][j] = finite(i == j ? -jacobian[i][i].low : size_of(jacobian[i][j]));
    const double first = largest_eigenvalue(&m, false, right);
    if (first <= enough || n == 1) return first;
    largest_eigenvalue(&m, true, left);
    for (int32_t i = 0; i < n; i++) left[i] = __builtin_sqrt(left[i] / right[i]);
    const double second = best_scaled_bound(jacobian, &m, left, enough);
    return first < second ? first : second;
}

// ---- turning

static MgBounds minus(MgBounds a, MgBounds b) { return (MgBounds){ a.low - b.low, a.high - b.high }; }

static bool have_one_sign(MgBounds a, MgBounds b) { return (a.low >= 0 && b.low >= 0) || (a.high <= 0 && b.high <= 0); }

// w^2 / r, with w from the pairs of fields on which stencils act with opposite signs, and r the least that their own
// stencils give. flat: the Jacobian without stencils.
static double turning_of(const MgBounds jacobian[MG_MAX_FIELDS][MG_MAX_FIELDS],
                         const MgBounds flat[MG_MAX_FIELDS][MG_MAX_FIELDS], int32_t n) {
    double fastest = 0, slowest = __builtin_inf();
    for (int32_t i = 0; i < n; i++) {
        double turned = 0;
        for (int32_t j = 0; j < n; j++) {
            const MgBounds to = minus(jacobian[i][j], flat[i][j]), back = minus(jacobian[j][i], flat[j][i]);
            if (i != j && !have_one_sign(to, back)) turned += __builtin_sqrt(finite(size_of(to) * size_of(back)));
        }
        const double own = finite(flat[i][i].low - jacobian[i][i].low);
        if (turned > 0 && own < slowest) slowest = own;
        fastest = larger(fastest, turned);
    }
    return fastest > 0 ? fastest * fastest / slowest : 0;
}

// ---- boxes

// In how many parts the range of each field is taken.
static int32_t parts_of(const MgEquations *e) {
    int32_t fields = 0, parts = 1;
    for (int32_t f = 0; f < e->field_count; f++) fields += finite(e->fields[f].max - e->fields[f].min) > 0;
    for (int32_t all; fields > 0 && parts < 64; parts++) {
        all = 1;
        for (int32_t f = 0; f < fields && all <= MOST_BOXES; f++) all *= parts + 1;
        if (all > MOST_BOXES) break;
    }
    return parts;
}

// The next box, as the digits of a number; false after the last.
static bool next_box(const MgEquations *e, int32_t parts, int32_t digit[MG_MAX_FIELDS]) {
    for (int32_t f = 0; f < e->field_count; f++) {
        if (!(finite(e->fields[f].max - e->fields[f].min) > 0)) continue;
        if (++digit[f] < parts) return true;
        digit[f] = 0;
    }
    return false;
}

static void place_box(const MgEquations *e, int32_t parts, const int32_t digit[MG_MAX_FIELDS],
                      MgBounds ranges[MG_MAX_FIELDS]) {
    for (int32_t f = 0; f < e->field_count; f++) {
        const double low = e->fields[f].min, width = e->fields[f].max - low;
        ranges[f] = (MgBounds){ low, e->fields[f].max };
        if (finite(width) > 0)
            ranges[f] = (MgBounds){ low + width * digit[f] / parts, low + width * (digit[f] + 1) / parts };
    }
}

double mg_equations_stable_dt(const MgEquations *e, const float *params, bool isotropic, double dx, int32_t axes) {
    const double inverse_dx2 = 1 / (dx * dx);
    const double symbol = isotropic ? MG_LAPLACIAN27_LARGEST_SYMBOL : MG_LAPLACIAN7_LARGEST_SYMBOL * axes / 3;
    const MgStencilSymbols symbols = { symbol * inverse_dx2, 4 * inverse_dx2, 1 / dx };
    const int32_t parts = parts_of(e);
    int32_t digit[MG_MAX_FIELDS] = { 0 };
    const MgStencilSymbols none = { 0, 0, 0 };
    double fastest = 0, turning = 0;
    do {
        MgBounds ranges[MG_MAX_FIELDS], jacobian[MG_MAX_FIELDS][MG_MAX_FIELDS], flat[MG_MAX_FIELDS][MG_MAX_FIELDS];
        const MgBounds(*whole)[MG_MAX_FIELDS] = (const MgBounds(*)[MG_MAX_FIELDS])jacobian;
        place_box(e, parts, digit, ranges);
        mg_equations_jacobian(e, params, &symbols, ranges, jacobian);
        fastest = larger(fastest, damping_of(whole, e->field_count, fastest));
        if (e->field_count == 1) continue;
        mg_equations_jacobian(e, params, &none, ranges, flat);
        turning = larger(turning, turning_of(whole, (const MgBounds(*)[MG_MAX_FIELDS])flat, e->field_count));
    } while (next_box(e, parts, digit));
    return fastest + turning > 0 ? 2 / (fastest + turning) : __builtin_inf();
}
