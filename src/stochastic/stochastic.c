#include "stochastic/stochastic.h"

#include <string.h>

#include "base/memory.h"
#include "base/platform.h"
#include "stochastic/state.h"

// ---- memory

// Lays blocks out one after another from a base; with base NULL only the total size is computed.
typedef struct Layout {
    char *base;
    size_t used;
} Layout;

static void *place(Layout *layout, size_t bytes) {
    void *at = layout->base == NULL ? NULL : layout->base + layout->used;
    layout->used += (bytes + 63) / 64 * 64;
    return at;
}

static ptrdiff_t row_stride(const MgGrid *grid) {
    return (grid->nx + MG_COUNTS_PER_LINE - 1) / MG_COUNTS_PER_LINE * MG_COUNTS_PER_LINE;
}

static int32_t task_count(const MgGrid *grid) { return mg_divide_up(grid->nz, MG_TASK_PLANES); }

static MgReactScratch lay_out_react(Layout *layout, size_t cells, const MgNetwork *network) {
    const size_t species = (size_t)network->species_count, sources = (size_t)network->source_count;
    MgReactScratch react = { 0 };
    react.row_levels = place(layout, cells * species * sizeof(float));
    react.levels = place(layout, cells * species * sizeof(float));
    react.sources = place(layout, cells * sources * sizeof(float));
    react.bounds = place(layout, cells * sizeof(float));
    react.sums = place(layout, cells * (size_t)network->reaction_count * sizeof(float));
    react.times = place(layout, cells * sizeof(float));
    react.channels = place(layout, cells * sizeof(int32_t));
    react.cells = place(layout, (cells + MG_LANES) * sizeof(uint16_t));
    react.halves = place(layout, cells * sizeof(uint16_t));
    react.words = place(layout, 2 * cells * sizeof(uint32_t));
    return react;
}

static MgSweepScratch lay_out_scratch(Layout *layout, const MgGrid *grid, const MgNetwork *network) {
    const size_t row = (size_t)row_stride(grid), species = (size_t)network->species_count;
    const size_t rows = row * (size_t)mg_rows_at_once(row_stride(grid));
    const size_t sources = (size_t)network->source_count, line = MG_COUNTS_PER_LINE, half = sizeof(uint16_t);
    MgSweepScratch scratch = { 0 };
    scratch.halves = place(layout, rows * (1 + MG_AXES * species) * half);
    scratch.sources = place(layout, rows * sources * sizeof(float));
    scratch.react = lay_out_react(layout, rows, network);
    scratch.codes = place(layout, row * half);
    scratch.rest = place(layout, row * half);
    for (int32_t d = 0; d < MG_DIRECTIONS; d++) {
        scratch.out[d] = place(layout, (row + 2 * line) * half);
        if (scratch.out[d] != NULL) scratch.out[d] += line;
    }
    scratch.from_row_before = place(layout, row * species * half);
    scratch.around_y = place(layout, row * species * half);
    scratch.from_plane_before = place(layout, row * species * half * (size_t)grid->ny);
    return scratch;
}

static size_t scratch_bytes(const MgGrid *grid, const MgNetwork *network) {
    Layout layout = { NULL, 0 };
    lay_out_scratch(&layout, grid, network);
    return layout.used;
}

static size_t counts_of_plane(const MgGrid *grid, const MgNetwork *network) {
    return (size_t)row_stride(grid) * (size_t)grid->ny * (size_t)network->species_count;
}

// 64 bits, since a size is computed before it is refused, also on 32-bit platforms.
static uint64_t counts_bytes(const MgGrid *grid, const MgNetwork *network) {
    return (uint64_t)counts_of_plane(grid, network) * (uint64_t)grid->nz * sizeof(uint16_t);
}

static uint64_t ghosts_bytes(const MgGrid *grid, const MgNetwork *network) {
    return (uint64_t)counts_of_plane(grid, network) * (uint64_t)task_count(grid) * 4 * sizeof(uint16_t);
}

static size_t table_entries(const MgNetwork *network) {
    return (size_t)network->species_count * MG_AXES * MG_HOP_ENTRIES;
}

uint64_t mg_stochastic_bytes(const MgGrid *grid, const MgNetwork *network, int32_t threads) {
    return sizeof(MgStochastic) + 2 * counts_bytes(grid, network) + (uint64_t)grid->nz * sizeof(bool) +
           ghosts_bytes(grid, network) + table_entries(network) * (sizeof(MgHopEntry) + sizeof(uint16_t)) +
           (uint64_t)task_count(grid) * sizeof(MgTaskResult) +
           (uint64_t)threads * (scratch_bytes(grid, network) + sizeof(MgSweepScratch));
}

