// One step of one task: for every row, React, draw what leaves, add what arrives. See stochastic.h.
#include "stochastic/source.h"
#include "stochastic/state.h"

#include <string.h>

enum { X_BACK, X_ON, Y_BACK, Y_ON, Z_BACK, Z_ON };

// ---- kernels on rows of counts

// An outcome for every cell. Where its entry stands is told eight cells at a time; the entries themselves are fetched one by
// one. Cells from nx to the end of the last eight are drawn along and never looked at.
MG_VECTOR_CLONES static void look_up_row(const MgJumpTable *table, int32_t nx, const uint16_t *restrict counts,
                                         const uint32_t *restrict words, uint16_t *restrict codes) {
    const MgJumpEntry *const entries = table->entries;
    const MgWords beyond = (MgWords){ 0 } + (uint32_t)(table->most + 1);
    const int32_t bits = table->index_bits;
    for (int32_t x = 0; x < nx; x += MG_LANES) {
        uint32_t at[MG_LANES];
        MgWords n = mg_words_from_counts(counts + x), word = mg_words_load(words + x);
        mg_words_store(at, (mg_words_smaller(n, beyond) << bits) + (word >> (32 - bits)));
        for (int32_t i = 0; i < MG_LANES; i++) {
            const MgJumpEntry *entry = &entries[at[i]];
            codes[x + i] = entry->outcome[words[x + i] >= entry->cut];
        }
    }
}

// How many leave in each direction; returns all outcomes or-ed, so that a tail is seen.
MG_VECTOR_CLONES static uint32_t spread_joint(int32_t nx, const uint16_t *restrict codes, uint16_t *const *out) {
    uint16_t seen = 0;
    for (int32_t x = 0; x < nx; x++) seen |= codes[x];
    for (int32_t d = 0; d < MG_DIRECTIONS; d++) {
        uint16_t *restrict row = out[d];
        for (int32_t x = 0; x < nx; x++) row[x] = (uint16_t)(codes[x] >> (2 * d)) & 3;
    }
    return seen;
}

MG_VECTOR_CLONES static uint32_t spread_axis(int32_t nx, const uint16_t *restrict codes, uint16_t *restrict back,
                                             uint16_t *restrict on) {
    uint16_t seen = 0;
    for (int32_t x = 0; x < nx; x++) {
        back[x] = codes[x] & 255;
        on[x] = codes[x] >> 8;
        seen |= codes[x];
    }
    return seen;
}

// rest may be counts.
MG_VECTOR_CLONES static void take_from(int32_t nx, const uint16_t *counts, const uint16_t *restrict a,
                                       const uint16_t *restrict b, uint16_t *rest) {
#pragma omp simd
    for (int32_t x = 0; x < nx; x++) rest[x] = (uint16_t)(counts[x] - a[x] - b[x]);
}

// Adds; the result has bits beyond MG_LARGEST_COUNT when a sum does.
MG_VECTOR_CLONES static uint32_t add_row(int32_t nx, uint16_t *restrict to, const uint16_t *restrict from) {
    uint16_t seen = 0;
    for (int32_t x = 0; x < nx; x++) {
        to[x] = (uint16_t)(to[x] + from[x]);
        seen |= to[x];
    }
    return seen;
}

// The cells lose what leaves in six directions and gain what came along x and from the row and the plane before; what
// moves on in y and z waits in their place. (One pass, and no copies: small ones are dear in WASM.)
MG_VECTOR_CLONES static uint32_t settle_row(int32_t nx, uint16_t *restrict counts, uint16_t *const *out,
                                            uint16_t *restrict row_before, uint16_t *restrict plane_before) {
    const uint16_t *restrict x_back = out[X_BACK], *restrict x_on = out[X_ON], *restrict y_back = out[Y_BACK],
                   *restrict y_on = out[Y_ON], *restrict z_back = out[Z_BACK], *restrict z_on = out[Z_ON];
    uint16_t seen = 0;
    for (int32_t x = 0; x < nx; x++) {
        uint16_t n = (uint16_t)(counts[x] - (x_back[x] + x_on[x] + y_back[x] + y_on[x] + z_back[x] + z_on[x]));
        n = (uint16_t)(n + x_on[x - 1]), seen |= n;
        n = (uint16_t)(n + x_back[x + 1]), seen |= n;
        n = (uint16_t)(n + row_before[x]), seen |= n;
        n = (uint16_t)(n + plane_before[x]), seen |= n;
        counts[x] = n;
        row_before[x] = y_on[x];
        plane_before[x] = z_on[x];
    }
    return seen;
}

