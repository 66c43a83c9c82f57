// Snapshots: what a run is, packed in tagged sections (io/sections.h).
//
//     META  entries: version, model, extents, boundaries, dx, seed, seeding, steps, time, view, hash
//     PARM  entries: every parameter of the model by its name, and of its seedings as "perlin.frequency"
//     NETW  only where the model is a network of a person's own: its text
//     FELD  one for each field, numbered: its id (32 bytes, padded with 0), the kind of its values (u32, 1: float32), 0 u32,
//           then the values, x fastest
//
// An entry is: kind u8, length of the name u8, bytes of the value u16, name, value. Kinds: 'u' u64, 'd' double, 's' text.
// A name that is not known is refused, for it might change the run; a parameter that is missing keeps its initial value,
// so that a model may learn new ones.
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/text.h"
#include "engine/config.h"
#include "engine/engine.h"
#include "io/bytes.h"
#include "io/sections.h"
#include "model/registry.h"

#define FIELD_NAME_BYTES 32
#define FIELD_HEADER_BYTES (FIELD_NAME_BYTES + 8)
#define FLOAT32 1
#define ENTRY_HEADER_BYTES 4
#define SECTIONS_BEFORE_FIELDS 2

// ---- what there is to tell: the one list of entries, walked once to count bytes and once to write them

typedef struct Entry {
    char kind;
    const char *seeding, *name;      // "seeding.name", or the name alone where seeding is NULL
    uint64_t bits;                   // 'u', 'd'
    const char *text;                // 's'
} Entry;

typedef void (*VisitEntry)(void *context, const Entry *entry);

static void visit_text(VisitEntry visit, void *context, const char *name, const char *text) {
    visit(context, &(Entry){ .kind = 's', .name = name, .text = text });
}

static void visit_whole(VisitEntry visit, void *context, const char *name, uint64_t value) {
    visit(context, &(Entry){ .kind = 'u', .name = name, .bits = value });
}

static void visit_real(VisitEntry visit, void *context, const char *seeding, const char *name, double value) {
    visit(context, &(Entry){ .kind = 'd', .seeding = seeding, .name = name, .bits = mg_double_bits(value) });
}

static void for_each_meta(const MgRun *run, uint64_t hash, VisitEntry visit, void *context) {
    visit_text(visit, context, "version", mg_version());
    visit_text(visit, context, "model", run->model->id);
    visit_whole(visit, context, "nx", (uint64_t)run->grid.nx);
    visit_whole(visit, context, "ny", (uint64_t)run->grid.ny);
    visit_whole(visit, context, "nz", (uint64_t)run->grid.nz);
    visit_whole(visit, context, "boundary.x", (uint64_t)run->grid.boundary[0]);
    visit_whole(visit, context, "boundary.y", (uint64_t)run->grid.boundary[1]);
    visit_whole(visit, context, "boundary.z", (uint64_t)run->grid.boundary[2]);
    visit_real(visit, context, NULL, "dx", run->grid.dx);
    visit_whole(visit, context, "seed", run->seed);
    visit_text(visit, context, "seeding", run->model->seedings[run->seeding].id);
    visit_whole(visit, context, "steps", run->steps);
    visit_real(visit, context, NULL, "time", run->time);
    visit_text(visit, context, "view", run->model->views[run->view].id);
    visit_whole(visit, context, "hash", hash);
}

static void for_each_parameter(const MgRun *run, VisitEntry visit, void *context) {
    for (int32_t i = 0; i < run->params.count; i++)
        visit_real(visit, context, NULL, run->params.table[i].id, run->params.values[i]);
    for (int32_t s = 0; s < run->model->seeding_count; s++) {
        const MgParams *params = &run->seeding_params[s];
        for (int32_t i = 0; i < params->count; i++)
            visit_real(visit, context, run->model->seedings[s].id, params->table[i].id, params->values[i]);
    }
}

static size_t name_bytes(const Entry *e) { return strlen(e->name) + (e->seeding != NULL ? strlen(e->seeding) + 1 : 0); }
static size_t value_bytes(const Entry *e) { return e->kind == 's' ? strlen(e->text) : 8; }

