#include "stochastic/react.h"

#include "base/detmath.h"

// The filter and the waiting time are rounded differently, a bound of up to 64 terms most; with this slack no cell is
// filtered out that might have fired.
#define FILTER_SLACK 1.0001f

// n, or n - 1 in a pair of the same species.
static void add_to_bound(MgReactorBound *bound, const MgReactorStep *step, int32_t r) {
    if (step->has_extras || step->order > 2) bound->others[bound->other_count++] = r;
    else if (step->order == 2) bound->pair[step->species[0]][step->species[1]] += step->scale;
    else if (step->order == 1) bound->linear[step->species[0]] += step->scale;
    else bound->everywhere += step->scale;
}

static void list_lanes(MgReactor *reactor) {
    for (int32_t mask = 0; mask < 1 << MG_LANES; mask++)
        for (int32_t lane = 0, count = 0; lane < MG_LANES; lane++)
            if (mask >> lane & 1) reactor->lanes[mask][count++] = (uint8_t)lane;
}

void mg_reactor_build(MgReactor *reactor, const MgNetwork *network, const MgRates *rates) {
    *reactor = (MgReactor){ .species_count = network->species_count, .source_count = network->source_count };
    for (int32_t r = 0; r < network->reaction_count; r++) {
        const MgReaction *reaction = &network->reactions[r];
        if (rates->scale[r] == 0.0f) continue;
        MgReactorStep *step = &reactor->steps[reactor->step_count];
        step->reaction = r;
        step->order = reaction->order, step->scale = rates->scale[r], step->source = reaction->source;
        for (int32_t i = 0; i < reaction->order; i++) {
            step->species[i] = reaction->factors[i].species;
            step->taken[i] = (float)reaction->factors[i].taken;
        }
        step->has_extras = reaction->source >= 0 || reaction->hill != MG_HILL_NONE;
        step->hill = reaction->hill, step->hill_power = rates->hill_power[r];
        step->hill_species = reaction->hill_species, step->hill_exponent = reaction->hill_exponent;
        for (int32_t s = 0; s < network->species_count; s++)
            reactor->changes[reactor->step_count][s] = (float)reaction->delta[s];
        add_to_bound(&reactor->bound, step, reactor->step_count++);
    }
    list_lanes(reactor);
}

// ---- propensities of rows, or of a list

// The counts and sources of some cells: species s at levels + s * stride, source i at sources + i * stride.
typedef struct Cells {
    int32_t count; // a multiple of MG_LANES
    ptrdiff_t stride;
    const float *levels, *sources;
} Cells;

MG_INLINE MgF32x8 level(const Cells *cells, int32_t species, int32_t i) {
    return mg_f32x8_load(cells->levels + species * cells->stride + i);
}

// A Hill factor, or the factor of a place.
MG_INLINE MgF32x8 with_extras(const MgReactorStep *step, MgF32x8 a, const Cells *cells, int32_t i) {
    if (step->source >= 0) a = a * mg_f32x8_load(cells->sources + step->source * cells->stride + i);
    if (step->hill != MG_HILL_NONE) {
        MgF32x8 n = level(cells, step->hill_species, i), power = n;
        for (int32_t k = 1; k < step->hill_exponent; k++) power = power * n;
        a = a * (step->hill == MG_HILL_ACTIVATE ? power : mg_f32x8(step->hill_power)) / (step->hill_power + power);
    }
    return a;
}

// out = before + scale * propensity. Never less than before: a product with one of n, n - 1, n - 2 zero is zero, and n
// is a whole number of 0 or more. before may be out.
MG_VECTOR_CLONES_APART static void add_propensity(const MgReactorStep *step, const Cells *cells, float scale,
                                                  const float *before, float *out) {
    const int32_t order = step->order;
    const MgF32x8 rate = mg_f32x8(step->scale * scale);
    for (int32_t i = 0; i < cells->count; i += MG_LANES) {
        MgF32x8 a = rate;
        if (order > 0) a = a * level(cells, step->species[0], i);
        if (order > 1) a = a * (level(cells, step->species[1], i) - step->taken[1]);
        if (order > 2) a = a * (level(cells, step->species[2], i) - step->taken[2]);
        if (step->has_extras) a = with_extras(step, a, cells, i);
        mg_f32x8_store(out + i, mg_f32x8_load(before + i) + a);
    }
}

// bounds += scale * n_a * n_b, or scale * n_a where b < 0.
MG_VECTOR_CLONES_APART static void add_product(const Cells *cells, float scale, int32_t a, int32_t b, float *bounds) {
    if (scale == 0.0f) return;
    for (int32_t i = 0; i < cells->count; i += MG_LANES) {
        MgF32x8 term = scale * level(cells, a, i);
        if (b >= 0) term = term * level(cells, b, i);
        mg_f32x8_store(bounds + i, mg_f32x8_load(bounds + i) + term);
    }
}