// ---- what leaves a row

static void start_jumps(const MgStochastic *s, int32_t species, uint32_t row, MgStream *stream) {
    mg_stream_start(stream, s->seed, s->steps, row, MG_USE_JUMPS + (uint32_t)species);
}

// Tails and crowds, from the first cell to the last.
static void draw_slowly(const MgJumpTable *table, int32_t nx, const uint16_t *counts, const uint16_t *codes,
                        MgStream *stream, uint16_t *const *out) {
    for (int32_t x = 0; x < nx; x++) {
        if (!(codes[x] & MG_JUMP_TAIL)) continue;
        int32_t leavers[MG_DIRECTIONS] = { 0 };
        mg_jump_slowly(table, counts[x], counts[x] <= table->most, stream, leavers);
        for (int32_t d = 0; d < table->directions; d++) out[d][x] = (uint16_t)leavers[d];
    }
}

static const uint32_t *draw_joint(const MgHops *hops, int32_t nx, const uint16_t *counts, const uint32_t *words,
                                  MgSweepScratch *scratch) {
    look_up_row(&hops->tables[0], nx, counts, words, scratch->codes);
    uint32_t seen = spread_joint(nx, scratch->codes, scratch->out);
    if (seen & MG_JUMP_TAIL) draw_slowly(&hops->tables[0], nx, counts, scratch->codes, &scratch->jumps, scratch->out);
    return words + (nx + MG_LANES - 1) / MG_LANES * MG_LANES;
}

static const uint32_t *draw_axes(const MgHops *hops, int32_t nx, const uint16_t *counts, const uint32_t *words,
                                 MgSweepScratch *scratch) {
    for (int32_t axis = 0; axis < MG_AXES; axis++) {
        const MgJumpTable *table = &hops->tables[axis];
        uint16_t **out = scratch->out + 2 * axis;
        look_up_row(table, nx, counts, words, scratch->codes);
        uint32_t seen = spread_axis(nx, scratch->codes, out[0], out[1]);
        if (seen & MG_JUMP_TAIL) draw_slowly(table, nx, counts, scratch->codes, &scratch->jumps, out);
        if (axis < MG_AXES - 1) take_from(nx, counts, out[0], out[1], scratch->rest);
        counts = scratch->rest;
        words += (nx + MG_LANES - 1) / MG_LANES * MG_LANES;
    }
    return words;
}

// At a wall a molecule that would leave stays; where the row closes on itself its ends meet.
static void close_row(const MgGrid *grid, int32_t y, int32_t z, uint16_t *const *out) {
    const size_t row_bytes = (size_t)grid->nx * sizeof(uint16_t);
    const bool wall_x = grid->boundary[0] == MG_NO_FLUX;
    if (wall_x) out[X_BACK][0] = out[X_ON][grid->nx - 1] = 0;
    out[X_ON][-1] = wall_x ? 0 : out[X_ON][grid->nx - 1];
    out[X_BACK][grid->nx] = wall_x ? 0 : out[X_BACK][0];
    if (grid->boundary[1] == MG_NO_FLUX && y == 0) memset(out[Y_BACK], 0, row_bytes);
    if (grid->boundary[1] == MG_NO_FLUX && y == grid->ny - 1) memset(out[Y_ON], 0, row_bytes);
    if (grid->boundary[2] == MG_NO_FLUX && z == 0) memset(out[Z_BACK], 0, row_bytes);
    if (grid->boundary[2] == MG_NO_FLUX && z == grid->nz - 1) memset(out[Z_ON], 0, row_bytes);
}

