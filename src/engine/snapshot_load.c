// Creates an engine from a snapshot, or restores one.
#include "engine/snapshot.h"

#include <string.h>

#include "base/memory.h"
#include "engine/access.h"
#include "engine/config.h"
#include "io/bytes.h"
#include "stochastic/stochastic.h"

// ---- loading

// A valid snapshot that this program cannot run; the message is that of the refused call.
static MgStatus as_bad_file(MgStatus status) { return status == MG_OK ? MG_OK : MG_BAD_FILE; }

static MgStatus restore_settings(MgEngine *e, const MgSnapshotInfo *info) {
    for (int32_t i = 0; i < info->parameter_count; i++)
        MG_TRY(as_bad_file(mg_engine_set(e, info->parameters[i].name, info->parameters[i].value)));
    MG_TRY(as_bad_file(mg_engine_set_view(e, info->view)));
    const MgModel *model = e->run.model;
    for (int32_t i = 0; i < model->seeding_count; i++) {
        if (strcmp(model->seedings[i].id, info->seeding) != 0) continue;
        e->run.seeding = i;
        return MG_OK;
    }
    return MG_FAIL(BAD_FILE, "%s has no seeding '%s', which the snapshot names", model->id, info->seeding);
}

// What load_row would change, and so the hash with it: counts are whole, not negative and not too large.
static MgStatus check_counts(const MgEngine *e, int32_t field, const float *row) {
    for (int32_t x = 0; x < e->run.grid.nx; x++) {
        bool negative = mg_float_bits(row[x]) >> 31 != 0; // -0 too
        bool is_count = !negative && row[x] <= (float)MG_LARGEST_COUNT && row[x] == (float)(int32_t)row[x];
        if (!is_count)
            return MG_FAIL(BAD_FILE, "the snapshot has %g molecules of %s in a cell, not a whole number of 0..%d",
                           (double)row[x], e->run.model->fields[field].id, MG_LARGEST_COUNT);
    }
    return MG_OK;
}

static MgStatus check_field_header(const uint8_t header[MG_FIELD_HEADER_BYTES], const char *id, int32_t field) {
    char name[MG_FIELD_NAME_BYTES] = { 0 };
    memcpy(name, id, strlen(id));
    if (memcmp(header, name, sizeof name) == 0 && mg_get_u32(header + MG_FIELD_NAME_BYTES) == MG_FIELD_FLOAT32 &&
        mg_get_u32(header + MG_FIELD_NAME_BYTES + 4) == 0)
        return MG_OK;
    return MG_FAIL(BAD_FILE, "the snapshot's field %d is not %s in single precision", field, id);
}

// hash NULL: loads into the engine. Else the engine is not changed, and the hash of the rows read is added.
static MgStatus load_field(MgSectionsIn *in, MgEngine *e, int32_t field, uint64_t *hash) {
    const MgGrid *g = &e->run.grid;
    uint8_t header[MG_FIELD_HEADER_BYTES], bytes[4 * MG_LARGEST_EXTENT];
    float row[MG_LARGEST_EXTENT];
    const char *id = e->run.model->fields[field].id;
    MG_TRY(mg_snapshot_section(in, "FELD", (uint32_t)field));
    if (in->payload_left != mg_field_section_bytes(g))
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: field %s has %u bytes, not %u", id, in->payload_left,
                       mg_field_section_bytes(g));
    MG_TRY(mg_section_read(in, header, sizeof header));
    MG_TRY(check_field_header(header, id, field));
    if (hash == NULL) e->simulation->kind->begin_write(e->simulation, field);
    for (int32_t z = 0; z < g->nz; z++)
        for (int32_t y = 0; y < g->ny; y++) {
            MG_TRY(mg_section_read(in, bytes, (size_t)g->nx * sizeof(float)));
            for (int32_t x = 0; x < g->nx; x++) row[x] = mg_float_of(mg_get_u32(bytes + 4 * x));
            if (e->simulation->kind->holds_counts) MG_TRY(check_counts(e, field, row));
            if (hash == NULL) e->simulation->kind->write_row(e->simulation, field, y, z, row);
            else *hash += mg_state_hash_row(g, field, y, z, row);
        }
    return mg_section_check(in);
}

static MgStatus read_rest(MgSectionsIn *in) {
    while (in->sections_left > 0) { // may be skipped, but is checked
        MG_TRY(mg_section_next(in));
        if (!mg_section_may_be_skipped(in))
            return MG_FAIL(BAD_FILE, "the snapshot has section '%s' behind its last field", in->tag);
        MG_TRY(mg_section_check(in));
    }
    if (in->file_left == 0) return MG_OK;
    return MG_FAIL(BAD_FILE, "the snapshot has %u bytes behind its last section", in->file_left);
}

static MgStatus check_moment(const MgEngine *e, MgMoment moment) {
    if (e->simulation->kind->holds_counts || (moment.origin == 0 && moment.settled == 0)) return MG_OK;
    return MG_FAIL(BAD_FILE, "the snapshot has a state of molecules, and %s has none", e->run.model->id);
}

static MgStatus check_hash(const MgSnapshotInfo *info, uint64_t hash) {
    if (hash == info->hash) return MG_OK;
    return MG_FAIL(BAD_FILE, "the snapshot's state has hash %x and should have %x", hash, info->hash);
}