static void count_entry(void *context, const Entry *e) {
    MG_ASSERT(name_bytes(e) < MG_SNAPSHOT_NAME_BYTES && value_bytes(e) < MG_SNAPSHOT_NAME_BYTES);
    *(uint64_t *)context += ENTRY_HEADER_BYTES + name_bytes(e) + value_bytes(e);
}

static void write_entry(void *context, const Entry *e) {
    MgWriter *w = context;
    uint8_t header[ENTRY_HEADER_BYTES] = { (uint8_t)e->kind, (uint8_t)name_bytes(e) };
    mg_put_u16(header + 2, (uint16_t)value_bytes(e));
    mg_writer_bytes(w, header, sizeof header);
    if (e->seeding != NULL) mg_writer_text(w, e->seeding), mg_writer_text(w, ".");
    mg_writer_text(w, e->name);
    if (e->kind == 's') mg_writer_text(w, e->text);
    else mg_writer_u64(w, e->bits);
}

// ---- saving

static uint64_t field_bytes(const MgGrid *grid) {
    return FIELD_HEADER_BYTES + (uint64_t)mg_grid_cells(grid) * sizeof(float);
}

static void write_field(MgSectionsOut *out, const MgEngine *e, int32_t field) {
    const MgGrid *g = &e->run.grid;
    char name[FIELD_NAME_BYTES] = { 0 };
    float row[MG_LARGEST_EXTENT];
    MG_ASSERT(strlen(e->run.model->fields[field].id) < sizeof name);
    memcpy(name, e->run.model->fields[field].id, strlen(e->run.model->fields[field].id));
    mg_section_open(out, "FELD", (uint32_t)field, field_bytes(g));
    mg_writer_bytes(&out->writer, name, sizeof name);
    mg_writer_u32(&out->writer, FLOAT32);
    mg_writer_u32(&out->writer, 0);
    for (int32_t z = 0; z < g->nz && !out->writer.failed; z++)
        for (int32_t y = 0; y < g->ny; y++) {
            e->simulation->kind->save_row(e->simulation, field, y, z, row);
            mg_writer_floats(&out->writer, row, (size_t)g->nx);
        }
    if (!out->writer.failed) mg_section_close(out);
}

static void write_network(MgSectionsOut *out, const char *text) {
    mg_section_open(out, "NETW", 0, strlen(text));
    mg_writer_text(&out->writer, text);
    mg_section_close(out);
}

MgStatus mg_engine_save(MgEngine *e, MgWrite write, void *context) {
    const MgRun *run = &e->run;
    const char *network = e->own_model != NULL ? run->model->network : NULL;
    uint64_t hash = mg_engine_hash(e), meta_bytes = 0, param_bytes = 0;
    int32_t fields = run->model->field_count;
    for_each_meta(run, hash, count_entry, &meta_bytes);
    for_each_parameter(run, count_entry, &param_bytes);
    MgSectionsOut out;
    mg_sections_out(&out, write, context, SECTIONS_BEFORE_FIELDS + (network != NULL) + fields,
                    meta_bytes + param_bytes + (network != NULL ? strlen(network) : 0) +
                        (uint64_t)fields * field_bytes(&run->grid));
    mg_section_open(&out, "META", 0, meta_bytes);
    for_each_meta(run, hash, write_entry, &out.writer);
    mg_section_close(&out);
    mg_section_open(&out, "PARM", 0, param_bytes);
    for_each_parameter(run, write_entry, &out.writer);
    mg_section_close(&out);
    if (network != NULL) write_network(&out, network);
    for (int32_t f = 0; f < fields && !out.writer.failed; f++) write_field(&out, e, f);
    return mg_sections_finish(&out);
}

// ---- reading entries

typedef struct EntryIn {
    char kind;
    char name[MG_SNAPSHOT_NAME_BYTES];
    char text[MG_SNAPSHOT_NAME_BYTES];        // of 's', and of others the bytes
    uint64_t bits;
} EntryIn;

