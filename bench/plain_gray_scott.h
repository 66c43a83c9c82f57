// Gray-Scott as one would write it in an afternoon: three loops over x, y, z, the neighbours' indices wrapped on the
// way, compiled with the same flags as everything else (-O3). What our stepping is held against.
#ifndef MG_BENCH_PLAIN_GRAY_SCOTT_H
#define MG_BENCH_PLAIN_GRAY_SCOTT_H

#include <stdint.h>
#include <stdlib.h>

typedef struct PlainGrayScott {
    int32_t n;
    float *u, *v, *u_next, *v_next;
} PlainGrayScott;

static inline PlainGrayScott plain_gray_scott_start(int32_t n) {
    size_t cells = (size_t)n * (size_t)n * (size_t)n;
    PlainGrayScott p = { n, malloc(4 * cells), malloc(4 * cells), malloc(4 * cells), malloc(4 * cells) };
    if (p.u == NULL || p.v == NULL || p.u_next == NULL || p.v_next == NULL) exit(1);
    for (size_t i = 0; i < cells; i++) {
        bool inside = i / 7 % 3 == 0;
        p.u[i] = inside ? 0.5f : 1.0f, p.v[i] = inside ? 0.25f : 0.0f;
    }
    return p;
}

static inline void plain_gray_scott_end(PlainGrayScott *p) { free(p->u), free(p->v), free(p->u_next), free(p->v_next); }

static inline void plain_gray_scott_step(void *argument) {
    PlainGrayScott *p = argument;
    const int32_t n = p->n;
    const float du = 0.16f, dv = 0.08f, feed = 0.0367f, kill = 0.0649f, dt = 0.7f;
    const float *u = p->u, *v = p->v;
#define AT(x, y, z) ((size_t)(x) + (size_t)n * ((size_t)(y) + (size_t)n * (size_t)(z)))
    for (int32_t z = 0; z < n; z++)
        for (int32_t y = 0; y < n; y++)
            for (int32_t x = 0; x < n; x++) {
                int32_t xm = x > 0 ? x - 1 : n - 1, xp = x < n - 1 ? x + 1 : 0, ym = y > 0 ? y - 1 : n - 1;
                int32_t yp = y < n - 1 ? y + 1 : 0, zm = z > 0 ? z - 1 : n - 1, zp = z < n - 1 ? z + 1 : 0;
                size_t i = AT(x, y, z);
                float lu = u[AT(xm, y, z)] + u[AT(xp, y, z)] + u[AT(x, ym, z)] + u[AT(x, yp, z)] + u[AT(x, y, zm)] +
                           u[AT(x, y, zp)] - 6.0f * u[i];
                float lv = v[AT(xm, y, z)] + v[AT(xp, y, z)] + v[AT(x, ym, z)] + v[AT(x, yp, z)] + v[AT(x, y, zm)] +
                           v[AT(x, y, zp)] - 6.0f * v[i];
                float uvv = u[i] * v[i] * v[i];
                p->u_next[i] = u[i] + dt * (du * lu - uvv + feed * (1.0f - u[i]));
                p->v_next[i] = v[i] + dt * (dv * lv + uvv - (feed + kill) * v[i]);
            }
#undef AT
    float *swap = p->u;
    p->u = p->u_next, p->u_next = swap, swap = p->v, p->v = p->v_next, p->v_next = swap;
}

#endif
