// The entries of a snapshot, read and checked before memory is allocated for its fields.
#include "engine/snapshot.h"

#include <float.h>
#include <string.h>

#include "base/text.h"
#include "engine/config.h"
#include "grid/border.h"
#include "io/bytes.h"
#include "model/model.h"

// ---- entries

typedef struct EntryIn {
    char kind;
    char name[MG_SNAPSHOT_NAME_BYTES];
    char text[MG_SNAPSHOT_NAME_BYTES]; // of 's', and of others the bytes
    uint64_t bits;
} EntryIn;

static bool is_printable(const char *text) {
    for (; *text != 0; text++)
        if (*text < 0x20 || *text > 0x7e) return false;
    return true;
}

static MgStatus read_entry(MgSectionsIn *in, EntryIn *out) {
    uint8_t header[MG_ENTRY_HEADER_BYTES];
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

// Where an entry of META goes: one row for each name that for_each_meta visits. The last ones may be missing.
typedef struct Slot {
    const char *name;
    char kind;
    void *to; // char[MG_SNAPSHOT_NAME_BYTES], uint64_t or double
} Slot;

#define META_COUNT 17
#define META_NEEDED 15

typedef struct Meta {
    uint64_t extent[3], boundary[3];
} Meta;

static MgStatus read_meta(MgSectionsIn *in, const Slot slots[META_COUNT]) {
    uint32_t seen = 0;
    while (in->payload_left > 0) {
        EntryIn entry;
        MG_TRY(read_entry(in, &entry));
        int32_t i = 0;
        while (i < META_COUNT && (strcmp(slots[i].name, entry.name) != 0 || slots[i].kind != entry.kind)) i++;
        if (i == META_COUNT)
            return MG_FAIL(BAD_FILE,
                           "the snapshot has an entry '%s', which this program (%s) does not know; take a newer one",
                           entry.name, mg_version());
        if (seen & 1u << i) return MG_FAIL(BAD_FILE, "the snapshot has its %s twice", entry.name);
        if (entry.kind == 's') memcpy(slots[i].to, entry.text, MG_SNAPSHOT_NAME_BYTES);
        else memcpy(slots[i].to, &entry.bits, sizeof entry.bits);
        seen |= 1u << i;
    }
    for (int32_t i = 0; i < META_NEEDED; i++)
        if (!(seen & 1u << i)) return MG_FAIL(BAD_FILE, "the snapshot lacks its %s", slots[i].name);
    return MG_OK;
}

static MgStatus take_meta(const Meta *meta, MgSnapshotInfo *out) {
    int32_t *const extents[3] = { &out->nx, &out->ny, &out->nz };
    for (int32_t axis = 0; axis < 3; axis++) {
        if (meta->extent[axis] < MG_SMALLEST_EXTENT || meta->extent[axis] > MG_LARGEST_EXTENT)
            return MG_FAIL(BAD_FILE, "the snapshot has %u cells along an axis, outside %d..%d", meta->extent[axis],
                           MG_SMALLEST_EXTENT, MG_LARGEST_EXTENT);
        if (!mg_border_is_known((int64_t)meta->boundary[axis]))
            return MG_FAIL(BAD_FILE, "the snapshot has a boundary %u, which does not exist", meta->boundary[axis]);
        *extents[axis] = (int32_t)meta->extent[axis];
        out->boundary[axis] = (MgBoundary)meta->boundary[axis];
    }
    return MG_OK;
}

static MgStatus read_parameters(MgSectionsIn *in, MgSnapshotInfo *out) {
    while (in->payload_left > 0) {
        EntryIn entry;
        MG_TRY(read_entry(in, &entry));
        if (entry.kind != 'd' || out->parameter_count == MG_MAX_SNAPSHOT_PARAMETERS)
            return MG_FAIL(BAD_FILE, "the snapshot's parameter '%s' is none", entry.name);
        for (int32_t i = 0; i < out->parameter_count; i++)
            if (strcmp(out->parameters[i].name, entry.name) == 0)
                return MG_FAIL(BAD_FILE, "the snapshot has its parameter '%s' twice", entry.name);
        MgSnapshotParameter *p = &out->parameters[out->parameter_count++];
        memcpy(p->name, entry.name, sizeof p->name);
        p->value = mg_double_of(entry.bits);
    }
    return MG_OK;
}

MgStatus mg_snapshot_section(MgSectionsIn *in, const char *tag, uint32_t number) {
    for (;;) {
        if (in->sections_left == 0)
            return MG_FAIL(BAD_FILE, "the snapshot has no section '%s' %u", tag, (uint64_t)number);
        MG_TRY(mg_section_next(in));
        if (strcmp(in->tag, tag) == 0 && in->number == number) return MG_OK;
        if (!mg_section_may_be_skipped(in))
            return MG_FAIL(BAD_FILE, "the snapshot has section '%s' where '%s' %u should be", in->tag, tag,
                           (uint64_t)number);
        MG_TRY(mg_section_check(in));
    }
}

static MgStatus read_head(MgSectionsIn *in, MgSnapshotHead *head) {
    MgSnapshotInfo *out = &head->info;
    Meta meta;
    const Slot slots[META_COUNT] = {
        { "version", 's', out->version },
        { "model", 's', out->model },
        { "seeding", 's', out->seeding },
        { "view", 's', out->view },
        { "nx", 'u', &meta.extent[0] },
        { "ny", 'u', &meta.extent[1] },
        { "nz", 'u', &meta.extent[2] },
        { "boundary.x", 'u', &meta.boundary[0] },
        { "boundary.y", 'u', &meta.boundary[1] },
        { "boundary.z", 'u', &meta.boundary[2] },
        { "dx", 'd', &out->dx },
        { "time", 'd', &out->time },
        { "seed", 'u', &out->seed },
        { "steps", 'u', &out->steps },
        { "hash", 'u', &out->hash },
        { "origin", 'u', &head->moment.origin },
        { "settled", 'u', &head->moment.settled },
    };
    MG_TRY(mg_snapshot_section(in, "META", 0));
    MG_TRY(read_meta(in, slots));
    MG_TRY(mg_section_check(in));
    MG_TRY(take_meta(&meta, out));
    if (!(out->time >= 0 && out->time <= DBL_MAX))
        return MG_FAIL(BAD_FILE, "the snapshot's time %g is none", out->time);
    if (head->moment.settled > 1)
        return MG_FAIL(BAD_FILE, "the snapshot's 'settled' is %u, neither 0 nor 1", head->moment.settled);
    MG_TRY(mg_snapshot_section(in, "PARM", 0));
    MG_TRY(read_parameters(in, out));
    return mg_section_check(in);
}

// Before any memory is taken: the fields must be there. What may be skipped comes on top.
// How many fields a network has is known only from its text: at least one.
static MgStatus check_room(const MgSectionsIn *in, const MgSnapshotInfo *info, const MgModel *model) {
    uint64_t cells = (uint64_t)info->nx * (uint64_t)info->ny * (uint64_t)info->nz;
    uint64_t fields = model != NULL ? (uint64_t)mg_stored_fields(model) : 1;
    if (in->file_left >= fields * (MG_SECTION_EXTRA_BYTES + MG_FIELD_HEADER_BYTES + cells * sizeof(float)))
        return MG_OK;
    return MG_FAIL(BAD_FILE, "the snapshot is damaged: %u fields of %dx%dx%d cells do not fit in it", fields, info->nx,
                   info->ny, info->nz);
}

MgStatus mg_snapshot_open(MgSectionsIn *in, MgRead read, void *context, uint64_t file_bytes, MgSnapshotHead *out) {
    memset(out, 0, sizeof *out);
    MG_TRY(mg_sections_in(in, read, context, file_bytes));
    MG_TRY(read_head(in, out));
    return check_room(in, &out->info, mg_model_find(out->info.model));
}

MgStatus mg_snapshot_info(MgRead read, void *context, uint64_t file_bytes, MgSnapshotInfo *out) {
    MgSectionsIn in;
    MgSnapshotHead head;
    MgStatus status = mg_snapshot_open(&in, read, context, file_bytes, &head);
    if (status == MG_OK) *out = head.info;
    else memset(out, 0, sizeof *out);
    return status;
}