static bool is_printable(const char *text) {
    for (; *text != 0; text++)
        if (*text < 0x20 || *text > 0x7e) return false;
    return true;
}

static MgStatus read_entry(MgSectionsIn *in, EntryIn *out) {
    uint8_t header[ENTRY_HEADER_BYTES];
    memset(out, 0, sizeof *out);
    MG_TRY(mg_section_read(in, header, sizeof header));
    size_t name = header[1], value = mg_get_u16(header + 2);
    out->kind = (char)header[0];
    if (name >= MG_SNAPSHOT_NAME_BYTES || value >= MG_SNAPSHOT_NAME_BYTES)
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: an entry of section '%s' is too long", in->tag);
    MG_TRY(mg_section_read(in, out->name, name));
    MG_TRY(mg_section_read(in, out->text, value));
    if (strlen(out->name) != name || !is_printable(out->name))
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: an entry of section '%s' has no proper name", in->tag);
    if (out->kind == 's' ? strlen(out->text) != value || !is_printable(out->text) : value != 8)
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: the value of '%s' is none", out->name);
    if (out->kind != 's') out->bits = mg_get_u64((const uint8_t *)out->text);
    return MG_OK;
}

// Where an entry of META goes: one row for each name that for_each_meta tells.
typedef struct Slot {
    const char *name;
    char kind;
    void *to;                        // char[MG_SNAPSHOT_NAME_BYTES], uint64_t or double
} Slot;

#define META_COUNT 15

typedef struct Meta { uint64_t extent[3], boundary[3]; } Meta;

static MgStatus read_meta(MgSectionsIn *in, const Slot slots[META_COUNT]) {
    uint32_t seen = 0;
    while (in->payload_left > 0) {
        EntryIn entry;
        MG_TRY(read_entry(in, &entry));
        int32_t i = 0;
        while (i < META_COUNT && (strcmp(slots[i].name, entry.name) != 0 || slots[i].kind != entry.kind)) i++;
        if (i == META_COUNT)
            return MG_FAIL(BAD_FILE, "the snapshot tells '%s', which this program (%s) does not know; take a newer one",
                           entry.name, mg_version());
        if (entry.kind == 's') memcpy(slots[i].to, entry.text, MG_SNAPSHOT_NAME_BYTES);
        else memcpy(slots[i].to, &entry.bits, sizeof entry.bits);
        seen |= 1u << i;
    }
    for (int32_t i = 0; i < META_COUNT; i++)
        if (!(seen & 1u << i)) return MG_FAIL(BAD_FILE, "the snapshot does not tell its %s", slots[i].name);
    return MG_OK;
}

static MgStatus take_meta(const Meta *meta, MgSnapshotInfo *out) {
    int32_t *const extents[3] = { &out->nx, &out->ny, &out->nz };
    for (int32_t axis = 0; axis < 3; axis++) {
        if (meta->extent[axis] < MG_SMALLEST_EXTENT || meta->extent[axis] > MG_LARGEST_EXTENT)
            return MG_FAIL(BAD_FILE, "the snapshot tells of %u cells along an axis, outside %d..%d", meta->extent[axis],
                           MG_SMALLEST_EXTENT, MG_LARGEST_EXTENT);
        if (meta->boundary[axis] > MG_NO_FLUX)
            return MG_FAIL(BAD_FILE, "the snapshot tells of a boundary %u, which there is not", meta->boundary[axis]);
        *extents[axis] = (int32_t)meta->extent[axis];
        out->boundary[axis] = (MgBoundary)meta->boundary[axis];
    }
    return MG_OK;
}

static MgStatus read_parameters(MgSectionsIn *in, MgSnapshotInfo *out) {
    while (in->payload_left > 0) {
        EntryIn entry;
        MG_TRY(read_entry(in, &entry));
        if (entry.kind != 'd' || out->parameter_count == MG_MOST_SNAPSHOT_PARAMETERS)
            return MG_FAIL(BAD_FILE, "the snapshot's parameter '%s' is none", entry.name);
        MgSnapshotParameter *p = &out->parameters[out->parameter_count++];
        memcpy(p->name, entry.name, sizeof p->name);
        p->value = mg_double_of(entry.bits);
    }
    return MG_OK;
}

