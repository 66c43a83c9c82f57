// Molecules that only hop: their number is conserved exactly, the Poisson law stays, a uniform density spreads as the
// random walk says, and a released plane spreads by 2 D t with no drift. For both samplers and for counts beyond a
// table.
#include "lattice.h"

// Sums over the box of K^2 and (K * K)^2, K the kernel of `steps` steps, from its Fourier symbol.
static void kernel_sums(int32_t n, double p, int steps, double *k2, double *k4) {
    double symbol2 = 0, symbol4 = 0;
    for (int32_t x = 0; x < n; x++)
        for (int32_t y = 0; y < n; y++)
            for (int32_t z = 0; z < n; z++) {
                double c = cos(2 * M_PI * x / n) + cos(2 * M_PI * y / n) + cos(2 * M_PI * z / n);
                double s = pow(1 - 2 * p * (3 - c), 2.0 * steps);
                symbol2 += s, symbol4 += s * s;
            }
    double cells = (double)n * n * n;
    *k2 = symbol2 / cells, *k4 = symbol4 / cells;
}

static void loosening(int32_t n, int32_t initial, double p, int steps) {
    char text[96], name[96];
    snprintf(text, sizeof text, "species A D = %.6f initial = %d\n", p, initial);
    Lattice l = lattice(text, n, 1.0, 21);
    int64_t before = mg_stochastic_total(l.s, l.scheduler, 0);
    must(mg_stochastic_step(l.s, l.scheduler, steps));
    double k2, k4, cells = (double)mg_grid_cells(&l.grid);
    kernel_sums(n, p, steps, &k2, &k4);
    Moments m = moments(&l, 0);
    double expected = initial * (1 - k2), correlated = initial * (double)initial * (k4 - k2 * k2);
    snprintf(name, sizeof name, "variance / n0 from n0 = %d, p = %g, %d steps", initial, p, steps);
    mg_validate(name, 1 - k2, m.variance / initial, 4 * sqrt(2 / cells * (expected * expected + correlated)) / initial,
                "1 - sum K^2, 4 sigma");
    mg_validate_exactly("total", (uint64_t)before, (uint64_t)mg_stochastic_total(l.s, l.scheduler, 0), "conservation");
    free_lattice(&l);
}

// Poisson numbers everywhere stay Poisson numbers: mean, variance, and no covariance between neighbours.
static void poisson_stays(int32_t n, double p) {
    char text[96], name[96];
    snprintf(text, sizeof text, "species A D = %.6f initial = poisson(20)\n", p);
    Lattice l = lattice(text, n, 1.0, 5);
    must(mg_stochastic_step(l.s, l.scheduler, 30));
    float *a = look(&l);
    double cells = (double)mg_grid_cells(&l.grid), covariance = 0;
    Moments m = moments_of(a, mg_grid_cells(&l.grid));
    for (int32_t i = 0; i < n * n; i++)
        for (int32_t x = 0; x < n; x++)
            covariance += (a[i * n + x] - m.mean) * (a[i * n + (x + 1) % n] - m.mean) / cells;
    snprintf(name, sizeof name, "Poisson(20) stays, p = %g: variance / mean", p);
    mg_validate(name, 1, m.variance / m.mean, 4 * sqrt(2 / cells), "stationary law, 4 sigma");
    snprintf(name, sizeof name, "Poisson(20) stays, p = %g: neighbours' covariance", p);
    mg_validate(name, 0, covariance, 4 * 20 / sqrt(cells), "stationary law, 4 sigma");
    free(a);
    free_lattice(&l);
}

static void release(int32_t axis, int32_t initial, double p, int steps) {
    char text[96], name[96];
    snprintf(text, sizeof text, "species A D = %.6f\n", p);
    int32_t extent[3] = { 16, 16, 16 };
    extent[axis] = 64;
    Lattice l = lattice_on(text, box(extent[0], extent[1], extent[2], MG_PERIODIC), 1.0, 33, 2);
    for (int32_t z = 0; z < extent[2]; z++)
        for (int32_t y = 0; y < extent[1]; y++) {
            float row[64];
            for (int32_t x = 0; x < extent[0]; x++) row[x] = (float[]){ x, y, z }[axis] == 32 ? (float)initial : 0;
            mg_stochastic_write_row(l.s, 0, y, z, row);
        }
    must(mg_stochastic_step(l.s, l.scheduler, steps));
    mg_stochastic_observe(l.s, l.scheduler, 0, l.grid.nz);
    double count = 0, first = 0, second = 0, fourth = 0;
    for (int32_t z = 0; z < extent[2]; z++)
        for (int32_t y = 0; y < extent[1]; y++) {
            float row[64];
            mg_stochastic_read_row(l.s, 0, y, z, row);
            for (int32_t x = 0; x < extent[0]; x++) {
                double d = (double[]){ x, y, z }[axis] - 32;
                count += row[x], first += row[x] * d, second += row[x] * d * d, fourth += row[x] * d * d * d * d;
            }
        }
    first /= count, second /= count, fourth /= count;
    snprintf(name, sizeof name, "release along %c, %d a cell, p = %g, %d steps: <x>", 'x' + axis, initial, p, steps);
    mg_validate(name, 0, first, 4 * sqrt(second / count), "no drift, 4 sigma");
    strcpy(strrchr(name, '<'), "<x^2>");
    mg_validate(name, 2 * p * steps, second, 4 * sqrt((fourth - second * second) / count), "2 D t, 4 sigma");
    mg_validate_exactly("molecules", 16u * 16u * (uint64_t)initial, (uint64_t)count, "conservation");
    free_lattice(&l);
}

// Behind walls nothing is lost either, and a uniform Poisson state stays uniform up to the wall.
static void walls(int32_t n, double p) {
    char text[96];
    snprintf(text, sizeof text, "species A D = %.6f initial = poisson(30)\n", p);
    Lattice l = lattice_on(text, box(n, n - 3, n - 5, MG_NO_FLUX), 1.0, 8, 2);
    int64_t before = mg_stochastic_total(l.s, l.scheduler, 0);
    must(mg_stochastic_step(l.s, l.scheduler, 50));
    mg_validate_exactly("walls: total", (uint64_t)before, (uint64_t)mg_stochastic_total(l.s, l.scheduler, 0),
                        "conservation");
    float *a = look(&l);
    double corner = 0;
    size_t counted = 0, cells = mg_grid_cells(&l.grid);
    for (size_t i = 0; i < cells; i++)
        if (i % (size_t)n == 0) corner += a[i], counted++;
    mg_validate("walls: mean beside one", 30, corner / (double)counted, 4 * sqrt(30.0 / (double)counted),
                "stationary law, 4 sigma");
    free(a);
    free_lattice(&l);
}

int main(int argc, char **argv) {
    int32_t n = mg_validate_slowly(argc, argv) ? 64 : 32;
    loosening(n, 20, 0.0025, 30); // one draw of six
    loosening(n, 50, 0.02, 20);   // axis by axis
    loosening(n, 50, 0.12, 5);    // axis by axis, tails
    loosening(n, 1000, 0.05, 10); // crowds beyond a table
    poisson_stays(n, 0.002);
    poisson_stays(n, 0.05);
    for (int32_t axis = 0; axis < 3; axis++) {
        release(axis, 60, 0.0025, 400);
        release(axis, 200, 0.08, 100);
    }
    release(0, 20000, 0.16, 30);
    walls(n, 0.01);
    walls(n, 0.1);
    return mg_validation_result();
}