// ---- where it goes

typedef struct Place {
    int32_t y, z, task, first, last;     // of the row, and the task's first and last plane
} Place;

static uint32_t hand_over(const MgStochastic *s, Place at, int32_t species, MgSweepScratch *scratch) {
    const int32_t nx = s->grid.nx, ny = s->grid.ny;
    const size_t row_bytes = (size_t)nx * sizeof(uint16_t);
    const ptrdiff_t slot = species * s->stride, slot_in_plane = at.y * s->species_count * s->stride + slot;
    const int32_t next_task = (at.task + 1) % s->task_count, task_before = (at.task + s->task_count - 1) % s->task_count;
    uint16_t *const *out = scratch->out;
    uint16_t *row_before = scratch->from_row_before + slot, *plane_before = scratch->from_plane_before + slot_in_plane;
    uint16_t *counts = mg_counts_row(s, species, at.y, at.z);

    uint32_t seen = settle_row(nx, counts, out, row_before, plane_before);
    if (at.y == 0) memcpy(scratch->around_y + slot, out[Y_BACK], row_bytes);
    else seen |= add_row(nx, mg_counts_row(s, species, at.y - 1, at.z), out[Y_BACK]);
    if (at.y == ny - 1) {
        seen |= add_row(nx, counts, scratch->around_y + slot);
        seen |= add_row(nx, mg_counts_row(s, species, 0, at.z), out[Y_ON]);
    }

    if (at.z == at.last) memcpy(mg_ghost_row(s, s->steps + 1, next_task, false, species, at.y), out[Z_ON], row_bytes);
    if (at.z == at.first) memcpy(mg_ghost_row(s, s->steps + 1, task_before, true, species, at.y), out[Z_BACK], row_bytes);
    else seen |= add_row(nx, mg_counts_row(s, species, at.y, at.z - 1), out[Z_BACK]);
    return seen;
}

// A species that stays leaves empty ghosts behind, or what was there two steps ago would arrive again.
static void leave_nothing(const MgStochastic *s, Place at, int32_t species) {
    const size_t row_bytes = (size_t)s->grid.nx * sizeof(uint16_t);
    if (at.z == at.last) memset(mg_ghost_row(s, s->steps + 1, (at.task + 1) % s->task_count, false, species, at.y), 0, row_bytes);
    if (at.z == at.first)
        memset(mg_ghost_row(s, s->steps + 1, (at.task + s->task_count - 1) % s->task_count, true, species, at.y), 0, row_bytes);
}

// What left the neighbouring tasks in the step before.
static uint32_t welcome(const MgStochastic *s, Place at) {
    uint32_t seen = 0;
    for (int32_t species = 0; species < s->species_count; species++) {
        uint16_t *counts = mg_counts_row(s, species, at.y, at.z);
        if (at.z == at.first) seen |= add_row(s->grid.nx, counts, mg_ghost_row(s, s->steps, at.task, false, species, at.y));
        if (at.z == at.last) seen |= add_row(s->grid.nx, counts, mg_ghost_row(s, s->steps, at.task, true, species, at.y));
    }
    return seen;
}

// ---- the row, the task

static ptrdiff_t row_words(const MgStochastic *s) {
    const ptrdiff_t row = (s->grid.nx + MG_LANES - 1) / MG_LANES * MG_LANES;
    ptrdiff_t draws = 1;
    for (int32_t i = 0; i < s->species_count; i++)
        if (s->hops[i].p > 0.0) draws += s->hops[i].joint ? 1 : MG_AXES;
    return (row * draws + MG_CHACHA_WORDS - 1) / MG_CHACHA_WORDS * MG_CHACHA_WORDS;
}

