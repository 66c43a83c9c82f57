#define _POSIX_C_SOURCE 200809L
#include "output/outputs.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "files/files.h"
#include "files/large_memory.h"
#include "files/series.h"
#include "output/image.h"
#include "output/mesh_file.h"
#include "output/slice_file.h"
#include "output/volume_file.h"

static bool numbered(const char *path, int64_t step, char out[MAX_PATH_BYTES]) {
    const char *dot = strrchr(path, '.');
    int count = step < 0 ? snprintf(out, MAX_PATH_BYTES, "%s", path)
                         : snprintf(out, MAX_PATH_BYTES, "%.*s-%09" PRId64 "%s", (int)(dot - path), path, step, dot);
    return count < MAX_PATH_BYTES;
}

static int write_surface(const RunOptions *o, MgEngine *engine, const char *path, bool *any) {
    MeshCounts counts = { 0 };
    int code = write_mesh(o, engine, path, &(MeshSource){ mg_engine_view(engine), 0 }, &counts);
    *any = counts.any;
    return code;
}

static int write_output(const RunOptions *o, MgEngine *engine, const char *pattern, OutputTime at) {
    char path[MAX_PATH_BYTES];
    bool any = true;
    if (!numbered(pattern, at.step, path)) return cannot_write(pattern, ENAMETOOLONG);
    bool there = at.only_missing && access(path, F_OK) == 0;
    int code = there                  ? EXIT_SUCCESS
               : pattern == o->volume ? write_volume(o, engine, path)
               : pattern == o->mesh   ? write_surface(o, engine, path, &any)
                                      : write_image(o, engine, path);
    if (code != EXIT_SUCCESS || !any || at.step < 0 || !has_series(path)) return code;
    return series_add(pattern, path, at.step, mg_engine_time(engine), !at.first);
}

int check_series(const RunOptions *o) {
    const char *const patterns[] = { o->volume, o->mesh };
    int code = EXIT_SUCCESS;
    for (int i = 0; i < 2 && o->every > 0; i++)
        if (patterns[i] != NULL && has_series(patterns[i]) && series_check(patterns[i]) != EXIT_SUCCESS)
            code = EXIT_FAILURE;
    return code;
}

int check_output_memory(const RunOptions *o, MgEngine *engine) {
    const MgKeyframe *k = mg_engine_publish(engine);
    const int32_t width = o->slice_axis == 'x' ? k->ny : k->nx, height = o->slice_axis == 'z' ? k->ny : k->nz;
    const uint64_t image = slice_bytes(width, height) + image_bytes(width, height),
                   array = (uint64_t)k->nx * (uint64_t)k->ny * (uint64_t)k->nz * sizeof(float);
    bool fits = o->image == NULL || fits_in_memory(image, o->image);
    if (o->volume != NULL && ends_with(o->volume, ".vtkhdf")) fits = fits_in_memory(array, o->volume) && fits;
    return fits ? EXIT_SUCCESS : EXIT_FAILURE;
}

int write_outputs(const RunOptions *o, MgEngine *engine, OutputTime at) {
    const char *const patterns[] = { o->volume, o->mesh, o->image };
    int code = EXIT_SUCCESS;
    for (int i = 0; i < 3; i++) {
        int written = patterns[i] != NULL ? write_output(o, engine, patterns[i], at) : EXIT_SUCCESS;
        if (written != EXIT_SUCCESS) code = written;
    }
    return code;
}