// The next section that is not of the kind one may skip.
static MgStatus open_section(MgSectionsIn *in, const char *tag, uint32_t number) {
    for (;;) {
        if (in->sections_left == 0) return MG_FAIL(BAD_FILE, "the snapshot has no section '%s' %u", tag, (uint64_t)number);
        MG_TRY(mg_section_next(in));
        if (strcmp(in->tag, tag) == 0 && in->number == number) return MG_OK;
        bool may_skip = in->tag[0] >= 'a' && in->tag[0] <= 'z';
        if (!may_skip)
            return MG_FAIL(BAD_FILE, "the snapshot has section '%s' where '%s' %u should be", in->tag, tag, (uint64_t)number);
        MG_TRY(mg_section_check(in));
    }
}

static MgStatus read_info(MgSectionsIn *in, MgSnapshotInfo *out) {
    Meta meta;
    const Slot slots[META_COUNT] = {
        { "version", 's', out->version },     { "model", 's', out->model },         { "seeding", 's', out->seeding },
        { "view", 's', out->view },           { "nx", 'u', &meta.extent[0] },       { "ny", 'u', &meta.extent[1] },
        { "nz", 'u', &meta.extent[2] },       { "boundary.x", 'u', &meta.boundary[0] },
        { "boundary.y", 'u', &meta.boundary[1] }, { "boundary.z", 'u', &meta.boundary[2] },
        { "dx", 'd', &out->dx },              { "time", 'd', &out->time },          { "seed", 'u', &out->seed },
        { "steps", 'u', &out->steps },        { "hash", 'u', &out->hash },
    };
    MG_TRY(open_section(in, "META", 0));
    MG_TRY(read_meta(in, slots));
    MG_TRY(mg_section_check(in));
    MG_TRY(take_meta(&meta, out));
    MG_TRY(open_section(in, "PARM", 0));
    MG_TRY(read_parameters(in, out));
    return mg_section_check(in);
}

// Before any memory is taken: the fields must be there. What may be skipped comes on top.
// How many fields a network has is known only from its text: at least one.
static MgStatus check_room(const MgSectionsIn *in, const MgSnapshotInfo *info, const MgModel *model) {
    uint64_t cells = (uint64_t)info->nx * (uint64_t)info->ny * (uint64_t)info->nz;
    uint64_t fields = model != NULL ? (uint64_t)model->field_count : 1;
    if (in->file_left >= fields * (MG_SECTION_EXTRA_BYTES + FIELD_HEADER_BYTES + cells * sizeof(float))) return MG_OK;
    return MG_FAIL(BAD_FILE, "the snapshot is damaged: %u fields of %dx%dx%d cells do not fit in it", fields, info->nx,
                   info->ny, info->nz);
}

static MgStatus start_reading(MgSectionsIn *in, MgRead read, void *context, uint64_t file_bytes, MgSnapshotInfo *info) {
    memset(info, 0, sizeof *info);
    MG_TRY(mg_sections_in(in, read, context, file_bytes));
    MG_TRY(read_info(in, info));
    return check_room(in, info, mg_model_find(info->model));
}

MgStatus mg_snapshot_info(MgRead read, void *context, uint64_t file_bytes, MgSnapshotInfo *out) {
    MgSectionsIn in;
    MgStatus status = start_reading(&in, read, context, file_bytes, out);
    if (status != MG_OK) memset(out, 0, sizeof *out);
    return status;
}

// ---- loading

// What a well-formed snapshot asks for and this program does not have; the sentence is the refused call's own.
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

