// VTKHDF: VTK image data in an HDF5 file, which can be read in parts and in parallel, unlike a .vti.
#ifndef MORPHOGEN_CLI_VTKHDF_H
#define MORPHOGEN_CLI_VTKHDF_H

#include "files/files.h"

#define MAX_HDF_ARRAYS 17

typedef struct HdfVolume {
    int32_t nx, ny, nz;
    double spacing[3], origin[3];
    int32_t array_count;
    const char *names[MAX_HDF_ARRAYS];
    bool (*read)(const void *context, int32_t array, float *out); // nx * ny * nz, x fastest; false: read error
    const void *context;
} HdfVolume;

bool write_hdf_volume(const HdfVolume *volume,
                      OutFile *file); // into file->part, which is open. false: file->reason is set

#endif
