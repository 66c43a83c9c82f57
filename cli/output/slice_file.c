#include "output/slice_file.h"

#include <inttypes.h>
#include <stdlib.h>

#include "files/files.h"
#include "output/output_file.h"

int write_slice(const RunOptions *o, const Slice *slice, MgRange range, const char *text, const char *path) {
    Image image;
    int reason;
    if (!make_image(slice->width, slice->height, path, &image)) return EXIT_FAILURE;
    paint_slice(slice, range, 0, 0, &image);
    bool written = write_png(&image, text, path, &reason);
    free_image(&image);
    if (!written) return cannot_write(path, reason);
    report_written(o, path);
    return EXIT_SUCCESS;
}

int write_image(const RunOptions *o, MgEngine *engine, const char *path) {
    const MgKeyframe *k = mg_engine_publish(engine);
    char text[256];
    Slice slice = { 0 };
    snprintf(text, sizeof text, "%s of %dx%dx%d cells, step %" PRIu64 ", time %g, slice %c=%g, colours %g..%g",
             mg_engine_view(engine), k->nx, k->ny, k->nz, k->step, k->time, o->slice_axis, o->slice_at,
             (double)k->range.min, (double)k->range.max);
    if (!slice_keyframe(k, o->slice_axis, o->slice_at, &slice)) return EXIT_FAILURE;
    int code = write_slice(o, &slice, k->range, text, path);
    free(slice.values);
    return code;
}