// hash NULL: into the engine. Else the engine is only looked at, and the hash of what is read is added.
static MgStatus load_field(MgSectionsIn *in, MgEngine *e, int32_t field, uint64_t *hash) {
    const MgGrid *g = &e->run.grid;
    uint8_t header[FIELD_HEADER_BYTES], bytes[4 * MG_LARGEST_EXTENT];
    float row[MG_LARGEST_EXTENT];
    const char *id = e->run.model->fields[field].id;
    MG_TRY(open_section(in, "FELD", (uint32_t)field));
    if (in->payload_left != field_bytes(g))
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: field %s has %u bytes, not %u", id, in->payload_left, field_bytes(g));
    MG_TRY(mg_section_read(in, header, sizeof header));
    if (header[FIELD_NAME_BYTES - 1] != 0 || strcmp((const char *)header, id) != 0 ||
        mg_get_u32(header + FIELD_NAME_BYTES) != FLOAT32)
        return MG_FAIL(BAD_FILE, "the snapshot's field %d is not %s in single precision", field, id);
    for (int32_t z = 0; z < g->nz; z++)
        for (int32_t y = 0; y < g->ny; y++) {
            MG_TRY(mg_section_read(in, bytes, (size_t)g->nx * sizeof(float)));
            for (int32_t x = 0; x < g->nx; x++) row[x] = mg_float_of(mg_get_u32(bytes + 4 * x));
            uint64_t place = (((uint64_t)field * (uint64_t)g->nz + (uint64_t)z) * (uint64_t)g->ny + (uint64_t)y) * (uint64_t)g->nx;
            if (hash == NULL) e->simulation->kind->load_row(e->simulation, field, y, z, row);
            for (int32_t x = 0; x < g->nx && hash != NULL; x++) *hash += mg_hash_cell(place + (uint64_t)x, mg_hash_float_bits(row[x]));
        }
    return mg_section_check(in);
}

static MgStatus read_rest(MgSectionsIn *in) {
    while (in->sections_left > 0) {                          // what may be skipped, but not unseen
        MG_TRY(mg_section_next(in));
        MG_TRY(mg_section_check(in));
    }
    if (in->file_left == 0) return MG_OK;
    return MG_FAIL(BAD_FILE, "the snapshot has %u bytes behind its last section", in->file_left);
}

static MgStatus check_hash(const MgSnapshotInfo *info, uint64_t hash) {
    if (hash == info->hash) return MG_OK;
    return MG_FAIL(BAD_FILE, "the snapshot's state has hash %x and should have %x", hash, info->hash);
}

static MgStatus restore_state(MgSectionsIn *in, MgEngine *e, const MgSnapshotInfo *info) {
    MG_TRY(restore_settings(e, info));
    e->run.seed = info->seed, e->run.steps = info->steps, e->run.time = info->time;
    for (int32_t f = 0; f < e->run.model->field_count; f++) MG_TRY(load_field(in, e, f, NULL));
    MG_TRY(read_rest(in));
    e->simulation->kind->loaded(e->simulation);
    return check_hash(info, mg_engine_hash(e));
}

// *text is the caller's to free; NULL where the snapshot is of a model of this program.
static MgStatus read_network(MgSectionsIn *in, const MgSnapshotInfo *info, char **text) {
    *text = NULL;
    if (strcmp(info->model, MG_NETWORK_MODEL_ID) != 0) return MG_OK;
    MG_TRY(open_section(in, "NETW", 0));
    if (in->payload_left > MG_LARGEST_NETWORK_BYTES || in->payload_left > in->file_left)
        return MG_FAIL(BAD_FILE, "the snapshot is damaged: a network of %u bytes", in->payload_left);
    size_t length = (size_t)in->payload_left;
    *text = mg_allocate_cleared(length + 1);
    if (*text == NULL) return MG_FAIL(OUT_OF_MEMORY, "no memory for a network of %u bytes", (uint64_t)length);
    MG_TRY(mg_section_read(in, *text, length));
    return mg_section_check(in);
}

