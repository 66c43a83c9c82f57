#include "stochastic/react.h"

#include "base/detmath.h"

// The sieve and the waiting time are rounded differently; this much slack lets no cell through that might have fired.
#define SIEVE_SLACK 1.00001f

void mg_reactor_build(MgReactor *reactor, const MgNetwork *network, const MgRates *rates) {
    *reactor = (MgReactor){ .species_count = network->species_count, .source_count = network->source_count };
    for (int32_t r = 0; r < network->reaction_count; r++) {
        const MgReaction *reaction = &network->reactions[r];
        if (rates->scale[r] == 0.0f) continue;
        MgReactorStep *step = &reactor->steps[reactor->step_count];
        step->order = reaction->order, step->scale = rates->scale[r], step->source = reaction->source;
        for (int32_t i = 0; i < reaction->order; i++) {
            step->species[i] = reaction->factors[i].species;
            step->taken[i] = (float)reaction->factors[i].taken;
        }
        step->has_extras = reaction->source >= 0 || reaction->hill != MG_HILL_NONE;
        step->hill = reaction->hill, step->hill_power = rates->hill_power[r];
        step->hill_species = reaction->hill_species, step->hill_exponent = reaction->hill_exponent;
        for (int32_t s = 0; s < network->species_count; s++)
            reactor->changes[s][reactor->step_count] = (float)reaction->delta[s];
        reactor->step_count++;
    }
}

// A Hill factor, or the factor of a place.
MG_INLINE MgFloats with_extras(const MgReactorStep *step, MgFloats a, const float *levels, const float *sources,
                               ptrdiff_t stride) {
    if (step->source >= 0) a = a * mg_floats_load(sources + step->source * stride);
    if (step->hill != MG_HILL_NONE) {
        MgFloats n = mg_floats_load(levels + step->hill_species * stride), power = n;
        for (int32_t i = 1; i < step->hill_exponent; i++) power = power * n;
        a = a * (step->hill == MG_HILL_ACTIVATE ? power : mg_floats(step->hill_power)) / (step->hill_power + power);
    }
    return a;
}

// Never negative: a product with one of n, n - 1, n - 2 zero is zero, and n is a whole number of 0 or more.
MG_INLINE MgFloats propensity(const MgReactorStep *step, const float *levels, const float *sources, ptrdiff_t stride) {
    MgFloats a = mg_floats(step->scale);
    if (step->order > 0) a = a * mg_floats_load(levels + step->species[0] * stride);
    if (step->order > 1) a = a * (mg_floats_load(levels + step->species[1] * stride) - step->taken[1]);
    if (step->order > 2) a = a * (mg_floats_load(levels + step->species[2] * stride) - step->taken[2]);
    return step->has_extras ? with_extras(step, a, levels, sources, stride) : a;
}

MG_INLINE MgFloats gather(const float *row, const int32_t *at) {
    return (MgFloats){ row[at[0]], row[at[1]], row[at[2]], row[at[3]], row[at[4]], row[at[5]], row[at[6]], row[at[7]] };
}

MG_INLINE MgWords gather_words(const uint32_t *row, const int32_t *at) {
    return (MgWords){ row[at[0]], row[at[1]], row[at[2]], row[at[3]], row[at[4]], row[at[5]], row[at[6]], row[at[7]] };
}

// In [0, 1), and so fine near 0 that 2^-32 of all events is not too rare to be told; the largest value times a0 is less
// than a0 in float, so a channel is always found and never one of propensity 0.
MG_INLINE MgFloats channel_uniform(MgWords word) {
    MgInts tiny = word < 0x1000000u;
    return mg_floats_where(tiny, mg_floats_from_words(word & 0xffffffu) * 0x1p-32f,
                           mg_floats_from_words(word >> 8) * 0x1p-24f);
}

// Which cells may fire in the time that is left, by the word of their next waiting time.
MG_INLINE MgInts may_fire(MgWords word, MgFloats total, MgFloats left) {
    return mg_floats_from_words(word >> 8) * 0x1p-24f < total * (left * SIEVE_SLACK);
}

MG_INLINE int32_t sieve(const MgReactor *reactor, float h, const MgReactRow *row) {
    int32_t listed = 0;
    for (int32_t x = 0; x < row->nx; x += MG_LANES) {
        MgFloats total = mg_floats(0.0f);
        for (int32_t r = 0; r < reactor->step_count; r++)
            total = total + propensity(&reactor->steps[r], row->levels + x, row->sources + x, row->stride);
        int32_t flags[MG_LANES];
        mg_floats_store(row->elapsed + x, mg_floats(0.0f));
        mg_ints_store(flags, may_fire(mg_words_load(row->words + x), total, mg_floats(h)));
        for (int32_t i = 0; i < MG_LANES; i++) {
            row->list[listed] = x + i;
            listed -= flags[i] & -(x + i < row->nx);             // a flag is -1 or 0
        }
    }
    return listed;
}

MG_INLINE MgInts beyond_range(const MgReactor *reactor, const float *levels) {
    MgInts beyond = { 0 };
    for (int32_t s = 0; s < reactor->species_count; s++)
        beyond |= mg_floats_load(levels + s * MG_LANES) > (float)MG_LARGEST_COUNT;
    return beyond;
}

MG_INLINE int32_t count_lanes(MgInts mask) {
    int32_t flags[MG_LANES], count = 0;
    mg_ints_store(flags, mask);
    for (int32_t i = 0; i < MG_LANES; i++) count -= flags[i];
    return count;
}

