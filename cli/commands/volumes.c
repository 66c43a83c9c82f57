#include "commands/volumes.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "files/files.h"
#include "files/read_volume.h"
#include "files/vtkhdf.h"
#include "options/volume_start.h"
#include "output/mesh_file.h"
#include "output/output_file.h"
#include "output/slice_file.h"
#include "terminal/json_memory.h"

bool is_volume(const char *path) {
    char first[4] = { 0 };
    InFile file;
    if (ends_with(path, ".mgs") || ends_with(path, ".json")) return ends_with(path, ".json");
    if (!in_open(&file, path)) return false;
    size_t count = in_read(&file, first, sizeof first);
    in_close(&file);
    return count < sizeof first || memcmp(first, "\x89MGS", sizeof first) != 0;
}

static size_t cells_of(const MgVolumeInfo *v) { return (size_t)v->nx * (size_t)v->ny * (size_t)v->nz; }

typedef struct ArrayStats {
    double min, mean, max;
} ArrayStats;

static ArrayStats stats_of(const MgVolume *volume, int32_t array) {
    const float *values = mg_volume_values(volume, array);
    size_t cells = cells_of(mg_volume_info(volume));
    ArrayStats s = { values[0], 0, values[0] };
    for (size_t i = 0; i < cells; i++) {
        s.mean += (double)values[i];
        if (values[i] < (float)s.min) s.min = (double)values[i];
        if (values[i] > (float)s.max) s.max = (double)values[i];
    }
    s.mean /= (double)cells;
    return s;
}

// ---- info

static void print_plain(const char *path, const MgVolume *volume) {
    const MgVolumeInfo *v = mg_volume_info(volume);
    printf("size      %dx%dx%d, dx %.9g\n", v->nx, v->ny, v->nz, v->dx);
    if (!has_cubic_cells(v)) printf("spacing   %.9g %.9g %.9g\n", v->spacing[0], v->spacing[1], v->spacing[2]);
    if (v->origin[0] != 0 || v->origin[1] != 0 || v->origin[2] != 0)
        printf("origin    %.9g %.9g %.9g\n", v->origin[0], v->origin[1], v->origin[2]);
    if (v->turned) printf("axes      turned\n");
    if (v->note[0] != 0) printf("note      %s\n", v->note);
    if (v->refusal[0] != 0) printf("pattern   no run begins with it: %s\n", v->refusal);
    if (v->equations != NULL)
        printf("pattern   its formula as equations: morphogen model %s; morphogen run %s\n", path, path);
    if (v->model[0] != 0) printf("pattern   of %s, %s\n", v->model, v->periodic ? "periodic" : "no_flux");
    for (int32_t i = 0; i < v->parameter_count; i++)
        printf("  %-20s %.9g\n", v->parameters[i].name, v->parameters[i].value);
    printf("arrays    name, least, mean and largest value\n");
    for (int32_t i = 0; i < v->array_count; i++) {
        ArrayStats s = stats_of(volume, i);
        printf("  %-20s %.9g %.9g %.9g\n", v->names[i][0] != 0 ? v->names[i] : "(no name)", s.min, s.mean, s.max);
    }
}

static int print_json(const MgVolume *volume) {
    const MgVolumeInfo *v = mg_volume_info(volume);
    json_t *arrays = json_array(), *parameters = json_object();
    for (int32_t i = 0; i < v->array_count; i++) {
        ArrayStats s = stats_of(volume, i);
        // A name from a file may not be UTF-8; it is then printed as empty.
        json_t *name = json_string(v->names[i]);
        json_array_append_new(arrays, json_pack("{s:o, s:f, s:f, s:f}", "name", name != NULL ? name : json_string(""),
                                                "min", s.min, "mean", s.mean, "max", s.max));
    }
    for (int32_t i = 0; i < v->parameter_count; i++)
        json_object_set_new(parameters, v->parameters[i].name, json_real(v->parameters[i].value));
    json_t *all =
        json_pack("{s:[iii], s:f, s:[fff], s:[fff], s:b, s:s, s:s, s:o}", "size", v->nx, v->ny, v->nz, "dx", v->dx,
                  "spacing", v->spacing[0], v->spacing[1], v->spacing[2], "origin", v->origin[0], v->origin[1],
                  v->origin[2], "turned", v->turned, "note", v->note, "refusal", v->refusal, "arrays", arrays);
    if (all != NULL && v->model[0] != 0) {
        json_object_set_new(all, "model", json_string(v->model));
        json_object_set_new(all, "boundary", json_string(v->periodic ? "periodic" : "no_flux"));
        json_object_set(all, "parameters", parameters);
        if (v->equations != NULL) json_object_set_new(all, "equations", json_string(v->equations));
    }
    json_decref(parameters);
    char *text = all != NULL ? json_dumps(all, JSON_COMPACT) : NULL;
    json_decref(all);
    bool whole = !json_ran_out() && text != NULL;
    if (whole) puts(text);
    json_free_text(text);
    return whole ? EXIT_SUCCESS : no_memory("what the volume tells");
}