static MgStatus create_and_restore(MgSectionsIn *in, const MgSnapshotInfo *info, const MgConfig *config, MgEngine **out) {
    MgEngine *e = NULL;
    MgStatus status = mg_engine_create(config, &e);
    if (status == MG_INVALID_ARGUMENT && config->threads >= 0 && config->threads <= 64) status = MG_BAD_FILE;    // dx
    if (status == MG_UNKNOWN_NAME) status = MG_BAD_FILE;
    if (status == MG_OK) status = restore_state(in, e, info);
    if (status == MG_OK) *out = e;
    else mg_engine_destroy(e);
    return status;
}

MgStatus mg_engine_load(MgRead read, void *context, uint64_t file_bytes, int32_t threads, uint64_t memory_budget_bytes,
                        MgEngine **out) {
    *out = NULL;
    MgSectionsIn in;
    MgSnapshotInfo info;
    char *network;
    MG_TRY(start_reading(&in, read, context, file_bytes, &info));
    MgConfig config = { .model = info.model, .nx = info.nx, .ny = info.ny, .nz = info.nz,
                        .boundary = { info.boundary[0], info.boundary[1], info.boundary[2] }, .dx = info.dx,
                        .seed = info.seed, .threads = threads, .memory_budget_bytes = memory_budget_bytes };
    MgStatus status = read_network(&in, &info, &network);
    config.network = network;
    if (status == MG_OK) status = create_and_restore(&in, &info, &config, out);
    mg_free(network);
    return status;
}

// ---- going back to a snapshot in the same engine: the file is read twice, so that a bad one is refused before anything changes

typedef struct Memory { const uint8_t *next; size_t left; } Memory;

static size_t read_memory(void *context, void *bytes, size_t count) {
    Memory *m = context;
    size_t there = count < m->left ? count : m->left;
    memcpy(bytes, m->next, there);
    m->next += there, m->left -= there;
    return there;
}

static MgStatus check_same_run(const MgEngine *e, const MgSnapshotInfo *info) {
    const MgGrid *g = &e->run.grid;
    bool same = strcmp(info->model, e->run.model->id) == 0 && info->nx == g->nx && info->ny == g->ny && info->nz == g->nz &&
                memcmp(info->boundary, g->boundary, sizeof g->boundary) == 0 && info->dx == g->dx;
    if (same) return MG_OK;
    return MG_FAIL(INVALID_ARGUMENT, "the snapshot is of %dx%dx%d cells of %s, the engine of %dx%dx%d cells of %s: load it instead",
                   info->nx, info->ny, info->nz, info->model, g->nx, g->ny, g->nz, e->run.model->id);
}

static MgStatus open_own(MgSectionsIn *in, Memory *memory, const MgEngine *e, MgSnapshotInfo *info) {
    char *network;
    MG_TRY(start_reading(in, read_memory, memory, memory->left, info));
    MG_TRY(check_same_run(e, info));
    MgStatus status = read_network(in, info, &network);
    if (status == MG_OK && network != NULL && strcmp(network, e->run.model->network) != 0)
        status = MG_FAIL(INVALID_ARGUMENT, "the snapshot is of another network: load it instead");
    mg_free(network);
    return status;
}

static MgStatus check_contents(MgSectionsIn *in, MgEngine *e, const MgSnapshotInfo *info) {
    uint64_t hash = 0;
    for (int32_t f = 0; f < e->run.model->field_count; f++) MG_TRY(load_field(in, e, f, &hash));
    MG_TRY(read_rest(in));
    return check_hash(info, hash);
}

MgStatus mg_engine_restore(MgEngine *e, const void *bytes, size_t count) {
    MgSectionsIn in;
    MgSnapshotInfo info;
    Memory first = { bytes, count }, again = { bytes, count };
    MG_TRY(open_own(&in, &first, e, &info));
    MG_TRY(check_contents(&in, e, &info));
    MG_TRY(open_own(&in, &again, e, &info));
    MgRun before = e->run;
    MgStatus status = restore_state(&in, e, &info);
    if (status == MG_OK) return MG_OK;
    e->run.params = before.params, e->run.seeding = before.seeding, e->run.view = before.view;      // no row was written yet
    memcpy(e->run.seeding_params, before.seeding_params, sizeof before.seeding_params);
    return status;
}
