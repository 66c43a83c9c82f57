#include "stochastic/hop.h"

#define LARGEST_TAIL 0.01 // a table is used while its slow path is rarer than this

typedef struct Outcomes {
    int32_t count; // without the tail, which comes last
    uint16_t code[1 << MG_HOP_LARGEST_BITS];
    uint8_t number[1 << MG_HOP_LARGEST_BITS]; // by which a table's entries name it
    int32_t outgoing[1 << MG_HOP_LARGEST_BITS];
    double share[1 << MG_HOP_LARGEST_BITS]; // of this outcome among all with as many outgoing
} Outcomes;

static double factorial(int32_t n) {
    double product = 1.0;
    for (int32_t i = 2; i <= n; i++) product *= i;
    return product;
}

// Every way for `left` outgoing to take the directions from `direction` on.
static void enumerate(Outcomes *o, const MgHopTable *table, int32_t direction, int32_t left, uint32_t code,
                      double share, int32_t outgoing) {
    const int32_t directions = table->directions, bits = table->code_bits;
    if (direction == directions - 1) {
        o->code[o->count] = (uint16_t)(code | (uint32_t)left << (bits * direction));
        o->outgoing[o->count] = outgoing;
        o->share[o->count++] = share / factorial(left);
        return;
    }
    for (int32_t c = 0; c <= left; c++)
        enumerate(o, table, direction + 1, left - c, code | (uint32_t)c << (bits * direction), share / factorial(c),
                  outgoing);
}

static void list_outcomes(Outcomes *o, const MgHopTable *table) {
    o->count = 0;
    for (int32_t outgoing = 0; outgoing <= table->covered; outgoing++) {
        double ways = factorial(outgoing);
        for (int32_t i = 0; i < outgoing; i++) ways /= table->directions;
        enumerate(o, table, 0, outgoing, 0, ways, outgoing);
    }
    for (int32_t i = 0; i < MG_HOP_OUTCOMES; i++)
        o->number[i] = (uint8_t)(i >= o->count ? MG_HOP_TAIL_OUTCOME : table->code_bits == 4 ? o->code[i] : i);
}

static double power(double base, int32_t exponent) {
    double result = 1.0;
    for (; exponent > 0; exponent >>= 1, base *= base)
        if (exponent & 1) result *= base;
    return result;
}

// Binomial probabilities of 0..covered + 1 outgoing, and of more than covered, summed from the small end.
static void binomial(MgHopTable *table, int32_t n, double *probability) {
    double q = table->leave, odds = q / (1.0 - q), next = power(1.0 - q, n);
    for (int32_t k = 0; k <= table->covered + 1; k++) {
        probability[k] = next;
        next *= odds * (n - k) / (k + 1);
    }
    double tail = 0.0, term = probability[table->covered + 1];
    for (int32_t k = table->covered + 1; k <= n && term > 0.0; k++) {
        tail += term;
        term *= odds * (n - k) / (k + 1);
    }
    table->first[n] = probability[table->covered + 1];
    table->tail[n] = tail;
}

// Whole weights that add up to 2^32: rounded, and the largest takes what rounding left.
static void round_weights(const Outcomes *o, const double *probability, double tail, uint64_t *weight) {
    uint64_t sum = 0;
    int32_t largest = 0;
    for (int32_t i = 0; i <= o->count; i++) {
        double p = i < o->count ? probability[o->outgoing[i]] * o->share[i] : tail;
        weight[i] = (uint64_t)(p * 0x1p32 + 0.5);
        sum += weight[i];
        if (weight[i] > weight[largest]) largest = i;
    }
    weight[largest] += ((uint64_t)1 << 32) - sum; // may be less than nothing: unsigned sums come out right
}

// The first outcome of a bin is that of its place.
static void set_entry(MgHopTable *table, const Outcomes *o, int32_t n, int32_t bin, uint32_t cut, int32_t second) {
    size_t at = ((size_t)n << table->index_bits) + (size_t)bin;
    table->entries[at] = cut >> 16 << MG_HOP_CUT_AT | (uint32_t)o->number[second] << MG_HOP_SECOND_AT | o->number[bin];
    table->cuts[at] = (uint16_t)cut;
}

// Vose 1991, doi 10.1109/32.92917, in whole numbers: every bin holds 2^(32 - bits) of the words.
static void fill_row(MgHopTable *table, int32_t n, const Outcomes *o, const uint64_t *weights) {
    enum { BINS = 1 << MG_HOP_LARGEST_BITS };
    int32_t bins = 1 << table->index_bits, small[BINS], large[BINS], small_count = 0, large_count = 0;
    uint64_t left[BINS], capacity = (uint64_t)1 << (32 - table->index_bits);
    for (int32_t i = 0; i < bins; i++) {
        left[i] = i <= o->count ? weights[i] : 0;
        if (left[i] < capacity) small[small_count++] = i;
        else large[large_count++] = i;
    }
    while (small_count > 0) {
        int32_t s = small[--small_count], l = large[large_count - 1];
        set_entry(table, o, n, s, (uint32_t)((uint64_t)s * capacity + left[s]), l);
        left[l] -= capacity - left[s];
        if (left[l] < capacity) small[small_count++] = large[--large_count];
    }
    while (large_count > 0) {
        int32_t l = large[--large_count];
        set_entry(table, o, n, l, (uint32_t)((uint64_t)l * capacity), l);
    }
}

