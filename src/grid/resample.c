#include "grid/resample.h"

#include <string.h>

#include "base/memory.h"
#include "grid/border.h"

// ---- which values a cell is made of, along one axis

static int32_t taps_per_cell(int32_t n, int32_t cells) { return cells >= n ? 2 : (n + cells - 1) / cells + 3; }

static void interpolate(MgTap *tap, int32_t i, int32_t n, int32_t cells, MgBoundary boundary) {
    double at = ((double)i + 0.5) * (double)n / (double)cells - 0.5, whole = __builtin_floor(at);
    tap[0] = tap[1] = (MgTap){ mg_border_cell((int32_t)whole, n, boundary), 0.0f };
    if (at > whole) tap[1] = (MgTap){ mg_border_cell((int32_t)whole + 1, n, boundary), (float)(at - whole) };
}

// The area under a hat of height 1, from 1 before its top to 1 behind it, up to t from its top.
static double under_hat(double t) {
    if (t <= -1) return 0;
    if (t >= 1) return 1;
    return t < 0 ? (t + 1) * (t + 1) / 2 : 1 - (1 - t) * (1 - t) / 2;
}

static void average(MgTap *tap, int32_t count, int32_t i, int32_t n, int32_t cells, MgBoundary boundary) {
    double width = (double)n / (double)cells, from = (double)i * width - 0.5, to = from + width,
           whole = __builtin_floor(from);
    for (int32_t k = 0; k < count; k++) {
        double middle = whole + k, weight = (under_hat(to - middle) - under_hat(from - middle)) / width;
        tap[k] = (MgTap){ mg_border_cell((int32_t)middle, n, boundary), (float)weight };
        if (!(weight > 0)) tap[k] = tap[0]; // beyond the cell
    }
}

static bool make_taps(MgTaps *t, int32_t n, int32_t cells, MgBoundary boundary) {
    t->per_cell = taps_per_cell(n, cells);
    t->taps = mg_allocate((size_t)cells * (size_t)t->per_cell * sizeof(MgTap));
    for (int32_t i = 0; i < cells && t->taps != NULL; i++) {
        MgTap *tap = t->taps + (ptrdiff_t)i * t->per_cell;
        if (cells >= n) interpolate(tap, i, n, cells, boundary);
        else average(tap, t->per_cell, i, n, cells, boundary);
    }
    return t->taps != NULL;
}

static const MgTap *taps_of(const MgTaps *t, int32_t i) { return t->taps + (ptrdiff_t)i * t->per_cell; }

// ---- rows, planes, the box: each made of whole ones of the kind before

static void make_row(const MgResampler *r, const float *row, float *to) {
    for (int32_t x = 0; x < r->cells[0]; x++) {
        const MgTap *tap = taps_of(&r->axis[0], x);
        float first = row[tap[0].index], value = first;
        for (int32_t k = 1; k < r->axis[0].per_cell; k++) value += tap[k].weight * (row[tap[k].index] - first);
        to[x] = value;
    }
}

static void blend(float *to, const float *first, const float *other, float weight, size_t count) {
    for (size_t i = 0; i < count; i++) to[i] += weight * (other[i] - first[i]);
}

static void make_plane(const MgResampler *r, const float *plane, float *to) {
    const size_t nx = (size_t)r->cells[0];
    for (int32_t y = 0; y < r->cells[1]; y++, to += nx) {
        const MgTap *tap = taps_of(&r->axis[1], y);
        make_row(r, plane + (ptrdiff_t)tap[0].index * r->extent[0], r->rows[0]);
        memcpy(to, r->rows[0], nx * sizeof(float));
        for (int32_t k = 1; k < r->axis[1].per_cell; k++) {
            if (tap[k].index == tap[0].index || tap[k].weight == 0.0f) continue;
            make_row(r, plane + (ptrdiff_t)tap[k].index * r->extent[0], r->rows[1]);
            blend(to, r->rows[0], r->rows[1], tap[k].weight, nx);
        }
    }
}

// ---- all of it

MgStatus mg_resampler_create(const MgGrid *grid, const int32_t extent[3], MgResampler *r) {
    bool good = true;
    *r = (MgResampler){ .cells = { grid->nx, grid->ny, grid->nz } };
    for (int32_t axis = 0; axis < 3; axis++) {
        r->extent[axis] = extent[axis];
        good = make_taps(&r->axis[axis], extent[axis], r->cells[axis], grid->boundary[axis]) && good;
    }
    for (int32_t i = 0; i < 2; i++) {
        r->rows[i] = mg_allocate((size_t)grid->nx * sizeof(float));
        r->planes[i] = mg_allocate((size_t)grid->nx * (size_t)grid->ny * sizeof(float));
        good = good && r->rows[i] != NULL && r->planes[i] != NULL;
    }
    if (good) return MG_OK;
    mg_resampler_destroy(r);
    return MG_FAIL(OUT_OF_MEMORY, "no memory to resample a volume");
}

void mg_resampler_destroy(MgResampler *r) {
    for (int32_t axis = 0; axis < 3; axis++) mg_free(r->axis[axis].taps);
    for (int32_t i = 0; i < 2; i++) mg_free(r->rows[i]), mg_free(r->planes[i]);
    *r = (MgResampler){ 0 };
}

void mg_resample(const MgResampler *r, const float *from, float *to) {
    const size_t cells = (size_t)r->cells[0] * (size_t)r->cells[1];
    const ptrdiff_t values = (ptrdiff_t)r->extent[0] * r->extent[1];
    for (int32_t z = 0; z < r->cells[2]; z++, to += cells) {
        const MgTap *tap = taps_of(&r->axis[2], z);
        make_plane(r, from + tap[0].index * values, r->planes[0]);
        memcpy(to, r->planes[0], cells * sizeof(float));
        for (int32_t k = 1; k < r->axis[2].per_cell; k++) {
            if (tap[k].index == tap[0].index || tap[k].weight == 0.0f) continue;
            make_plane(r, from + tap[k].index * values, r->planes[1]);
            blend(to, r->planes[0], r->planes[1], tap[k].weight, cells);
        }
    }
}