static void bound_propensities(const MgReactor *reactor, const Cells *cells, float unit, float *bounds) {
    const MgReactorBound *bound = &reactor->bound;
    for (int32_t i = 0; i < cells->count; i++) bounds[i] = bound->everywhere * unit;
    for (int32_t a = 0; a < reactor->species_count; a++) {
        add_product(cells, bound->linear[a] * unit, a, -1, bounds);
        for (int32_t b = 0; b < reactor->species_count; b++) add_product(cells, bound->pair[a][b] * unit, a, b, bounds);
    }
    for (int32_t i = 0; i < bound->other_count; i++)
        add_propensity(&reactor->steps[bound->others[i]], cells, unit, bounds, bounds);
}

// ---- which cells may fire

// Halves are compared with bounds on a0 times the time that is left; a bound that is not a number forbids nothing.
#define FILTER_UNIT (FILTER_SLACK * 0x1p16f)

MG_INLINE uint32_t may_fire(MgU16x8 first, MgF32x8 bound) {
    return mg_i32x8_mask_bits(~(mg_f32x8_from_u16(first) >= bound));
}

MG_INLINE uint32_t first_lanes(int32_t count) { return count < MG_LANES ? (1u << count) - 1 : (1u << MG_LANES) - 1; }

// Cells of one row that may fire, appended to the list; returns its length.
MG_VECTOR_CLONES static int32_t filter_row(const MgReactor *reactor, const MgReactRows *rows, int32_t row,
                                           int32_t listed) {
    const MgReactScratch *scratch = rows->scratch;
    const uint16_t *halves = rows->halves + row * rows->halves_pitch;
    const float *bounds = scratch->bounds + row * rows->stride;
    const uint16_t first_cell = (uint16_t)(row * reactor->species_count * rows->stride);
    const int32_t listed_before = listed;
    for (int32_t x = 0; x < rows->nx; x += MG_LANES) {
        uint32_t may = may_fire(mg_u16x8_load(halves + x), mg_f32x8_load(bounds + x)) & first_lanes(rows->nx - x);
        for (int32_t i = 0; i < MG_LANES; i++) scratch->cells[listed + i] = (uint16_t)(x + reactor->lanes[may][i]);
        listed += __builtin_popcount(may);
    }
    for (int32_t i = listed_before; i < listed; i++) {
        const uint16_t x = scratch->cells[i];
        scratch->halves[i] = halves[x];
        scratch->cells[i] = (uint16_t)(first_cell + x);
        for (int32_t s = 0; s < reactor->source_count; s++)
            scratch->sources[s * rows->pitch + i] = rows->sources[s * rows->pitch + row * rows->stride + x];
    }
    return listed;
}

static void gather_levels(const MgReactor *reactor, const MgReactRows *rows, int32_t listed) {
    const uint16_t *restrict cells = rows->scratch->cells;
    for (int32_t s = 0; s < reactor->species_count; s++) {
        const uint16_t *restrict counts = rows->counts + s * rows->stride;
        float *restrict levels = rows->scratch->levels + s * rows->pitch;
        for (int32_t i = 0; i < listed; i++) levels[i] = (float)(int32_t)counts[cells[i]];
    }
    for (int32_t i = 0; i < listed; i++) rows->scratch->times[i] = 0.0f;
}

// ---- their events

static void sum_propensities(const MgReactor *reactor, const Cells *cells, float *sums) {
    memset(sums, 0, (size_t)cells->count * sizeof *sums);
    const float *before = sums;
    for (int32_t r = 0; r < reactor->step_count; r++, before = sums, sums += cells->stride)
        add_propensity(&reactor->steps[r], cells, 1.0f, before, sums);
}

// In [0, 1) from 24 bits, and near 0 from 8 more, so that reactions as rare as 2^-32 of all events are resolved. The
// largest value times a0 is less than a0 in float, so a channel is always found and never one of propensity 0.
MG_INLINE MgF32x8 channel_uniform(MgU32x8 high, MgU32x8 low) {
    return mg_f32x8_select((MgI32x8)high < 0x10000, mg_f32x8_from_u32((high << 8 | low) & 0xffffff) * 0x1p-32f,
                           mg_f32x8_from_u32(high) * 0x1p-24f);
}