int print_volume_info(const RunOptions *o) {
    MgVolume *volume = read_volume(o->positionals[0]);
    if (volume == NULL) return EXIT_FAILURE;
    int code = EXIT_SUCCESS;
    if (o->base.json) code = print_json(volume);
    else print_plain(o->positionals[0], volume);
    mg_volume_destroy(volume);
    return code;
}

// ---- convert

static MgStatus write_values(void *what, MgEngine *engine, MgWrite write, void *context) {
    (void)engine;
    const RunOptions *o = ((void **)what)[0];
    MgVolumeFormat format = ends_with(o->volume, ".npy")    ? MG_VOLUME_NPY
                            : ends_with(o->volume, ".nrrd") ? MG_VOLUME_NRRD
                                                            : MG_VOLUME_VTI;
    return mg_volume_export(((void **)what)[1], format, write, context);
}

static bool read_array(const void *context, int32_t array, float *out) {
    memcpy(out, mg_volume_values(context, array), cells_of(mg_volume_info(context)) * sizeof(float));
    return true;
}

static bool write_hdf(void *what, OutFile *file) {
    const MgVolumeInfo *v = mg_volume_info(what);
    HdfVolume hdf = {
        .nx = v->nx, .ny = v->ny, .nz = v->nz, .array_count = v->array_count, .read = read_array, .context = what
    };
    memcpy(hdf.spacing, v->spacing, sizeof hdf.spacing);
    memcpy(hdf.origin, v->origin, sizeof hdf.origin);
    char names[MG_MAX_ARRAYS][MG_SNAPSHOT_NAME_BYTES];
    for (int32_t i = 0; i < v->array_count; i++) {
        if (v->names[i][0] != 0) snprintf(names[i], sizeof names[i], "%s", v->names[i]);
        else snprintf(names[i], sizeof names[i], "array_%d", i);
        const bool is_folder = strspn(names[i], ".") == strlen(names[i]); // to HDF5, as what stands before a slash is
        for (char *c = names[i]; *c != 0; c++)
            if (*c == '/' || is_folder) *c = '_';
        hdf.names[i] = names[i];
    }
    return write_hdf_volume(&hdf, file);
}

// NumPy's files hold values alone.
static void warn_of_lost_place(const RunOptions *o, const MgVolumeInfo *v) {
    bool placed = false;
    for (int32_t axis = 0; axis < 3; axis++) placed = placed || v->spacing[axis] != 1 || v->origin[axis] != 0;
    if (placed && ends_with(o->volume, ".npy"))
        log_warning("%s holds values alone: the spacing %g %g %g and the origin %g %g %g are not in it", o->volume,
                    v->spacing[0], v->spacing[1], v->spacing[2], v->origin[0], v->origin[1], v->origin[2]);
}

static int write_volume(const RunOptions *o, MgVolume *volume) {
    const MgVolumeInfo *v = mg_volume_info(volume);
    warn_of_lost_place(o, v);
    const bool is_hdf = ends_with(o->volume, ".vtkhdf");
    if (is_hdf && (v->nx == 1 || v->ny == 1 || v->nz == 1)) { // VTK 9.1 reads its arrays as those of a box
        log_error("cannot write %s: %dx%dx%d values are a plane, which VTK does not read from .vtkhdf; write .vti",
                  o->volume, v->nx, v->ny, v->nz);
        return EXIT_FAILURE;
    }
    if (is_hdf) return write_hdf_file(o, o->volume, write_hdf, volume);
    return write_file(o, o->volume, OUTPUT, NULL, write_values, (void *[]){ (void *)o, volume });
}

