#define _POSIX_C_SOURCE 200809L
#include "commands/sweep_arguments.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *name_of(MgBoundary boundary) { return boundary == MG_PERIODIC ? "periodic" : "no_flux"; }

static void print_config(FILE *out, const RunOptions *o) {
    const MgConfig *c = &o->base.config;
    fprintf(out, "version %s\nmodel %s\nsize %dx%dx%d\n", mg_version(), c->model, c->nx, c->ny, c->nz);
    fprintf(out, "boundary %s,%s,%s\ndx %.17g\n", name_of(c->boundary[0]), name_of(c->boundary[1]),
            name_of(c->boundary[2]), c->dx);
    fprintf(out, "seed %" PRIu64 "\nseeding %s\n", c->seed, o->base.seeding != NULL ? o->base.seeding : "the first");
    if (isnan(o->time)) fprintf(out, "steps %" PRId64 "\n", o->base.steps);
    else fprintf(out, "time %.17g\n", o->time);
}

static void print_outputs(FILE *out, const RunOptions *o) {
    fprintf(out, "view %s\n", o->base.view != NULL ? o->base.view : "the first");
    fprintf(out, "%s table\n", o->stats != NULL ? "a" : "no");
    if (o->image != NULL) fprintf(out, "a sheet of slices %c=%.17g\n", o->slice_axis, o->slice_at);
    else fprintf(out, "no sheet\n");
}

static int by_name(const void *a, const void *b) {
    return strcmp((*(const Setting *const *)a)->name, (*(const Setting *const *)b)->name);
}

// In the order of their names: on the line they may stand in any.
static void print_settings(FILE *out, const Options *o) {
    const Setting *sorted[MAX_SETTINGS];
    for (int32_t i = 0; i < o->setting_count; i++) sorted[i] = &o->settings[i];
    qsort(sorted, (size_t)o->setting_count, sizeof sorted[0], by_name);
    for (int32_t i = 0; i < o->setting_count; i++) fprintf(out, "%s %.17g\n", sorted[i]->name, sorted[i]->value);
}

static void print_axes(FILE *out, const SweepAxes *axes) {
    for (int32_t a = 0; a < axes->count; a++) {
        fprintf(out, "every %s", axes->all[a].name);
        for (int32_t i = 0; i < axes->all[a].count; i++)
            fprintf(out, "%c%.17g", i > 0 ? ',' : ' ', axes->all[a].values[i]);
        fputc('\n', out);
    }
}

char *sweep_arguments(const RunOptions *o, const SweepAxes *axes) {
    char *text = NULL;
    size_t bytes;
    FILE *out = open_memstream(&text, &bytes);
    if (out == NULL) return NULL;
    print_config(out, o);
    print_outputs(out, o);
    print_settings(out, &o->base);
    print_axes(out, axes);
    if (o->base.config.text != NULL) fprintf(out, "text\n%s\n", o->base.config.text);
    if (fclose(out) == 0) return text;
    free(text);
    return NULL;
}
