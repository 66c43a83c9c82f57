// Volumes as files: a box of cells and a few named scalars on it, written row by row without a copy.
#ifndef MG_IO_VOLUME_OUT_H
#define MG_IO_VOLUME_OUT_H

#include "grid/grid.h"
#include "io/writer.h"

typedef struct MgVolumeOut {
    const MgGrid *grid;
    double spacing[3], origin[3];
    int32_t array_count;
    const char *names[16];
    void (*row)(const void *context, int32_t array, int32_t y, int32_t z, float *out); // nx floats
    const void *context;
    bool of_a_run; // step, seed and time are its
    uint64_t step, seed;
    double time;
} MgVolumeOut;

MgStatus mg_volume_write_vti(const MgVolumeOut *volume, MgWrite write, void *context);
MgStatus mg_volume_write_npy(const MgVolumeOut *volume, MgWrite write, void *context);
MgStatus mg_volume_write_nrrd(const MgVolumeOut *volume, MgWrite write, void *context);

#endif