bool mg_stochastic_set_threads(MgStochastic *s, int32_t threads) {
    const size_t each = scratch_bytes(&s->grid, &s->network);
    char *memory = mg_allocate(each * (size_t)threads);
    MgSweepScratch *scratch = mg_allocate(sizeof(MgSweepScratch) * (size_t)threads);
    if (memory == NULL || scratch == NULL) {
        mg_free(memory);
        mg_free(scratch);
        return false;
    }
    mg_free(s->scratch_memory);
    mg_free(s->scratch);
    s->scratch_memory = memory, s->scratch = scratch, s->threads = threads;
    for (int32_t i = 0; i < threads; i++) {
        Layout layout = { memory + each * (size_t)i, 0 };
        scratch[i] = lay_out_scratch(&layout, &s->grid, &s->network);
    }
    return true;
}

static void lay_out_tables(MgStochastic *s) {
    for (int32_t i = 0; i < s->species_count; i++)
        for (int32_t axis = 0; axis < MG_AXES; axis++) {
            size_t at = (size_t)(i * MG_AXES + axis) * MG_HOP_ENTRIES;
            s->hops[i].tables[axis].entries = s->entries + at;
            s->hops[i].tables[axis].cuts = s->cuts + at;
        }
}

MgStochastic *mg_stochastic_create(const MgGrid *grid, const MgNetwork *network, int32_t threads) {
    MgStochastic *s = mg_allocate_cleared(sizeof *s);
    if (s == NULL) return NULL;
    s->grid = *grid, s->network = *network, s->bad_row = s->busy_reaction = -1;
    s->species_count = network->species_count;
    s->stride = row_stride(grid), s->plane = (ptrdiff_t)counts_of_plane(grid, network);
    s->task_count = task_count(grid);
    s->counts = mg_allocate((size_t)counts_bytes(grid, network));
    s->observed = mg_allocate_cleared((size_t)counts_bytes(grid, network)); // what is beyond nx stays 0
    s->plane_observed = mg_allocate((size_t)grid->nz * sizeof *s->plane_observed);
    s->ghosts = mg_allocate((size_t)ghosts_bytes(grid, network));
    s->entries = mg_allocate(table_entries(network) * sizeof *s->entries);
    s->cuts = mg_allocate(table_entries(network) * sizeof *s->cuts);
    s->results = mg_allocate((size_t)s->task_count * sizeof *s->results);
    if (s->counts == NULL || s->observed == NULL || s->plane_observed == NULL || s->ghosts == NULL ||
        s->entries == NULL || s->cuts == NULL || s->results == NULL || !mg_stochastic_set_threads(s, threads)) {
        mg_stochastic_destroy(s);
        return NULL;
    }
    lay_out_tables(s);
    mg_stochastic_clear(s, 0);
    return s;
}

void mg_stochastic_destroy(MgStochastic *s) {
    if (s == NULL) return;
    mg_free(s->counts);
    mg_free(s->observed);
    mg_free(s->plane_observed);
    mg_free(s->ghosts);
    mg_free(s->entries);
    mg_free(s->cuts);
    mg_free(s->results);
    mg_free(s->scratch_memory);
    mg_free(s->scratch);
    mg_free(s);
}

// ---- parameters

static double hop_probability(const MgGrid *grid, double diffusion, double dt) {
    return diffusion * dt / (grid->dx * grid->dx);
}

// Six directions in one draw if a table for it covers this count; molecules that move more often are drawn axis by
// axis.
#define JOINT_DRAW_COUNT 48

static void build_hops(MgHops *hops, double p) {
    if (hops->p == p) return;
    hops->p = p;
    if (p == 0.0) return;
    mg_hop_table_build(&hops->tables[0], MG_DIRECTIONS, p);
    hops->joint = hops->tables[0].most >= JOINT_DRAW_COUNT;
    for (int32_t axis = 0; axis < MG_AXES && !hops->joint; axis++)
        mg_hop_table_build(&hops->tables[axis], 2, p / (1.0 - 2.0 * axis * p));
}

static void take_next(MgStochastic *s) {
    s->step_seconds = 0; // steps may take longer from now on
    s->rates = s->next_rates, s->dt = s->next_dt, s->changing = false;
    mg_reactor_build(&s->reactor, &s->network, &s->rates);
    for (int32_t i = 0; i < s->species_count; i++)
        build_hops(&s->hops[i], hop_probability(&s->grid, s->rates.diffusion[i], s->dt));
}

