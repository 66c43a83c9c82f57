// The snapshot format, and what saving, reading and loading share.
//
//     META  entries: version, model, extents, boundaries, dx, seed, seeding, steps, time, view, hash; of molecules that
//           were written, painted, or whose rates changed after the last step, also origin and settled where not 0
//     PARM  entries: every parameter of the model by its name, and of its seedings as "perlin.frequency"
//     NETW  only where the model is a network of a person's own: its text
//     EQNS  the same of equations
//     FELD  one for each field, numbered: its id (32 bytes, padded with 0), the kind of its values (u32, 1: float32),
//           0 u32, then the values, x fastest
//
// An entry is: kind u8, length of the name u8, bytes of the value u16, name, value. Kinds: 'u' u64, 'd' double, 's'
// text. An unknown name is refused, since it might change the run; a missing parameter keeps its initial value, so that
// a model may get new ones.
#ifndef MG_ENGINE_SNAPSHOT_H
#define MG_ENGINE_SNAPSHOT_H

#include "engine/internal.h"
#include "io/sections.h"

#define MG_FIELD_NAME_BYTES 32
#define MG_FIELD_HEADER_BYTES (MG_FIELD_NAME_BYTES + 8)
#define MG_FIELD_FLOAT32 1
#define MG_ENTRY_HEADER_BYTES 4

// Of the section of one field, its header included.
static inline uint64_t mg_field_section_bytes(const MgGrid *grid) {
    return MG_FIELD_HEADER_BYTES + (uint64_t)mg_grid_cells(grid) * sizeof(float);
}

// The header: everything before the network and the fields.
typedef struct MgSnapshotHead {
    MgSnapshotInfo info;
    MgMoment moment;
} MgSnapshotHead;

// Opens the file and reads its head; BAD_FILE when the fields cannot be in it.
MgStatus mg_snapshot_open(MgSectionsIn *in, MgRead read, void *context, uint64_t file_bytes, MgSnapshotHead *out);

// The next section, which must be this one; others are skipped if their tag allows it.
MgStatus mg_snapshot_section(MgSectionsIn *in, const char *tag, uint32_t number);

#endif
