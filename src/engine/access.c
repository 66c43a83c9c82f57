#include "engine/access.h"

#include <stdatomic.h>
#include <string.h>

#include "base/hash.h"

MgStatus mg_state_find_field(const MgModel *model, const char *id, int32_t *out) {
    for (*out = 0; *out < model->field_count; ++*out) {
        if (strcmp(model->fields[*out].id, id) != 0) continue;
        if (model->fields[*out].role != MG_DERIVED) return MG_OK;
        return MG_FAIL(UNKNOWN_NAME, "'%s' of %s exists only within a step; its first field is '%s'", id, model->id,
                       model->fields[0].id);
    }
    return MG_FAIL(UNKNOWN_NAME, "%s has no field '%s'; its first is '%s'", model->id, id, model->fields[0].id);
}

// ---- what is read, and what is saved

void mg_state_observe(const MgEngine *e, int32_t begin, int32_t end) {
    if (e->simulation->kind->observe != NULL) e->simulation->kind->observe(e->simulation, begin, end);
}

void mg_state_observe_all(const MgEngine *e) { mg_state_observe(e, 0, e->run.grid.nz); }

MgMoment mg_state_begin_save(MgEngine *e) {
    const MgSimulationKind *kind = e->simulation->kind;
    return kind->begin_save != NULL ? kind->begin_save(e->simulation) : (MgMoment){ 0 };
}

void mg_state_save_row(const MgEngine *e, int32_t field, int32_t y, int32_t z, float *out) {
    const MgSimulationKind *kind = e->simulation->kind;
    (kind->save_row != NULL ? kind->save_row : kind->read_row)(e->simulation, field, y, z, out);
}

// ---- the hash: a sum over cells, so it does not matter in which order the planes are added

uint64_t mg_state_hash_row(const MgGrid *g, int32_t field, int32_t y, int32_t z, const float *row) {
    uint64_t place =
        (((uint64_t)field * (uint64_t)g->nz + (uint64_t)z) * (uint64_t)g->ny + (uint64_t)y) * (uint64_t)g->nx;
    uint64_t sum = 0;
    for (int32_t x = 0; x < g->nx; x++) sum += mg_hash_cell(place + (uint64_t)x, mg_hash_float_bits(row[x]));
    return sum;
}

typedef struct Hashing {
    const MgEngine *engine;
    _Atomic(uint64_t) sum;
} Hashing;

static void hash_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    Hashing *h = context;
    const MgRun *run = &h->engine->run;
    float row[MG_LARGEST_EXTENT];
    uint64_t sum = 0;
    for (int32_t z = begin; z < end; z++)
        for (int32_t f = 0; f < mg_stored_fields(run->model); f++)
            for (int32_t y = 0; y < run->grid.ny; y++) {
                mg_state_save_row(h->engine, f, y, z, row);
                sum += mg_state_hash_row(&run->grid, f, y, z, row);
            }
    atomic_fetch_add_explicit(&h->sum, sum, memory_order_relaxed);
}

uint64_t mg_state_hash(MgEngine *e) {
    Hashing h = { .engine = e };
    mg_state_begin_save(e);
    mg_parallel_for(e->run.scheduler, e->run.grid.nz, 1, hash_planes, &h);
    return atomic_load_explicit(&h.sum, memory_order_relaxed);
}

// ---- copies

typedef struct Copy {
    const MgEngine *engine;
    int32_t field;
    float *out;
    const float *values;
} Copy;

static void read_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Copy *c = context;
    const MgSimulation *s = c->engine->simulation;
    const MgGrid *g = &c->engine->run.grid;
    for (int32_t z = begin; z < end; z++)
        for (int32_t y = 0; y < g->ny; y++)
            s->kind->read_row(s, c->field, y, z, c->out + ((ptrdiff_t)z * g->ny + y) * g->nx);
}

static void write_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Copy *c = context;
    MgSimulation *s = c->engine->simulation;
    const MgGrid *g = &c->engine->run.grid;
    for (int32_t z = begin; z < end; z++)
        for (int32_t y = 0; y < g->ny; y++)
            s->kind->write_row(s, c->field, y, z, c->values + ((ptrdiff_t)z * g->ny + y) * g->nx);
}

void mg_state_read_field(const MgEngine *e, int32_t field, float *out) {
    Copy copy = { .engine = e, .field = field, .out = out };
    mg_state_observe_all(e);
    mg_parallel_for(e->run.scheduler, e->run.grid.nz, 1, read_planes, &copy);
}

void mg_state_write_field(MgEngine *e, int32_t field, const float *values) {
    Copy copy = { .engine = e, .field = field, .values = values };
    e->simulation->kind->begin_write(e->simulation, field);
    mg_parallel_for(e->run.scheduler, e->run.grid.nz, 1, write_planes, &copy);
    if (e->simulation->kind->finish_write != NULL) e->simulation->kind->finish_write(e->simulation, field);
}

float mg_state_read_cell(const MgEngine *e, int32_t field, int32_t x, int32_t y, int32_t z) {
    float row[MG_LARGEST_EXTENT];
    mg_state_observe(e, z, z + 1);
    e->simulation->kind->read_row(e->simulation, field, y, z, row);
    return row[x];
}
