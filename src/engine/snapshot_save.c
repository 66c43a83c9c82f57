// Writes a snapshot: the entries that describe the run, then its fields, in the format of engine/snapshot.h.
#include "engine/snapshot.h"

#include <string.h>

#include "base/text.h"
#include "engine/access.h"
#include "io/bytes.h"

#define SECTIONS_BEFORE_FIELDS 2

// ---- what META holds: the one list of entries, walked once to count bytes and once to write them

typedef struct Entry {
    char kind;
    const char *seeding, *name; // "seeding.name", or the name alone where seeding is NULL
    uint64_t bits;              // 'u', 'd'
    const char *text;           // 's'
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

// Zeros are not written, as in files from before the entry existed.
static void for_each_meta(const MgRun *run, uint64_t hash, MgMoment moment, VisitEntry visit, void *context) {
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
    if (moment.origin != 0) visit_whole(visit, context, "origin", moment.origin);
    if (moment.settled != 0) visit_whole(visit, context, "settled", moment.settled);
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
    *(uint64_t *)context += MG_ENTRY_HEADER_BYTES + name_bytes(e) + value_bytes(e);
}

static void write_entry(void *context, const Entry *e) {
    MgWriter *w = context;
    uint8_t header[MG_ENTRY_HEADER_BYTES] = { (uint8_t)e->kind, (uint8_t)name_bytes(e) };
    mg_put_u16(header + 2, (uint16_t)value_bytes(e));
    mg_writer_bytes(w, header, sizeof header);
    if (e->seeding != NULL) mg_writer_text(w, e->seeding), mg_writer_text(w, ".");
    mg_writer_text(w, e->name);
    if (e->kind == 's') mg_writer_text(w, e->text);
    else mg_writer_u64(w, e->bits);
}

// ---- saving

static void write_field(MgSectionsOut *out, const MgEngine *e, int32_t field) {
    const MgGrid *g = &e->run.grid;
    char name[MG_FIELD_NAME_BYTES] = { 0 };
    float row[MG_LARGEST_EXTENT];
    MG_ASSERT(strlen(e->run.model->fields[field].id) < sizeof name);
    memcpy(name, e->run.model->fields[field].id, strlen(e->run.model->fields[field].id));
    mg_section_open(out, "FELD", (uint32_t)field, mg_field_section_bytes(g));
    mg_writer_bytes(&out->writer, name, sizeof name);
    mg_writer_u32(&out->writer, MG_FIELD_FLOAT32);
    mg_writer_u32(&out->writer, 0);
    for (int32_t z = 0; z < g->nz && !out->writer.failed; z++)
        for (int32_t y = 0; y < g->ny; y++) {
            mg_state_save_row(e, field, y, z, row);
            mg_writer_floats(&out->writer, row, (size_t)g->nx);
        }
    if (!out->writer.failed) mg_section_close(out);
}

static void write_text(MgSectionsOut *out, const char *tag, const char *text) {
    mg_section_open(out, tag, 0, strlen(text));
    mg_writer_text(&out->writer, text);
    mg_section_close(out);
}

MgStatus mg_engine_save(MgEngine *e, MgWrite write, void *context) {
    const MgRun *run = &e->run;
    const char *tag = mg_text_section(run->model->id), *own = tag != NULL ? run->model->equations : NULL;
    uint64_t hash = mg_engine_hash(e), meta_bytes = 0, param_bytes = 0;
    const MgMoment moment = mg_state_begin_save(e);
    int32_t fields = mg_stored_fields(run->model);
    for_each_meta(run, hash, moment, count_entry, &meta_bytes);
    for_each_parameter(run, count_entry, &param_bytes);
    MgSectionsOut out;
    mg_sections_out(&out, write, context, SECTIONS_BEFORE_FIELDS + (own != NULL) + fields,
                    meta_bytes + param_bytes + (own != NULL ? strlen(own) : 0) +
                        (uint64_t)fields * mg_field_section_bytes(&run->grid));
    mg_section_open(&out, "META", 0, meta_bytes);
    for_each_meta(run, hash, moment, write_entry, &out.writer);
    mg_section_close(&out);
    mg_section_open(&out, "PARM", 0, param_bytes);
    for_each_parameter(run, write_entry, &out.writer);
    mg_section_close(&out);
    if (own != NULL) write_text(&out, tag, own);
    for (int32_t f = 0; f < fields && !out.writer.failed; f++) write_field(&out, e, f);
    return mg_sections_finish(&out);
}