// Eight cells at work.
typedef struct Octet {
    float levels[MG_MAX_SPECIES * MG_LANES], sources[MG_MAX_SOURCES * MG_LANES];
    MgFloats sums[MG_MAX_REACTIONS];     // of the propensities up to each reaction
    MgFloats total, time;
    MgWords word;                        // of the next waiting time
    MgInts alive;                        // may fire
} Octet;

MG_INLINE void sum_propensities(const MgReactor *reactor, Octet *o) {
    MgFloats total = mg_floats(0.0f);
    for (int32_t r = 0; r < reactor->step_count; r++)
        o->sums[r] = total = total + propensity(&reactor->steps[r], o->levels, o->sources, MG_LANES);
    o->total = total;
}

MG_INLINE void take_octet(const MgReactor *reactor, const MgReactRow *row, const int32_t *at, int32_t active, Octet *o) {
    for (int32_t s = 0; s < reactor->species_count; s++)
        mg_floats_store(o->levels + s * MG_LANES, gather(row->levels + s * row->stride, at));
    for (int32_t s = 0; s < reactor->source_count; s++)
        mg_floats_store(o->sources + s * MG_LANES, gather(row->sources + s * row->stride, at));
    o->word = gather_words(row->words, at);
    o->time = gather(row->elapsed, at);
    o->alive = (MgInts){ 0, 1, 2, 3, 4, 5, 6, 7 } < active;
    sum_propensities(reactor, o);
}

// At most one event in each, and the word of the next.
MG_INLINE void fire(const MgReactor *reactor, float h, MgReactRow *row, Octet *o) {
    MgWords channel_word = mg_stream_lanes(row->events), next_word = mg_stream_lanes(row->events);
    o->time = mg_lanes_minus_ln(o->word, channel_word & 255) / o->total + o->time;
    o->word = next_word;
    MgInts fired = (o->time < h) & o->alive, channel = { 0 };
    MgFloats target = channel_uniform(channel_word) * o->total;
    for (int32_t r = 0; r < reactor->step_count; r++) channel -= target >= o->sums[r];
    channel = (channel & fired) | (~fired & reactor->step_count);        // those that do not fire change by nothing
    int32_t channels[MG_LANES];
    mg_ints_store(channels, channel);
    for (int32_t s = 0; s < reactor->species_count; s++) {
        float *level = o->levels + s * MG_LANES;
        mg_floats_store(level, mg_floats_load(level) + gather(reactor->changes[s], channels));
    }
    sum_propensities(reactor, o);
    MgInts beyond = beyond_range(reactor, o->levels) & fired;
    if (count_lanes(beyond) > 0) row->overflowed = true;
    row->fired += (uint64_t)count_lanes(fired);
    o->alive = fired & ~beyond & may_fire(next_word, o->total, h - o->time);
}

MG_INLINE void put_octet(const MgReactor *reactor, const MgReactRow *row, const int32_t *at, int32_t active, const Octet *o) {
    float times[MG_LANES];
    uint32_t words[MG_LANES];
    mg_floats_store(times, o->time);
    mg_words_store(words, o->word);
    for (int32_t i = 0; i < active; i++) {
        for (int32_t s = 0; s < reactor->species_count; s++)
            row->levels[s * row->stride + at[i]] = o->levels[s * MG_LANES + i];
        row->elapsed[at[i]] = times[i];
        row->words[at[i]] = words[i];
    }
}

// Fewer than this many of eight are better put back and gathered anew with others, if there are others.
#define WORTH_KEEPING 4

// One round over the list; returns how many may fire again, moved to its front in order.
MG_INLINE int32_t round_of_events(const MgReactor *reactor, float h, MgReactRow *row, int32_t listed) {
    int32_t kept = 0, enough = listed > MG_LANES ? WORTH_KEEPING : 1;
    for (int32_t i = 0; i < MG_LANES; i++) row->list[listed + i] = row->list[0];     // idle lanes read some cell
    for (int32_t i = 0; i < listed; i += MG_LANES) {
        Octet octet;
        int32_t at[MG_LANES], flags[MG_LANES], active = mg_min_i32(listed - i, MG_LANES);
        memcpy(at, row->list + i, sizeof at);
        take_octet(reactor, row, at, active, &octet);
        do fire(reactor, h, row, &octet);
        while (count_lanes(octet.alive) >= enough);
        put_octet(reactor, row, at, active, &octet);
        mg_ints_store(flags, octet.alive);
        for (int32_t lane = 0; lane < MG_LANES; lane++) {
            row->list[kept] = at[lane];
            kept -= flags[lane];
        }
    }
    return kept;
}

MG_VECTOR_CLONES static void react_row(const MgReactor *reactor, float h, MgReactRow *row) {
    for (int32_t s = 0; s < reactor->species_count; s++) {
        const uint16_t *restrict counts = row->counts + s * row->stride;
        float *restrict levels = row->levels + s * row->stride;
        for (ptrdiff_t x = 0; x < row->stride; x++) levels[x] = (float)(int32_t)counts[x];
    }
    int32_t listed = sieve(reactor, h, row);
    if (listed == 0) return;
    while (listed > 0) listed = round_of_events(reactor, h, row, listed);
    for (int32_t s = 0; s < reactor->species_count; s++) {
        uint16_t *restrict counts = row->counts + s * row->stride;
        const float *restrict levels = row->levels + s * row->stride;
        for (ptrdiff_t x = 0; x < row->stride; x++) counts[x] = (uint16_t)(int32_t)levels[x];
    }
}

void mg_react_row(const MgReactor *reactor, float h, MgReactRow *row) { react_row(reactor, h, row); }