// The array named by --view; without --view the first one, with a warning if there are others.
static int32_t find_array(const RunOptions *o, const MgVolumeInfo *v) {
    bool chosen = o->base.view != NULL || v->array_count == 1 || (o->mesh == NULL && o->image == NULL);
    if (!chosen)
        log_warning("taking %s, the first of %d arrays; --view names another",
                    v->names[0][0] != 0 ? v->names[0] : "array_0", v->array_count);
    if (o->base.view == NULL) return 0;
    int at = -1, used = 0;
    if (sscanf(o->base.view, "array_%d%n", &at, &used) == 1 && o->base.view[used] == 0 && at >= 0 &&
        at < v->array_count)
        return at;
    for (int32_t i = 0; i < v->array_count; i++)
        if (strcmp(v->names[i], o->base.view) == 0) return i;
    log_error("%s has no array '%s'; morphogen info lists them", o->positionals[0], o->base.view);
    return -1;
}

static int slice_volume(const RunOptions *o, const MgVolume *volume, int32_t array) {
    const MgVolumeInfo *v = mg_volume_info(volume);
    ArrayStats s = stats_of(volume, array);
    MgKeyframe whole = { .values = mg_volume_values(volume, array),
                         .nx = v->nx,
                         .ny = v->ny,
                         .nz = v->nz,
                         .row_stride = v->nx,
                         .plane_stride = (ptrdiff_t)v->nx * v->ny };
    Slice slice;
    char text[256];
    if (!slice_keyframe(&whole, o->slice_axis, o->slice_at, &slice)) return EXIT_FAILURE;
    snprintf(text, sizeof text, "%s, slice %c=%g, colours %g..%g", o->positionals[0], o->slice_axis, o->slice_at, s.min,
             s.max);
    int code = write_slice(o, &slice, (MgRange){ (float)s.min, (float)s.max }, text, o->image);
    free(slice.values);
    return code;
}

// Meshing needs an engine: one with the values as a field between walls, which is never stepped.
static int mesh_volume(RunOptions *o, const MgVolume *volume, int32_t array) {
    const MgVolumeInfo *v = mg_volume_info(volume);
    ArrayStats s = stats_of(volume, array);
    MgConfig *c = &o->base.config;
    if (!has_cubic_cells(v)) {
        log_error("cannot make a surface of %s: its cells are %g x %g x %g and no cubes; resample it",
                  o->positionals[0], v->spacing[0], v->spacing[1], v->spacing[2]);
        return EXIT_FAILURE;
    }
    MgEngine *engine = NULL;
    c->nx = v->nx, c->ny = v->ny, c->nz = v->nz, c->dx = v->dx;
    c->boundary[0] = c->boundary[1] = c->boundary[2] = MG_NO_FLUX;
    if (mg_engine_create(c, &engine) != MG_OK || mg_engine_set_view(engine, "v") != MG_OK ||
        mg_engine_write_field(engine, "v", mg_volume_values(volume, array), cells_of(v)) != MG_OK) {
        mg_engine_destroy(engine);
        return print_failure();
    }
    if (isnan(o->base.isovalue)) {
        o->base.isovalue = (s.min + s.max) / 2;
        log_warning("the surface is at %g, midway between least and largest value; --iso sets another",
                    o->base.isovalue);
    }
    MeshSource look = { v->names[array][0] != 0 ? v->names[array] : "the volume",
                        (s.max - s.min) / 4 / v->dx }; // four cells: a sharp edge
    int code = write_mesh(o, engine, o->mesh, &look, NULL);
    mg_engine_destroy(engine);
    return code;
}

int convert_volume(RunOptions *o) {
    if (o->snapshot != NULL || o->pending_count > 0 || o->base.setting_count > 0) {
        log_error(
            "%s is a volume and has no run: --snapshot and parameters are not for it; morphogen run --start begins one",
            o->positionals[0]);
        return EXIT_USAGE;
    }
    MgVolume *volume = read_volume(o->positionals[0]);
    if (volume == NULL) return EXIT_FAILURE;
    warn_of_placement(o->positionals[0], mg_volume_info(volume), o->mesh == NULL);
    int32_t array = find_array(o, mg_volume_info(volume));
    int code = array >= 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    if (array >= 0 && o->volume != NULL && write_volume(o, volume) != EXIT_SUCCESS) code = EXIT_FAILURE;
    if (array >= 0 && o->mesh != NULL && mesh_volume(o, volume, array) != EXIT_SUCCESS) code = EXIT_FAILURE;
    if (array >= 0 && o->image != NULL && slice_volume(o, volume, array) != EXIT_SUCCESS) code = EXIT_FAILURE;
    mg_volume_destroy(volume);
    return code;
}
