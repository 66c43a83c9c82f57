#include "options/volume_start.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "files/read_volume.h"
#include "terminal/log.h"

static bool is_set(const RunOptions *o, const char *name) {
    for (int32_t i = 0; i < o->base.setting_count; i++)
        if (strcmp(o->base.settings[i].name, name) == 0) return true;
    return false;
}

bool has_cubic_cells(const MgVolumeInfo *v) {
    return fabs(v->spacing[1] - v->spacing[0]) <= 1e-5 * v->spacing[0] &&
           fabs(v->spacing[2] - v->spacing[0]) <= 1e-5 * v->spacing[0];
}

void warn_of_placement(const char *path, const MgVolumeInfo *v, bool keeps_origin) {
    bool moved = !keeps_origin && (v->origin[0] != 0 || v->origin[1] != 0 || v->origin[2] != 0);
    if (moved)
        log_warning("the first value of %s stands at (%g, %g, %g); here it stands at (0, 0, 0)", path, v->origin[0],
                    v->origin[1], v->origin[2]);
    if (v->note[0] != 0) log_warning("%s: %s", path, v->note);
    if (v->turned) log_warning("the axes of %s are turned; here they are x, y and z", path);
}

// ---- a pattern as the model

bool is_pattern_path(const char *word) {
    const char *suffix = strrchr(word, '.');
    return suffix != NULL && strcmp(suffix, ".vti") == 0;
}

static int refuse_pattern(const char *path, const MgVolumeInfo *v) {
    if (v->refusal[0] != 0) log_error("cannot begin a run with %s: %s", path, v->refusal);
    else log_error("%s is a volume without a rule; name a model: --start %s", path, path);
    return EXIT_FAILURE;
}

int take_pattern(RunOptions *o, const char *path) {
    const bool begins_a_run = o->command == RUN;
    if (!begins_a_run && !(o->command & (DESCRIBE | MODEL))) {
        log_error("%s begins with a first state, which only run takes; morphogen model %s prints its rule as equations",
                  o->command_name, path);
        return EXIT_USAGE;
    }
    MgVolume *volume = read_volume(path);
    if (volume == NULL) return EXIT_FAILURE;
    const MgVolumeInfo *v = mg_volume_info(volume);
    MgConfig *c = &o->base.config;
    int code = v->model[0] != 0 ? EXIT_SUCCESS : refuse_pattern(path, v);
    if (code == EXIT_SUCCESS) {
        c->model = strcmp(v->model, "equations") == 0 ? "equations" : "gray_scott";
        c->text = v->equations != NULL ? copy_text(o, v->equations, strlen(v->equations)) : NULL;
        if (v->equations != NULL && c->text == NULL) code = EXIT_FAILURE;
        if (begins_a_run && o->start == NULL) o->start = path, o->is_pattern = true;
    }
    mg_volume_destroy(volume);
    return code;
}

static int at_least(int32_t cells) { return cells < MG_SMALLEST_EXTENT ? MG_SMALLEST_EXTENT : cells; }

// Flat images and patterns are refused here.
static int refuse_thin(const RunOptions *o, const MgVolumeInfo *v) {
    log_error("%s is %dx%dx%d values, and a run has at least %d cells a side; --size %dx%dx%d resamples it", o->start,
              v->nx, v->ny, v->nz, MG_SMALLEST_EXTENT, at_least(v->nx), at_least(v->ny), at_least(v->nz));
    return EXIT_FAILURE;
}

int apply_volume_metadata(RunOptions *o, const MgVolume *volume) {
    const MgVolumeInfo *v = mg_volume_info(volume);
    MgConfig *c = &o->base.config;
    if (v->refusal[0] != 0) {
        log_error("cannot begin a run with %s: %s", o->start, v->refusal);
        return EXIT_FAILURE;
    }
    bool thin = v->nx < MG_SMALLEST_EXTENT || v->ny < MG_SMALLEST_EXTENT || v->nz < MG_SMALLEST_EXTENT;
    if (thin && !o->size_given && !o->is_pattern) return refuse_thin(o, v);
    if (!o->size_given) c->nx = at_least(v->nx), c->ny = at_least(v->ny), c->nz = at_least(v->nz);
    if (thin && !o->size_given)
        log_warning("%s is %dx%dx%d cells; it stands in a box of %dx%dx%d and is the same along its thickness",
                    o->start, v->nx, v->ny, v->nz, c->nx, c->ny, c->nz);
    if (!o->dx_given) c->dx = has_cubic_cells(v) ? v->dx : v->spacing[0] * (double)v->nx / (double)c->nx;
    warn_of_placement(o->start, v, false);
    if (v->model[0] == 0) return EXIT_SUCCESS;
    o->base.keeps_dt = v->equations != NULL && !is_set(o, "dt"); // that of the file has run elsewhere
    if (strcmp(v->model, c->model) != 0) {
        log_error("the pattern %s is for %s, not for %s", o->start, v->model, c->model);
        return EXIT_FAILURE;
    }
    for (int32_t axis = 0; axis < 3 && !o->boundary_given; axis++)
        c->boundary[axis] = v->periodic ? MG_PERIODIC : MG_NO_FLUX;
    for (int32_t i = 0; i < v->parameter_count; i++) {
        if (is_set(o, v->parameters[i].name) || o->base.setting_count == MAX_SETTINGS) continue;
        Setting *setting = &o->base.settings[o->base.setting_count++];
        snprintf(setting->name, sizeof setting->name, "%s", v->parameters[i].name);
        setting->value = v->parameters[i].value;
    }
    return EXIT_SUCCESS;
}