// When each cell fires, and by which reaction; one past the last where it does not. Of two words, 24 bits of each
// complete the waiting time and choose the reaction; the other 16 begin the next waiting time. Returns how many fire.
MG_VECTOR_CLONES static int32_t draw_events(const MgReactor *reactor, float h, const MgReactRows *rows,
                                            int32_t listed) {
    const MgReactScratch *scratch = rows->scratch;
    const float *sums = scratch->sums, *totals = sums + (reactor->step_count - 1) * rows->pitch;
    int32_t fired_count = 0;
    for (int32_t i = 0; i < listed; i += MG_LANES) {
        MgU32x8 a = mg_u32x8_load(scratch->words + 2 * i), b = mg_u32x8_load(scratch->words + 2 * i + MG_LANES),
                low = a & 255;
        MgU32x8 first = mg_u32x8_from_u16(mg_u16x8_load(scratch->halves + i));
        MgF32x8 total = mg_f32x8_load(totals + i);
        MgF32x8 time =
            mg_f32x8_minus_ln(first << 16 | (a >> 8 & 0xffff), low) / total + mg_f32x8_load(scratch->times + i);
        MgI32x8 fired = (time < h) & ((MgI32x8){ 0, 1, 2, 3, 4, 5, 6, 7 } < listed - i), channel = { 0 };
        MgF32x8 target = channel_uniform(b & 0xffffff, low) * total;
        for (int32_t r = 0; r < reactor->step_count; r++)
            channel -= target >= mg_f32x8_load(sums + r * rows->pitch + i);
        mg_f32x8_store(scratch->times + i, time);
        mg_i32x8_store(scratch->channels + i, (channel & fired) | (~fired & reactor->step_count));
        mg_u16x8_store(scratch->halves + i, __builtin_convertvector(a >> 24 << 8 | b >> 24, MgU16x8));
        fired_count += __builtin_popcount(mg_i32x8_mask_bits(fired));
    }
    return fired_count;
}

MG_VECTOR_CLONES static void apply_events(const MgReactor *reactor, const MgReactRows *rows, int32_t slots) {
    for (int32_t r = 0; r < reactor->step_count; r++)
        for (int32_t s = 0; s < reactor->species_count; s++) {
            const MgF32x8 change = mg_f32x8(reactor->changes[r][s]);
            float *levels = rows->scratch->levels + s * rows->pitch;
            for (int32_t i = 0; reactor->changes[r][s] != 0.0f && i < slots; i += MG_LANES) {
                MgI32x8 mine = mg_i32x8_load(rows->scratch->channels + i) == r;
                mg_f32x8_store(levels + i, mg_f32x8_load(levels + i) + mg_f32x8_select(mine, change, mg_f32x8(0.0f)));
            }
        }
}

static void put_back(const MgReactor *reactor, const MgReactRows *rows, int32_t listed) {
    const uint16_t *restrict cells = rows->scratch->cells;
    for (int32_t s = 0; s < reactor->species_count; s++) {
        uint16_t *restrict counts = rows->counts + s * rows->stride;
        const float *restrict levels = rows->scratch->levels + s * rows->pitch;
        for (int32_t i = 0; i < listed; i++) counts[cells[i]] = (uint16_t)(int32_t)levels[i];
    }
}

// The same of events before `until` only; a cell's later ones are on the list alone.
static void put_back_until(const MgReactor *reactor, float until, const MgReactRows *rows, int32_t listed) {
    const MgReactScratch *scratch = rows->scratch;
    for (int32_t s = 0; s < reactor->species_count; s++) {
        uint16_t *restrict counts = rows->counts + s * rows->stride;
        const float *restrict levels = scratch->levels + s * rows->pitch;
        for (int32_t i = 0; i < listed; i++)
            if (scratch->times[i] < until) counts[scratch->cells[i]] = (uint16_t)(int32_t)levels[i];
    }
}

MG_INLINE void move_cell(const MgReactor *reactor, const MgReactRows *rows, int32_t to, int32_t from) {
    const MgReactScratch *scratch = rows->scratch;
    scratch->cells[to] = scratch->cells[from];
    scratch->halves[to] = scratch->halves[from];
    scratch->times[to] = scratch->times[from];
    for (int32_t s = 0; s < reactor->species_count; s++)
        scratch->levels[s * rows->pitch + to] = scratch->levels[s * rows->pitch + from];
    for (int32_t s = 0; s < reactor->source_count; s++)
        scratch->sources[s * rows->pitch + to] = scratch->sources[s * rows->pitch + from];
}

// The reaction of the network with the largest propensity in cell i of the list.
static int32_t fastest_reaction(const MgReactor *reactor, const MgReactRows *rows, int32_t i) {
    const int32_t lane = i % MG_LANES, first = i - lane;
    const Cells cells = { MG_LANES, rows->pitch, rows->scratch->levels + first, rows->scratch->sources + first };
    float none[MG_LANES] = { 0 }, propensity[MG_LANES], largest = -1.0f;
    int32_t fastest = 0;
    for (int32_t r = 0; r < reactor->step_count; r++) {
        add_propensity(&reactor->steps[r], &cells, 1.0f, none, propensity);
        if (propensity[lane] <= largest) continue;
        largest = propensity[lane];
        fastest = reactor->steps[r].reaction;
    }
    return fastest;
}