MgStatus mg_stochastic_set(MgStochastic *s, const double *values, double dt) {
    MgRates rates;
    MG_TRY(mg_network_rates(&s->network, values, &rates));
    if (!(dt > 0.0 && dt < 1e6)) return MG_FAIL(INVALID_ARGUMENT, "dt = %g must be more than 0 and less than 1e6", dt);
    for (int32_t i = 0; i < s->species_count; i++) {
        double leave = MG_DIRECTIONS * hop_probability(&s->grid, rates.diffusion[i], dt);
        if (leave >= 1.0)
            return MG_FAIL(UNSTABLE, "dt = %g: species %s would leave its cell with probability %g; take dt below %g",
                           dt, s->network.species[i].id, leave, dt / leave);
    }
    s->next_rates = rates, s->next_dt = dt;
    s->changing = s->dt != dt || memcmp(&s->rates, &rates, sizeof rates) != 0;
    if (s->changing && s->settled) take_next(s);
    return MG_OK;
}

MgStatus mg_stochastic_largest_dt(const MgStochastic *s, const double *values, double *out) {
    const double below = 0.999, without_hops = 1e6;
    MgRates rates;
    double fastest = 0.0;
    MG_TRY(mg_network_rates(&s->network, values, &rates));
    for (int32_t i = 0; i < s->species_count; i++)
        fastest = rates.diffusion[i] > fastest ? rates.diffusion[i] : fastest;
    *out = fastest > 0.0 ? below * s->grid.dx * s->grid.dx / (MG_DIRECTIONS * fastest) : without_hops;
    return MG_OK;
}

// ---- the state

static void forget_observed(MgStochastic *s) {
    memset(s->plane_observed, 0, (size_t)s->grid.nz * sizeof *s->plane_observed);
}

static void begin(MgStochastic *s, const MgStochasticMoment *moment) {
    s->seed = moment->seed, s->origin = moment->origin, s->steps = moment->steps;
    s->settled = moment->settled || moment->steps == 0, s->fired = 0, s->bad_row = s->busy_reaction = -1;
    forget_observed(s);
    if (s->changing) take_next(s);
}

void mg_stochastic_clear(MgStochastic *s, uint64_t seed) {
    memset(s->counts, 0, (size_t)counts_bytes(&s->grid, &s->network));
    memset(s->ghosts, 0, (size_t)ghosts_bytes(&s->grid, &s->network));
    begin(s, &(MgStochasticMoment){ .seed = seed });
}

void mg_stochastic_resume(MgStochastic *s, const MgStochasticMoment *moment) {
    memset(s->ghosts, 0, (size_t)ghosts_bytes(&s->grid, &s->network)); // rows are written with what has arrived in them
    begin(s, moment);
}

// What is observed becomes the counts, and nothing is under way any more.
void mg_stochastic_settle(MgStochastic *s, MgScheduler *scheduler) {
    if (s->settled || s->bad_row >= 0) return;
    mg_stochastic_observe(s, scheduler, 0, s->grid.nz);
    uint16_t *counts = s->observed;
    s->observed = s->counts, s->counts = counts, s->settled = true;
    memset(s->ghosts, 0, (size_t)ghosts_bytes(&s->grid, &s->network));
    forget_observed(s);
    if (s->changing) take_next(s);
}

static int32_t draw_count(const MgLaw *law, double mean, MgStream *stream) {
    return law->poisson ? mg_stream_poisson(stream, mean, MG_LARGEST_COUNT) : (int32_t)mean;
}

void mg_stochastic_start_row(MgStochastic *s, int32_t y, int32_t z, const float *pattern) {
    MgStream stream;
    mg_stream_start(&stream, s->seed, 0, (uint32_t)(z * s->grid.ny + y), MG_USE_START);
    for (int32_t i = 0; i < s->species_count; i++) {
        const MgSpecies *species = &s->network.species[i];
        uint16_t *row = mg_counts_row(s, i, y, z);
        for (int32_t x = 0; x < s->grid.nx; x++) {
            int32_t patch = draw_count(&species->patch, s->rates.patch[i], &stream);
            float part = pattern == NULL ? 1.0f : mg_clamp_f32(pattern[x], 0.0f, 1.0f);
            int32_t count =
                draw_count(&species->initial, s->rates.initial[i], &stream) + (int32_t)(part * (float)patch + 0.5f);
            row[x] = (uint16_t)mg_min_i32(count, MG_LARGEST_COUNT);
        }
    }
}