// The number of outgoing molecules that outcomes of so many bits cover, beside the tail.
static int32_t covered_by(int32_t directions, int32_t index_bits) {
    static const int32_t covered_by_axis[] = { [5] = 6, [6] = 9, [7] = 14, [8] = 21 }; // 28, 55, 120, 253 outcomes
    return directions == 6 ? 3 : covered_by_axis[index_bits];                          // 84 outcomes in 7 bits
}

static void build(MgHopTable *table, int32_t directions, int32_t index_bits, double p) {
    table->directions = directions, table->index_bits = index_bits, table->leave = directions * p;
    table->covered = covered_by(directions, index_bits);
    table->code_bits = directions == 6 ? 2 : index_bits < MG_HOP_LARGEST_BITS ? 4 : 8;
    Outcomes outcomes;
    list_outcomes(&outcomes, table);
    MG_ASSERT(outcomes.count < 1 << index_bits && outcomes.count <= MG_HOP_TAIL_OUTCOME);
    for (int32_t i = 0; i < outcomes.count; i++) table->codes[outcomes.number[i]] = outcomes.code[i];
    table->codes[MG_HOP_TAIL_OUTCOME] = MG_HOP_TAIL;
    table->codes[MG_HOP_UNDECIDED_OUTCOME] = MG_HOP_UNDECIDED;
    const int32_t rows = mg_min_i32(MG_HOP_ROWS, MG_HOP_ENTRIES * (directions / 2) >> index_bits);
    int32_t n = 0;
    for (; n < rows - 1; n++) {
        double probability[1 << MG_HOP_LARGEST_BITS];
        uint64_t weights[1 << MG_HOP_LARGEST_BITS] = { 0 };
        binomial(table, n, probability);
        if (table->tail[n] > LARGEST_TAIL) break;
        round_weights(&outcomes, probability, table->tail[n], weights);
        fill_row(table, n, &outcomes, weights);
    }
    table->most = n - 1;
    for (int32_t i = 0; i < 1 << index_bits; i++) set_entry(table, &outcomes, n, i, 0, outcomes.count);
}

// The smallest tables that cover the usual large count, since small ones stay in the cache; else those that cover most.
#define USUAL_LARGE_COUNT 96

void mg_hop_table_build(MgHopTable *table, int32_t directions, double p) {
    int32_t first = directions == 6 ? 7 : 5, last = directions == 6 ? 7 : MG_HOP_LARGEST_BITS, best = first, most = 0;
    for (int32_t bits = first; bits <= last && most < USUAL_LARGE_COUNT; bits++) {
        build(table, directions, bits, p);
        if (table->most > most) best = bits, most = table->most;
    }
    if (table->index_bits != best) build(table, directions, best, p);
}

// ---- the slow exact path

static void leave(const MgHopTable *table, int32_t outgoing, MgStream *stream, int32_t *out) {
    for (int32_t i = 0; i < outgoing; i++)
        out[((uint64_t)mg_stream_word(stream) * (uint32_t)table->directions) >> 32]++;
}

// The number that leaves, given that it is more than covered.
static int32_t draw_tail(const MgHopTable *table, int32_t n, MgStream *stream) {
    double u = mg_stream_uniform(stream) * table->tail[n], probability = table->first[n];
    double odds = table->leave / (1.0 - table->leave);
    int32_t k = table->covered + 1;
    while (k < n && u >= probability) {
        u -= probability;
        probability *= odds * (n - k) / (k + 1);
        k++;
    }
    return k;
}

void mg_hop_add_code(const MgHopTable *table, uint32_t code, int32_t *out) {
    const int32_t bits = table->code_bits;
    for (int32_t d = 0; d < table->directions; d++) out[d] += (int32_t)(code >> (bits * d)) & ((1 << bits) - 1);
}

void mg_hop_exact(const MgHopTable *table, int32_t n, bool tail_only, MgStream *stream, int32_t *out) {
    if (tail_only) {
        leave(table, draw_tail(table, n, stream), stream, out);
        return;
    }
    while (n > 0) {
        int32_t part = mg_min_i32(n, table->most);
        uint32_t code = mg_hop_lookup(table, part, mg_stream_word(stream));
        if (code == MG_HOP_TAIL) leave(table, draw_tail(table, part, stream), stream, out);
        else mg_hop_add_code(table, code, out);
        n -= part;
    }
}
