#include "commands/sweep_axes.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "options/model_options.h"

#define MAX_RUNS 10000
#define LARGEST_SEED 9007199254740992.0 // 2^53: doubles are exact for whole numbers up to here

// ---- "0.02:0.05:4" (from, to, how many) and "0.02,0.03,0.05"

static bool read_range(SweepAxis *axis, const char *text) {
    double from, to;
    int count, used = 0;
    if (sscanf(text, "%lf:%lf:%d%n", &from, &to, &count, &used) != 3 || text[used] != 0) return false;
    if (count < 2 || count > MAX_VALUES || !isfinite(from) || !isfinite(to)) return false;
    axis->count = count;
    for (int i = 0; i < count; i++) axis->values[i] = from + (to - from) * i / (count - 1);
    return true;
}

// Numbers, or names of choices.
static bool read_list(SweepAxis *axis, const char *text) {
    for (const char *at = text;; at++) {
        char value[64];
        const size_t length = strcspn(at, ",");
        if (axis->count == MAX_VALUES || length >= sizeof value) return false;
        snprintf(value, sizeof value, "%.*s", (int)length, at);
        if (!catalog_value(axis->parameter, value, &axis->values[axis->count++])) return false;
        at += length;
        if (*at == 0) return true;
    }
}

static bool are_seeds(const SweepAxis *axis) {
    for (int32_t i = 0; i < axis->count; i++)
        if (axis->values[i] < 0 || axis->values[i] > LARGEST_SEED || axis->values[i] != floor(axis->values[i]))
            return false;
    return true;
}

static int take_axis(SweepAxes *axes, const PendingParameter *flag, const MgParam *parameter) {
    SweepAxis *axis = &axes->all[axes->count];
    if (axes->count == MAX_AXES) {
        log_error("--%s is one swept parameter too many; %d are enough", flag->name, MAX_AXES);
        return EXIT_USAGE;
    }
    *axis = (SweepAxis){ .name = flag->name, .parameter = parameter, .location = flag->location };
    const bool read = strchr(flag->text, ':') != NULL ? read_range(axis, flag->text) : read_list(axis, flag->text);
    if (!read || (parameter == NULL && !are_seeds(axis))) {
        log_error("--%s wants from:to:count or a,b,c, at most %d %s, not '%s'", flag->name, MAX_VALUES,
                  parameter == NULL ? "whole numbers up to 2^53" : "of them", flag->text);
        return EXIT_USAGE;
    }
    axes->count++;
    return EXIT_SUCCESS;
}

static int check_count(const RunOptions *o, const SweepAxes *axes) {
    int64_t runs = 1;
    for (int32_t a = 0; a < axes->count; a++) runs *= axes->all[a].count;
    if (axes->count == 0)
        log_error("sweep wants a parameter with several values: --feed 0.02:0.05:4 --kill 0.055,0.06");
    else if (runs > MAX_RUNS) log_error("%" PRId64 " runs are more than %d; take fewer values", runs, MAX_RUNS);
    else if (o->base.setting_count + axes->count > MAX_SETTINGS)
        log_error("these are more than %d parameters", MAX_SETTINGS);
    else return EXIT_SUCCESS;
    return EXIT_USAGE;
}

// Moves multi-valued options from pending to axes. An unknown name stays in pending, where it is reported.
int take_sweep_axes(RunOptions *o, const MgModel *model, SweepAxes *axes) {
    int32_t kept = 0;
    int code = EXIT_SUCCESS;
    for (int32_t i = 0; i < o->pending_count && code == EXIT_SUCCESS; i++) {
        const PendingParameter flag = o->pending[i];
        const MgParam *parameter = catalog_parameter(model, flag.name);
        const bool is_swept = strpbrk(flag.text, ":,") != NULL && (parameter != NULL || strcmp(flag.name, "seed") == 0);
        set_log_location(flag.location);
        if (is_swept) code = take_axis(axes, &flag, parameter);
        else o->pending[kept++] = flag;
        set_log_location(NULL);
    }
    o->pending_count = kept;
    if (code == EXIT_SUCCESS) code = resolve_parameters(o, model);
    return code == EXIT_SUCCESS ? check_count(o, axes) : code;
}

// ---- the runs

int32_t run_count(const SweepAxes *axes) {
    int32_t runs = 1;
    for (int32_t a = 0; a < axes->count; a++) runs *= axes->all[a].count;
    return runs;
}

double value_of(const SweepAxes *axes, int32_t run, int32_t axis) {
    for (int32_t a = 0; a < axis; a++) run /= axes->all[a].count;
    return axes->all[axis].values[run % axes->all[axis].count];
}

void write_value(const SweepAxes *axes, int32_t axis, int32_t run, char out[LABEL_BYTES]) {
    const double value = value_of(axes, run, axis);
    const SweepAxis *a = &axes->all[axis];
    if (value >= 0 && value < choice_count(a->parameter))
        snprintf(out, LABEL_BYTES, "%.31s=%.31s", a->name, a->parameter->choices[(int32_t)value]);
    else snprintf(out, LABEL_BYTES, "%.40s=%.*g", a->name, a->parameter != NULL ? 4 : 16, value);
}