uint64_t mg_stochastic_steps(const MgStochastic *s) { return s->steps; }
uint64_t mg_stochastic_events(const MgStochastic *s) { return s->fired; }

// ---- stepping

static void run_tasks(void *context, int32_t begin, int32_t end, int32_t worker) {
    MgStochastic *s = context;
    for (int32_t task = begin; task < end; task++) mg_sweep_task(s, task, &s->scratch[worker]);
}

int32_t mg_stochastic_busy_reaction(const MgStochastic *s) { return s->bad_row >= 0 ? s->busy_reaction : -1; }

bool mg_stochastic_overflowed(const MgStochastic *s, int32_t *x, int32_t *y, int32_t *z, int32_t *species) {
    if (s->bad_row < 0) return false;
    *x = 0, *species = 0, *y = s->bad_row % s->grid.ny, *z = s->bad_row / s->grid.ny;
    if (s->busy_reaction >= 0) {
        *x = s->busy_x;
        return true;
    }
    for (int32_t i = 0; i < s->species_count; i++) {
        const uint16_t *row = mg_counts_row(s, i, *y, *z);
        for (int32_t at = 0; at < s->grid.nx; at++)
            if (row[at] > MG_LARGEST_COUNT) {
                *x = at, *species = i;
                return true;
            }
    }
    return true;
}

static MgStatus refuse_overflow(const MgStochastic *s) {
    int32_t x, y, z, species;
    mg_stochastic_overflowed(s, &x, &y, &z, &species);
    if (s->busy_reaction >= 0)
        return MG_FAIL(
            INVALID_ARGUMENT,
            "reaction %d would fire more than %d times in cell (%d, %d, %d) within step %u: take a smaller dt "
            "or lower rates, then seed anew",
            s->busy_reaction + 1, MG_MAX_CELL_EVENTS, x, y, z, s->steps);
    return MG_FAIL(INVALID_ARGUMENT,
                   "more than %d molecules of species %s near cell (%d, %d, %d) at step %u: take smaller "
                   "cells or lower rates, then seed anew",
                   MG_LARGEST_COUNT, s->network.species[species].id, x, y, z, s->steps);
}

void mg_stochastic_set_cancellation(MgStochastic *s, MgCancellation *cancellation) { s->cancellation = cancellation; }

#define NOTICED_SECONDS 0.05

// Counts are kept before steps that may take long, in the room of what is observed, which a step makes void.
static void keep_counts(MgStochastic *s) {
    const bool is_long = s->step_seconds == 0 || s->step_seconds > NOTICED_SECONDS;
    s->is_kept = is_long && s->cancellation != NULL && s->cancellation->ask != NULL;
    if (!s->is_kept) return;
    memcpy(s->observed, s->counts, (size_t)counts_bytes(&s->grid, &s->network));
    forget_observed(s);
}

// The ghosts of this moment are as they were: a step writes those of the next.
static void take_back(MgStochastic *s) {
    uint16_t *counts = s->observed;
    s->observed = s->counts, s->counts = counts;
    s->step_seconds = 0;
}

// False: it was cut, and taken back.
static bool run_step(MgStochastic *s, MgScheduler *scheduler) {
    const double started = mg_platform_seconds();
    keep_counts(s);
    mg_parallel_for(scheduler, s->task_count, 1, run_tasks, s);
    s->step_seconds = mg_platform_seconds() - started;
    if (!s->is_kept || !mg_was_cut(s->cancellation)) return true;
    take_back(s);
    return false;
}

MgStatus mg_stochastic_step(MgStochastic *s, MgScheduler *scheduler, int32_t count) {
    MG_ASSERT(s->dt > 0.0); // set was called
    MG_ASSERT(mg_scheduler_threads(scheduler) <= s->threads);
    if (count > 0 && s->changing) mg_stochastic_settle(s, scheduler); // a half step is owed at the old rates
    for (int32_t i = 0; i < count && s->bad_row < 0; i++) {
        if (!run_step(s, scheduler)) break;
        for (int32_t task = s->task_count - 1; task >= 0; task--) {
            s->fired += s->results[task].fired;
            if (s->results[task].bad_row < 0) continue;
            s->bad_row = s->results[task].bad_row;
            s->busy_x = s->results[task].busy_x, s->busy_reaction = s->results[task].busy_reaction;
        }
        s->steps++, s->settled = false;
    }
    if (count > 0) forget_observed(s);
    return s->bad_row < 0 ? MG_OK : refuse_overflow(s);
}