// React with the words at the beginning of scratch->words.
static bool react(const MgStochastic *s, float h, int32_t y, int32_t z, uint16_t *counts, uint32_t use_events,
                  MgSweepScratch *scratch, uint64_t *fired) {
    mg_stream_start(&scratch->events, s->seed, s->steps, (uint32_t)(z * s->grid.ny + y), use_events);
    for (int32_t i = 0; i < s->network.source_count; i++)        // rows come in order, plane by plane
        if (!mg_source_repeats(&s->network.sources[i], s->rates.sources[i], y))
            mg_source_row(&s->network.sources[i], s->rates.sources[i], &s->grid, s->seed, y, z,
                          scratch->sources + i * s->stride);
    MgReactRow row = { .nx = s->grid.nx, .stride = s->stride, .counts = counts, .levels = scratch->levels,
                       .elapsed = scratch->elapsed, .list = scratch->list, .sources = scratch->sources,
                       .words = scratch->words, .events = &scratch->events };
    mg_react_row(&s->reactor, h, &row);
    *fired += row.fired;
    return !row.overflowed;
}

bool mg_sweep_react(const MgStochastic *s, float h, int32_t y, int32_t z, uint16_t *counts, uint32_t use_events,
                    MgSweepScratch *scratch, uint64_t *fired) {
    const ptrdiff_t words = (s->grid.nx + MG_CHACHA_WORDS - 1) / MG_CHACHA_WORDS * MG_CHACHA_WORDS;
    mg_stream_start(&scratch->events, s->seed, s->steps, (uint32_t)(z * s->grid.ny + y), use_events - 1);
    mg_stream_fill(&scratch->events, scratch->words, words);
    return react(s, h, y, z, counts, use_events, scratch, fired);
}

static bool step_row(const MgStochastic *s, Place at, MgSweepScratch *scratch, uint64_t *fired) {
    const uint32_t row = (uint32_t)(at.z * s->grid.ny + at.y);
    const float h = (float)(s->steps == 0 ? s->dt / 2 : s->dt);
    uint32_t seen = welcome(s, at);
    mg_stream_start(&scratch->events, s->seed, s->steps, row, MG_USE_ROW);
    mg_stream_fill(&scratch->events, scratch->words, row_words(s));
    bool fine = react(s, h, at.y, at.z, mg_counts_row(s, 0, at.y, at.z), MG_USE_EVENTS, scratch, fired);
    const uint32_t *words = scratch->words + (s->grid.nx + MG_LANES - 1) / MG_LANES * MG_LANES;
    for (int32_t species = 0; species < s->species_count; species++) {
        const MgHops *hops = &s->hops[species];
        if (hops->p == 0.0) {
            leave_nothing(s, at, species);
            continue;
        }
        start_jumps(s, species, row, &scratch->jumps);
        words = (hops->joint ? draw_joint : draw_axes)(hops, s->grid.nx, mg_counts_row(s, species, at.y, at.z), words, scratch);
        close_row(&s->grid, at.y, at.z, scratch->out);
        seen |= hand_over(s, at, species, scratch);
    }
    return fine && seen <= MG_LARGEST_COUNT;
}

void mg_sweep_task(MgStochastic *s, int32_t task, MgSweepScratch *scratch) {
    MgTaskResult result = { 0, -1 };
    Place at = { 0, 0, task, task * MG_TASK_PLANES, mg_task_last_plane(s, task) };
    memset(scratch->from_plane_before, 0, (size_t)s->plane * sizeof(uint16_t));
    for (at.z = at.first; at.z <= at.last; at.z++) {
        memset(scratch->from_row_before, 0, (size_t)(s->species_count * s->stride) * sizeof(uint16_t));
        for (at.y = 0; at.y < s->grid.ny; at.y++)
            if (!step_row(s, at, scratch, &result.fired) && result.bad_row < 0) result.bad_row = at.z * s->grid.ny + at.y;
    }
    s->results[task] = result;
}
