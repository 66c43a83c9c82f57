// Volumes that other programs wrote, read from memory: one file a format behind mg_volume_parse. All sizes are checked
// against the bytes present before memory is allocated.
#ifndef MG_IO_VOLUME_IN_H
#define MG_IO_VOLUME_IN_H

#include "base/base.h"
#include "io/scan.h"

struct MgVolume {
    MgVolumeInfo info;
    float *values[MG_MAX_ARRAYS]; // each nx * ny * nz, x fastest
    char *equations;              // what info.equations points at
    uint64_t held_bytes;          // of the process's limit
};

// Numbers as stored in a file.
typedef struct MgElements {
    const uint8_t *bytes;
    size_t count;  // bytes
    char kind;     // 'f' float, 'i' signed, 'u' unsigned
    int32_t width; // bytes of one
    bool big_endian;
} MgElements;

// Sets the type from its parts, "f" and 4 of "<f4", for npy, NRRD and VTK. false: no such type.
bool mg_elements_type(MgElements *out, char kind, int32_t width);

// An element as double; index must be inside.
double mg_element(const MgElements *elements, size_t index);

// Makes room for arrays of this box, names "" and spacing 1. BAD_FILE for an empty box, one beyond MG_LARGEST_EXTENT a
// side, and one of more values than the file can hold (most_values); OVER_BUDGET where the limit on memory does not
// leave room for them and for the scratch_bytes that reading takes.
MgStatus mg_volume_create(const int64_t extent[3], int32_t array_count, uint64_t most_values, uint64_t scratch_bytes,
                          MgVolume **out);

// Adds a sentence to the volume's note; formats as in base/text.h.
void mg_volume_note(MgVolume *volume, const char *format, ...);

// BAD_FILE where bytes are left behind the values: the size of the box may be another.
MgStatus mg_volume_expect_end(uint64_t bytes_left);

// Fills an array from elements at first + x * stride[0] + y * stride[1] + z * stride[2]; BAD_FILE for a value that is
// not finite.
MgStatus mg_volume_fill(MgVolume *volume, int32_t array, const MgElements *elements, size_t first,
                        const size_t stride[3]);

void mg_volume_name(MgVolume *volume, int32_t array, const char *name, size_t length); // cut where it is too long

MgStatus mg_read_npy(const uint8_t *bytes, size_t count, MgVolume **out);
MgStatus mg_read_nrrd(const uint8_t *bytes, size_t count, MgVolume **out);
MgStatus mg_read_vti(const uint8_t *bytes, size_t count, MgVolume **out);

#endif
