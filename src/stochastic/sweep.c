// One step of one task: some rows at a time react, then row by row outgoing molecules are drawn and incoming ones
// added. See stochastic.h.
#include "grid/border.h"
#include "stochastic/source.h"
#include "stochastic/state.h"

#include <string.h>

enum { X_BACK, X_ON, Y_BACK, Y_ON, Z_BACK, Z_ON };

// ---- kernels on rows of counts

// The code of an outcome for every cell. Arithmetic runs on eight cells at a time; entries and codes are loaded one by
// one. Cells from nx to the end of the last eight are computed and ignored.
MG_VECTOR_CLONES static void look_up_row(const MgHopTable *table, int32_t nx, const uint16_t *restrict counts,
                                         const uint16_t *restrict halves, uint16_t *restrict codes) {
    const MgHopEntry *const entries = table->entries;
    const MgU16x8 beyond = (MgU16x8){ 0 } + (uint16_t)(table->most + 1);
    const int32_t bits = table->index_bits;
    const bool told_are_codes = table->code_bits == 4;
    for (int32_t x = 0; x < nx; x += MG_LANES) {
        uint16_t at[MG_LANES];
        uint32_t entry[MG_LANES], outcome[MG_LANES];
        MgU16x8 half = mg_u16x8_load(halves + x), row = mg_u16x8_min(mg_u16x8_load(counts + x), beyond);
        mg_u16x8_store(at, (MgU16x8)(row << bits) + (half >> (16 - bits)));
        for (int32_t i = 0; i < MG_LANES; i++) entry[i] = entries[at[i]];
        MgU32x8 both = mg_u32x8_load(entry), cut = both >> MG_HOP_CUT_AT, mine = mg_u32x8_from_u16(half);
        MgU32x8 told = mg_u32x8_select((MgI32x8)mine < (MgI32x8)cut, both, both >> MG_HOP_SECOND_AT);
        told = (told | (MgU32x8)(mine == cut)) & (MG_HOP_OUTCOMES - 1);
        if (told_are_codes) {
            MgU16x8 code = __builtin_convertvector(told, MgU16x8);
            mg_u16x8_store(codes + x, code | ((MgU16x8)(code >= MG_HOP_SLOW_OUTCOMES) & 0xff00));
            continue;
        }
        mg_u32x8_store(outcome, told);
        for (int32_t i = 0; i < MG_LANES; i++) codes[x + i] = table->codes[outcome[i]];
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

MG_VECTOR_CLONES static uint32_t spread_axis(int32_t nx, const uint16_t *restrict codes, int32_t bits,
                                             uint16_t *restrict back, uint16_t *restrict on) {
    const uint16_t mask = (uint16_t)((1 << bits) - 1);
    uint16_t seen = 0;
    for (int32_t x = 0; x < nx; x++) {
        back[x] = codes[x] & mask;
        on[x] = (uint16_t)(codes[x] >> bits);
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
// moves on in y and z is stored there instead. (One pass without copies: small memcpy calls are slow in WebAssembly.)
MG_VECTOR_CLONES static uint32_t apply_hops(int32_t nx, uint16_t *restrict counts, uint16_t *const *out,
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

static void draw_cell_slowly(const MgHopTable *table, int32_t n, uint16_t half, uint32_t code, MgStream *stream,
                             int32_t *outgoing) {
    if (code == MG_HOP_UNDECIDED) code = mg_hop_lookup(table, n, (uint32_t)half << 16 | mg_stream_word(stream) >> 16);
    if (code == MG_HOP_TAIL) mg_hop_exact(table, n, n <= table->most, stream, outgoing);
    else mg_hop_add_code(table, code, outgoing);
}

static bool any_slow(const uint16_t *codes) {
    uint64_t four[MG_LANES / 4];
    memcpy(four, codes, sizeof four);
    return ((four[0] | four[1]) & 0x0001000100010001u * MG_HOP_SLOW) != 0;
}

// Tails, large counts and undecided cells, from the first cell to the last.
static void draw_slowly(const MgHopTable *table, int32_t nx, const uint16_t *counts, const uint16_t *halves,
                        const uint16_t *codes, MgStream *stream, uint16_t *const *out) {
    for (int32_t eight = 0; eight < nx; eight += MG_LANES) {
        if (!any_slow(codes + eight)) continue;
        for (int32_t x = eight; x < mg_min_i32(eight + MG_LANES, nx); x++) {
            if (!(codes[x] & MG_HOP_SLOW)) continue;
            int32_t outgoing[MG_DIRECTIONS] = { 0 };
            draw_cell_slowly(table, counts[x], halves[x], codes[x], stream, outgoing);
            for (int32_t d = 0; d < table->directions; d++) out[d][x] = (uint16_t)outgoing[d];
        }
    }
}

// The halves of words that a draw for every cell of a row takes: as many as fill whole vectors.
static ptrdiff_t row_halves(int32_t nx) { return (nx + 2 * MG_LANES - 1) / (2 * MG_LANES) * (2 * MG_LANES); }

static const uint16_t *draw_joint(const MgHops *hops, int32_t nx, const uint16_t *counts, const uint16_t *halves,
                                  MgSweepScratch *scratch) {
    look_up_row(&hops->tables[0], nx, counts, halves, scratch->codes);
    uint32_t seen = spread_joint(nx, scratch->codes, scratch->out);
    if (seen & MG_HOP_SLOW)
        draw_slowly(&hops->tables[0], nx, counts, halves, scratch->codes, &scratch->hops, scratch->out);
    return halves + row_halves(nx);
}

static const uint16_t *draw_axes(const MgHops *hops, int32_t nx, const uint16_t *counts, const uint16_t *halves,
                                 MgSweepScratch *scratch) {
    for (int32_t axis = 0; axis < MG_AXES; axis++) {
        const MgHopTable *table = &hops->tables[axis];
        uint16_t **out = scratch->out + 2 * axis;
        look_up_row(table, nx, counts, halves, scratch->codes);
        uint32_t seen = spread_axis(nx, scratch->codes, table->code_bits, out[0], out[1]);
        if (seen & MG_HOP_SLOW) draw_slowly(table, nx, counts, halves, scratch->codes, &scratch->hops, out);
        if (axis < MG_AXES - 1) take_from(nx, counts, out[0], out[1], scratch->rest);
        counts = scratch->rest;
        halves += row_halves(nx);
    }
    return halves;
}

// At a wall a molecule that would leave stays; on a periodic axis the ends of the row are exchanged.
static void apply_boundary(const MgGrid *grid, int32_t y, int32_t z, uint16_t *const *out) {
    const size_t row_bytes = (size_t)grid->nx * sizeof(uint16_t);
    const bool wall_x = !mg_border_wraps(grid->boundary[0]);
    if (wall_x) out[X_BACK][0] = out[X_ON][grid->nx - 1] = 0;
    out[X_ON][-1] = wall_x ? 0 : out[X_ON][grid->nx - 1];
    out[X_BACK][grid->nx] = wall_x ? 0 : out[X_BACK][0];
    if (mg_border_is_wall(y, -1, grid->ny, grid->boundary[1])) memset(out[Y_BACK], 0, row_bytes);
    if (mg_border_is_wall(y, +1, grid->ny, grid->boundary[1])) memset(out[Y_ON], 0, row_bytes);
    if (mg_border_is_wall(z, -1, grid->nz, grid->boundary[2])) memset(out[Z_BACK], 0, row_bytes);
    if (mg_border_is_wall(z, +1, grid->nz, grid->boundary[2])) memset(out[Z_ON], 0, row_bytes);
}

// ---- where it goes

typedef struct Place {
    int32_t y, z, task, first, last; // of the row, and the task's first and last plane
} Place;

static uint32_t scatter(const MgStochastic *s, Place at, int32_t species, MgSweepScratch *scratch) {
    const int32_t nx = s->grid.nx, ny = s->grid.ny;
    const size_t row_bytes = (size_t)nx * sizeof(uint16_t);
    const ptrdiff_t slot = species * s->stride, slot_in_plane = at.y * s->species_count * s->stride + slot;
    const int32_t next_task = (at.task + 1) % s->task_count,
                  task_before = (at.task + s->task_count - 1) % s->task_count;
    uint16_t *const *out = scratch->out;
    uint16_t *row_before = scratch->from_row_before + slot, *plane_before = scratch->from_plane_before + slot_in_plane;
    uint16_t *counts = mg_counts_row(s, species, at.y, at.z);

    uint32_t seen = apply_hops(nx, counts, out, row_before, plane_before);
    if (at.y == 0) memcpy(scratch->around_y + slot, out[Y_BACK], row_bytes);
    else seen |= add_row(nx, mg_counts_row(s, species, at.y - 1, at.z), out[Y_BACK]);
    if (at.y == ny - 1) {
        seen |= add_row(nx, counts, scratch->around_y + slot);
        seen |= add_row(nx, mg_counts_row(s, species, 0, at.z), out[Y_ON]);
    }

    if (at.z == at.last) memcpy(mg_ghost_row(s, s->steps + 1, next_task, false, species, at.y), out[Z_ON], row_bytes);
    if (at.z == at.first)
        memcpy(mg_ghost_row(s, s->steps + 1, task_before, true, species, at.y), out[Z_BACK], row_bytes);
    else seen |= add_row(nx, mg_counts_row(s, species, at.y, at.z - 1), out[Z_BACK]);
    return seen;
}

// Clears the ghosts of a species that does not move, or those of two steps ago would arrive again.
static void clear_ghosts(const MgStochastic *s, Place at, int32_t species) {
    const size_t row_bytes = (size_t)s->grid.nx * sizeof(uint16_t);
    if (at.z == at.last)
        memset(mg_ghost_row(s, s->steps + 1, (at.task + 1) % s->task_count, false, species, at.y), 0, row_bytes);
    if (at.z == at.first)
        memset(mg_ghost_row(s, s->steps + 1, (at.task + s->task_count - 1) % s->task_count, true, species, at.y), 0,
               row_bytes);
}

// What left the neighbouring tasks in the step before.
static uint32_t gather_ghosts(const MgStochastic *s, Place at) {
    uint32_t seen = 0;
    for (int32_t species = 0; species < s->species_count; species++) {
        uint16_t *counts = mg_counts_row(s, species, at.y, at.z);
        if (at.z == at.first)
            seen |= add_row(s->grid.nx, counts, mg_ghost_row(s, s->steps, at.task, false, species, at.y));
        if (at.z == at.last)
            seen |= add_row(s->grid.nx, counts, mg_ghost_row(s, s->steps, at.task, true, species, at.y));
    }
    return seen;
}

// ---- the row, the task

// Halves of random words for a row: one a cell to react with, and one for every draw of jumps.
static ptrdiff_t halves_pitch(const MgStochastic *s) {
    ptrdiff_t draws = 1;
    for (int32_t i = 0; i < s->species_count; i++)
        if (s->hops[i].p > 0.0) draws += s->hops[i].joint ? 1 : MG_AXES;
    return draws * row_halves(s->grid.nx);
}

// The factors of rates in some rows of a plane.
static void fill_sources(const MgStochastic *s, Place at, int32_t row_count, MgSweepScratch *scratch) {
    const ptrdiff_t pitch = mg_rows_at_once(s->stride) * s->stride;
    for (int32_t i = 0; i < s->network.source_count; i++)
        for (int32_t row = 0; row < row_count; row++) {
            float *to = scratch->sources + i * pitch + row * s->stride;
            if (row > 0 && mg_source_repeats(&s->network.sources[i], s->rates.sources[i], at.y + row))
                memcpy(to, to - s->stride, (size_t)s->grid.nx * sizeof *to);
            else mg_source_row(&s->network.sources[i], s->rates.sources[i], &s->grid, s->seed, at.y + row, at.z, to);
        }
}

// The low half of a word comes first, whatever the machine.
static void take_halves(MgStream *stream, uint16_t *halves, ptrdiff_t count) {
    mg_stream_take(stream, (uint32_t *)halves, count / 2);
    for (ptrdiff_t i = 0; !MG_LITTLE_ENDIAN && i < count; i += 2) {
        uint16_t high = halves[i];
        halves[i] = halves[i + 1], halves[i + 1] = high;
    }
}

// Rows from at.y on, of which counts, row_count and halves_pitch are given: draws their halves, and reacts with the
// first of every row's. Returns false when a count grew too large, or a cell too busy.
static bool react(const MgStochastic *s, float h, float until, Place at, MgReactRows *rows, MgSweepScratch *scratch) {
    take_halves(&scratch->rows, scratch->halves, rows->row_count * rows->halves_pitch);
    fill_sources(s, at, rows->row_count, scratch);
    rows->nx = s->grid.nx, rows->stride = s->stride, rows->pitch = mg_rows_at_once(s->stride) * s->stride;
    rows->halves = scratch->halves, rows->sources = scratch->sources;
    rows->events = &scratch->events, rows->scratch = &scratch->react;
    mg_react(&s->reactor, h, until, rows);
    return !rows->overflowed && !rows->too_many_events;
}

// How long the reactions of the step to come last.
static float reaction_time(const MgStochastic *s) { return (float)(s->settled ? s->dt / 2 : s->dt); }

static void start_stream(const MgStochastic *s, int32_t z, uint32_t use, MgStream *stream) {
    mg_stream_start(stream, s->seed, s->steps, (uint32_t)z, use);
    mg_stream_set_origin(stream, s->origin);
}

// Settled at step 0 there was no first half; later the words of the first half are spent.
static void start_reacting(const MgStochastic *s, int32_t z, MgSweepScratch *scratch) {
    const bool rest = s->settled && s->steps > 0;
    start_stream(s, z, rest ? MG_USE_REST_ROWS : MG_USE_ROWS, &scratch->rows);
    start_stream(s, z, rest ? MG_USE_REST_EVENTS : MG_USE_EVENTS, &scratch->events);
}

// As many rows at once as the step takes: they share a list, and the list the words.
void mg_sweep_observe(const MgStochastic *s, int32_t z, uint16_t *plane, MgSweepScratch *scratch) {
    const int32_t ny = s->grid.ny, rows_at_once = mg_rows_at_once(s->stride);
    start_reacting(s, z, scratch);
    for (int32_t y = 0; y < ny; y += rows_at_once) {
        MgReactRows rows = { .row_count = mg_min_i32(rows_at_once, ny - y),
                             .halves_pitch = halves_pitch(s),
                             .counts = plane + y * s->species_count * s->stride };
        react(s, reaction_time(s), (float)(s->dt / 2), (Place){ .y = y, .z = z }, &rows, scratch);
    }
}

static uint32_t diffuse_row(const MgStochastic *s, Place at, const uint16_t *halves, MgSweepScratch *scratch) {
    uint32_t seen = 0;
    for (int32_t species = 0; species < s->species_count; species++) {
        const MgHops *hops = &s->hops[species];
        if (hops->p == 0.0) {
            clear_ghosts(s, at, species);
            continue;
        }
        const uint16_t *counts = mg_counts_row(s, species, at.y, at.z);
        halves = (hops->joint ? draw_joint : draw_axes)(hops, s->grid.nx, counts, halves, scratch);
        apply_boundary(&s->grid, at.y, at.z, scratch->out);
        seen |= scatter(s, at, species, scratch);
    }
    return seen;
}

// The first of the rows from at.y on with a count beyond the largest.
static Place find_overflow(const MgStochastic *s, Place at, int32_t row_count) {
    for (Place row = at; row.y < at.y + row_count; row.y++) {
        const uint16_t *counts = mg_counts_row(s, 0, row.y, row.z);
        for (ptrdiff_t x = 0; x < s->species_count * s->stride; x++)
            if (x % s->stride < s->grid.nx && counts[x] > MG_LARGEST_COUNT) return row;
    }
    return at;
}

static void note_overflow(const MgStochastic *s, Place at, MgTaskResult *result) {
    if (result->bad_row < 0) result->bad_row = at.z * s->grid.ny + at.y;
}

// What reacting stumbled over: the busy cell where there is one.
static void note_bad_cell(const MgStochastic *s, Place at, const MgReactRows *rows, MgTaskResult *result) {
    if (!rows->too_many_events) {
        note_overflow(s, find_overflow(s, at, rows->row_count), result);
        return;
    }
    if (result->bad_row >= 0) return;
    at.y += rows->busy_cell / (s->species_count * (int32_t)s->stride);
    note_overflow(s, at, result);
    result->busy_x = rows->busy_cell % (int32_t)s->stride;
    result->busy_reaction = rows->busy_reaction;
}

// A step of rows from at.y on.
static void step_rows(const MgStochastic *s, Place at, int32_t row_count, MgSweepScratch *scratch,
                      MgTaskResult *result) {
    const float h = reaction_time(s);
    const int32_t end = at.y + row_count;
    MgReactRows rows = { .row_count = row_count,
                         .counts = mg_counts_row(s, 0, at.y, at.z),
                         .halves_pitch = halves_pitch(s),
                         .cancellation = s->is_kept ? s->cancellation : NULL };
    for (Place row = at; row.y < end; row.y++)
        if (gather_ghosts(s, row) > MG_LARGEST_COUNT) note_overflow(s, row, result);
    if (!react(s, h, h, at, &rows, scratch)) note_bad_cell(s, at, &rows, result);
    result->fired += rows.fired;
    const uint16_t *halves = scratch->halves + row_halves(s->grid.nx);
    for (Place row = at; row.y < end; row.y++, halves += rows.halves_pitch)
        if (diffuse_row(s, row, halves, scratch) > MG_LARGEST_COUNT) note_overflow(s, row, result);
}

static void start_plane(const MgStochastic *s, int32_t z, MgSweepScratch *scratch) {
    start_reacting(s, z, scratch);
    start_stream(s, z, MG_USE_HOPS, &scratch->hops);
    memset(scratch->from_row_before, 0, (size_t)(s->species_count * s->stride) * sizeof(uint16_t));
}

void mg_sweep_task(MgStochastic *s, int32_t task, MgSweepScratch *scratch) {
    MgTaskResult result = { .bad_row = -1, .busy_reaction = -1 };
    Place at = { 0, 0, task, task * MG_TASK_PLANES, mg_task_last_plane(s, task) };
    const int32_t ny = s->grid.ny, rows_at_once = mg_rows_at_once(s->stride);
    memset(scratch->from_plane_before, 0, (size_t)s->plane * sizeof(uint16_t));
    for (at.z = at.first; at.z <= at.last; at.z++) {
        start_plane(s, at.z, scratch);
        for (at.y = 0; at.y < ny && !(s->is_kept && mg_is_cut(s->cancellation)); at.y += rows_at_once)
            step_rows(s, at, mg_min_i32(rows_at_once, ny - at.y), scratch, &result);
    }
    s->results[task] = result;
}