static MgStatus restore_state(MgSectionsIn *in, MgEngine *e, const MgSnapshotHead *head) {
    const MgSnapshotInfo *info = &head->info;
    MG_TRY(check_moment(e, head->moment));
    MG_TRY(restore_settings(e, info));
    e->run.seed = info->seed, e->run.steps = info->steps, e->run.time = info->time;
    for (int32_t f = 0; f < mg_stored_fields(e->run.model); f++) MG_TRY(load_field(in, e, f, NULL));
    MG_TRY(read_rest(in));
    if (e->simulation->kind->finish_load != NULL) e->simulation->kind->finish_load(e->simulation, head->moment);
    return check_hash(info, mg_engine_hash(e));
}

// *text is the caller's to free; NULL where the snapshot is of a model of this program.
static MgStatus read_own_text(MgSectionsIn *in, const MgSnapshotInfo *info, char **text) {
    *text = NULL;
    const char *tag = mg_text_section(info->model);
    if (tag == NULL) return MG_OK;
    MG_TRY(mg_snapshot_section(in, tag, 0));
    if (in->payload_left > MG_LARGEST_TEXT_BYTES || in->payload_left > in->file_left)
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: a text of %u bytes", in->payload_left);
    size_t length = (size_t)in->payload_left;
    *text = mg_allocate_cleared(length + 1);
    if (*text == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for a text of %u bytes", (uint64_t)length);
    MG_TRY(mg_section_read(in, *text, length));
    return mg_section_check(in);
}

static MgStatus create_and_restore(MgSectionsIn *in, const MgSnapshotHead *head, const MgConfig *config,
                                   MgEngine **out) {
    MgEngine *e = NULL;
    MgStatus status = mg_engine_create(config, &e);
    if (status == MG_INVALID_ARGUMENT && config->threads >= 0 && config->threads <= MG_MAX_THREADS)
        status = MG_BAD_FILE; // dx
    if (status == MG_UNKNOWN_NAME) status = MG_BAD_FILE;
    if (status == MG_OK) status = restore_state(in, e, head);
    if (status == MG_OK) *out = e;
    else mg_engine_destroy(e);
    return status;
}

MgStatus mg_engine_load(MgRead read, void *context, uint64_t file_bytes, int32_t threads, uint64_t memory_budget_bytes,
                        MgEngine **out) {
    *out = NULL;
    MgSectionsIn in;
    MgSnapshotHead head;
    char *text;
    MG_TRY(mg_snapshot_open(&in, read, context, file_bytes, &head));
    const MgSnapshotInfo *info = &head.info;
    MgConfig config = { .model = info->model,
                        .nx = info->nx,
                        .ny = info->ny,
                        .nz = info->nz,
                        .boundary = { info->boundary[0], info->boundary[1], info->boundary[2] },
                        .dx = info->dx,
                        .seed = info->seed,
                        .threads = threads,
                        .memory_budget_bytes = memory_budget_bytes };
    MgStatus status = read_own_text(&in, info, &text);
    config.text = text;
    config.unseeded = true;
    if (status == MG_OK) status = create_and_restore(&in, &head, &config, out);
    mg_free(text);
    return status;
}

// ---- going back to a snapshot in the same engine: the file is read twice, so that a bad one is refused before
// anything changes

typedef struct Memory {
    const uint8_t *next;
    size_t left;
} Memory;

static size_t read_memory(void *context, void *bytes, size_t count) {
    Memory *m = context;
    size_t there = count < m->left ? count : m->left;
    memcpy(bytes, m->next, there);
    m->next += there, m->left -= there;
    return there;
}

static MgStatus check_same_run(const MgEngine *e, const MgSnapshotInfo *info) {
    const MgGrid *g = &e->run.grid;
    bool same = strcmp(info->model, e->run.model->id) == 0 && info->nx == g->nx && info->ny == g->ny &&
                info->nz == g->nz && memcmp(info->boundary, g->boundary, sizeof g->boundary) == 0 && info->dx == g->dx;
    if (same) return MG_OK;
    return MG_FAIL(INVALID_ARGUMENT,
                   "the snapshot is of %dx%dx%d cells of %s, the engine of %dx%dx%d cells of %s: load it instead",
                   info->nx, info->ny, info->nz, info->model, g->nx, g->ny, g->nz, e->run.model->id);
}

static MgStatus open_own(MgSectionsIn *in, Memory *memory, const MgEngine *e, MgSnapshotHead *head) {
    char *text;
    MG_TRY(mg_snapshot_open(in, read_memory, memory, memory->left, head));
    MG_TRY(check_same_run(e, &head->info));
    MgStatus status = read_own_text(in, &head->info, &text);
    if (status == MG_OK && text != NULL && strcmp(text, e->run.model->equations) != 0)
        status = MG_FAIL(INVALID_ARGUMENT, "the snapshot is of another text: load it instead");
    mg_free(text);
    return status;
}

static MgStatus check_contents(MgSectionsIn *in, MgEngine *e, const MgSnapshotInfo *info) {
    uint64_t hash = 0;
    for (int32_t f = 0; f < mg_stored_fields(e->run.model); f++) MG_TRY(load_field(in, e, f, &hash));
    MG_TRY(read_rest(in));
    return check_hash(info, hash);
}

MgStatus mg_engine_restore(MgEngine *e, const void *bytes, size_t count) {
    MgSectionsIn in;
    MgSnapshotHead head;
    Memory first = { bytes, count }, again = { bytes, count };
    MG_TRY(open_own(&in, &first, e, &head));
    MG_TRY(check_contents(&in, e, &head.info));
    MG_TRY(open_own(&in, &again, e, &head));
    MgRun before = e->run;
    MgStatus status = restore_state(&in, e, &head);
    if (status == MG_OK) return MG_OK;
    e->run.params = before.params, e->run.seeding = before.seeding, e->run.view = before.view; // no row was written yet
    memcpy(e->run.seeding_params, before.seeding_params, sizeof before.seeding_params);
    return status;
}
