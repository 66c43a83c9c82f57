// VTKHDF: VTK's image data in an HDF5 file, which reads in parts and in parallel where a .vti is read whole.
#ifndef MORPHOGEN_CLI_VTKHDF_H
#define MORPHOGEN_CLI_VTKHDF_H

#include "files/files.h"

#define MAX_HDF_ARRAYS 17

typedef struct HdfVolume {
    int32_t nx, ny, nz;
    double spacing[3], origin[3];
    int32_t array_count;
    const char *names[MAX_HDF_ARRAYS];
    bool (*read)(const void *context, int32_t array, float *out); // nx * ny * nz, x fastest; false: it cannot be read
    const void *context;
} HdfVolume;

bool write_hdf_volume(const HdfVolume *volume,
                      OutFile *file); // into file->part, which is open. false: reason tells why

#endif
