// The tables of hops against the multinomial law, and the slow path against the law's tail.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "stochastic/hop.h"

static double log_factorial(int n) { return lgamma(n + 1.0); }

static double multinomial(const MgHopTable *t, int n, const int *outgoing) {
    double total = 0, log_p = log_factorial(n), each = t->leave / t->directions;
    for (int d = 0; d < t->directions; d++) {
        total += outgoing[d];
        log_p += outgoing[d] * log(each) - log_factorial(outgoing[d]);
    }
    return total > n ? 0.0 : exp(log_p + (n - total) * log1p(-t->leave) - log_factorial(n - (int)total));
}

// What a row of the table says about every outcome: the lengths of the words' intervals.
static void weigh(const MgHopTable *t, int n, double *weight) {
    double bin = ldexp(1, -t->index_bits);
    for (int i = 0; i < 1 << 16; i++) weight[i] = 0;
    for (int i = 0; i < 1 << t->index_bits; i++) {
        const size_t at = ((size_t)n << t->index_bits) + (size_t)i;
        const MgHopEntry entry = t->entries[at];
        double first = ldexp(entry >> MG_HOP_CUT_AT << 16 | t->cuts[at], -32) - i * bin;
        weight[t->codes[entry & 255]] += first;
        weight[t->codes[entry >> MG_HOP_SECOND_AT & 255]] += bin - first;
    }
}

static MgHopTable table_with_room(void) {
    return (MgHopTable){ .entries = malloc(3 * MG_HOP_ENTRIES * sizeof(MgHopEntry)),
                         .cuts = malloc(3 * MG_HOP_ENTRIES * sizeof(uint16_t)) };
}

static void free_table(MgHopTable *t) {
    free(t->entries);
    free(t->cuts);
}

static void check_table(int directions, double p) {
    MgHopTable t = table_with_room();
    double *weight = malloc((1 << 16) * sizeof(double));
    mg_hop_table_build(&t, directions, p);
    assert_true(t.most >= t.covered);
    int bits = t.code_bits;
    for (int n = 0; n <= t.most; n++) {
        double covered = 0, total = 0;
        weigh(&t, n, weight);
        for (int code = 0; code < 1 << 16; code++) {
            int outgoing[6] = { 0 };
            total += weight[code];
            if (weight[code] == 0 || code == MG_HOP_TAIL) continue;
            for (int d = 0; d < directions; d++) outgoing[d] = code >> (bits * d) & ((1 << bits) - 1);
            double expected = multinomial(&t, n, outgoing);
            covered += expected;
            assert_true(fabs(weight[code] - expected) < 6e-8); // 256 roundings of 2^-33, all in one outcome
        }
        assert_true(total == 1.0);
        assert_true(fabs(weight[MG_HOP_TAIL] - t.tail[n]) < 2e-10);
        assert_true(fabs(1 - covered - t.tail[n]) < 6e-8); // outcomes below 2^-33 are not in the table
    }
    free(weight);
    free_table(&t);
}

static void tables_hold_the_multinomial_law(void **state) {
    (void)state;
    static const double hops[] = { 1e-6, 0.001, 0.0025, 0.01, 0.02, 0.05, 0.1, 0.16 };
    for (size_t i = 0; i < sizeof hops / sizeof *hops; i++) {
        check_table(6, hops[i]);
        for (int axis = 0; axis < 3; axis++) check_table(2, hops[i] / (1 - 2 * axis * hops[i]));
    }
}

// Draws of 40 and of 400 molecules at p = 0.02: mean and covariance of the outgoing.
static void slow_path_holds_it_too(void **state) {
    (void)state;
    MgHopTable t = table_with_room();
    for (int directions = 2; directions <= 6; directions += 4)
        for (int n = 40; n <= 400; n *= 10) {
            mg_hop_table_build(&t, directions, 0.02);
            MgStream stream;
            mg_stream_start(&stream, 1, 2, 3, 4);
            double sum = 0, square = 0, product = 0;
            const int draws = 200000;
            for (int i = 0; i < draws; i++) {
                int32_t out[6] = { 0 };
                mg_hop_exact(&t, n, false, &stream, out);
                sum += out[0], square += out[0] * (double)out[0], product += out[0] * (double)out[1];
            }
            double p = 0.02, mean = n * p, variance = n * p * (1 - p);
            assert_true(fabs(sum / draws - mean) < 4 * sqrt(variance / draws));
            assert_true(fabs(square / draws - mean * mean - variance) <
                        5 * variance * sqrt(3.0 / draws) + 8 * mean * sqrt(variance / draws));
            assert_true(fabs(product / draws - n * (n - 1.0) * p * p) <
                        10 * mean * sqrt(variance / draws) + 4 * variance / sqrt(draws));
        }
    free_table(&t);
}

// Given that more than covered leave: their number follows the rest of the binomial law (chi-square, 99.99 %).
static void tail_is_the_rest_of_the_binomial_law(void **state) {
    (void)state;
    MgHopTable t = table_with_room();
    mg_hop_table_build(&t, 6, 0.01);
    int n = t.most, draws = 100000, seen[16] = { 0 };
    MgStream stream;
    mg_stream_start(&stream, 9, 0, 0, 0);
    for (int i = 0; i < draws; i++) {
        int32_t out[6] = { 0 }, sum = 0;
        mg_hop_exact(&t, n, true, &stream, out);
        for (int d = 0; d < 6; d++) sum += out[d];
        assert_true(sum > t.covered && sum <= n);
        seen[sum < 15 ? sum : 15]++;
    }
    double chi = 0;
    for (int k = t.covered + 1; k <= t.covered + 3; k++) {
        double log_p =
            log_factorial(n) - log_factorial(k) - log_factorial(n - k) + k * log(t.leave) + (n - k) * log1p(-t.leave);
        double expected = draws * exp(log_p) / t.tail[n];
        chi += (seen[k] - expected) * (seen[k] - expected) / expected;
    }
    assert_true(chi < 21.1);
    free_table(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(tables_hold_the_multinomial_law),
                                        cmocka_unit_test(slow_path_holds_it_too),
                                        cmocka_unit_test(tail_is_the_rest_of_the_binomial_law) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
