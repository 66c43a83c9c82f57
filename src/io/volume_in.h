// Volumes that other programs wrote, read from memory: one file a format behind mg_volume_parse. Everything is checked
// against the bytes that are there before memory is taken for it.
#ifndef MG_IO_VOLUME_IN_H
#define MG_IO_VOLUME_IN_H

#include "base/base.h"

struct MgVolume {
    MgVolumeInfo info;
    float *values[MG_MOST_ARRAYS]; // each nx * ny * nz, x fastest
};

// Numbers as they lie in a file.
typedef struct MgElements {
    const uint8_t *bytes;
    size_t count;  // bytes
    char kind;     // 'f' float, 'i' signed, 'u' unsigned
    int32_t width; // bytes of one
    bool big_endian;
} MgElements;

// "<f4" apart: type names of npy, NRRD and VTK all end here. false: no such type.
bool mg_elements_type(MgElements *out, char kind, int32_t width);

// An element as double; index must be inside.
double mg_element(const MgElements *elements, size_t index);

// Makes room for arrays of this box, names "" and spacing 1. INVALID_ARGUMENT for an empty box or one beyond
// MG_LARGEST_EXTENT a side, BAD_FILE where file_bytes cannot hold it (bytes_per_value: the least a value takes in the
// file, times 1032 where it is compressed).
MgStatus mg_volume_create(const int64_t extent[3], int32_t array_count, uint64_t most_values, MgVolume **out);

// Fills an array from elements at first + x * stride[0] + y * stride[1] + z * stride[2]; BAD_FILE for a value that is
// not finite.
MgStatus mg_volume_fill(MgVolume *volume, int32_t array, const MgElements *elements, size_t first,
                        const size_t stride[3]);

void mg_volume_name(MgVolume *volume, int32_t array, const char *name, size_t length); // cut where it is too long

MgStatus mg_read_npy(const uint8_t *bytes, size_t count, MgVolume **out);
MgStatus mg_read_nrrd(const uint8_t *bytes, size_t count, MgVolume **out);
MgStatus mg_read_vti(const uint8_t *bytes, size_t count, MgVolume **out);

#endif