static void note_busy(const MgReactor *reactor, MgReactRows *rows, int32_t i) {
    if (rows->too_many_events) return;
    rows->too_many_events = true;
    rows->busy_cell = rows->scratch->cells[i];
    rows->busy_reaction = fastest_reaction(reactor, rows, i);
}

// Those that fired and may again, moved to the front in order. A cell with too many molecules, or one that would need
// too many events for the time that is left, stands still.
MG_VECTOR_CLONES static int32_t compact(const MgReactor *reactor, float h, MgReactRows *rows, int32_t listed) {
    const MgReactScratch *scratch = rows->scratch;
    int32_t kept = 0;
    for (int32_t i = 0; i < listed; i += MG_LANES) {
        MgI32x8 channel = mg_i32x8_load(scratch->channels + i), beyond = { 0 };
        for (int32_t s = 0; s < reactor->species_count; s++)
            beyond |= mg_f32x8_load(scratch->levels + s * rows->pitch + i) > (float)MG_LARGEST_COUNT;
        MgF32x8 left = h - mg_f32x8_load(scratch->times + i);
        const uint32_t fired = mg_i32x8_mask_bits(channel < reactor->step_count),
                       too_many = mg_i32x8_mask_bits(beyond) & fired;
        if (too_many != 0) rows->overflowed = true;
        const MgF32x8 expected = mg_f32x8_load(scratch->bounds + i) * left;
        const uint32_t busy = mg_i32x8_mask_bits(expected > FILTER_UNIT * MG_MAX_CELL_EVENTS) & fired;
        if (busy != 0) note_busy(reactor, rows, i + __builtin_ctz(busy));
        uint32_t may = may_fire(mg_u16x8_load(scratch->halves + i), expected);
        for (may &= fired & ~(too_many | busy); may != 0; may &= may - 1)
            move_cell(reactor, rows, kept++, i + __builtin_ctz(may));
    }
    return kept;
}

// One event of every cell on the list; returns how many stay on it.
static int32_t event_pass(const MgReactor *reactor, float h, float until, MgReactRows *rows, int32_t listed) {
    const MgReactScratch *scratch = rows->scratch;
    const int32_t slots = (listed + MG_LANES - 1) / MG_LANES * MG_LANES;
    const Cells cells = { slots, rows->pitch, scratch->levels, scratch->sources };
    sum_propensities(reactor, &cells, scratch->sums);
    mg_stream_take(rows->events, scratch->words, 2 * slots);
    rows->fired += (uint64_t)draw_events(reactor, h, rows, listed);
    apply_events(reactor, rows, slots);
    if (until < h) put_back_until(reactor, until, rows, listed);
    else put_back(reactor, rows, listed);
    bound_propensities(reactor, &cells, FILTER_UNIT, scratch->bounds);
    return compact(reactor, h, rows, listed);
}

MG_VECTOR_CLONES static void fill_floats(const uint16_t *counts, ptrdiff_t count, float *levels) {
    for (ptrdiff_t i = 0; i < count; i += MG_LANES)
        mg_f32x8_store(levels + i, mg_f32x8_from_u16(mg_u16x8_load(counts + i)));
}

// The counts of the rows as floats.
static void fill_levels(const MgReactor *reactor, const MgReactRows *rows) {
    for (int32_t i = 0; i < rows->row_count * reactor->species_count; i++) {
        const int32_t row = i / reactor->species_count, species = i % reactor->species_count;
        float *levels = rows->scratch->row_levels + species * rows->pitch + row * rows->stride;
        fill_floats(rows->counts + i * rows->stride, rows->stride, levels);
    }
}

void mg_react(const MgReactor *reactor, float h, float until, MgReactRows *rows) {
    if (reactor->step_count == 0) return;
    const MgReactScratch *scratch = rows->scratch;
    const Cells cells = { (int32_t)(rows->row_count * rows->stride), rows->pitch, scratch->row_levels, rows->sources };
    fill_levels(reactor, rows);
    bound_propensities(reactor, &cells, FILTER_UNIT * h, scratch->bounds);
    int32_t listed = 0;
    for (int32_t row = 0; row < rows->row_count; row++) listed = filter_row(reactor, rows, row, listed);
    gather_levels(reactor, rows, listed);
    while (listed > 0 && !mg_is_cut(rows->cancellation)) listed = event_pass(reactor, h, until, rows, listed);
}
