// Keyframes and other views as half floats, a row at a time, by all threads.
#include "engine/texture_slot.h"

#include <string.h>

#include "base/memory.h"
#include "engine/internal.h"
#include "grid/border.h"

#define LARGEST_HALF 65504.0f
#define SMALLEST_NORMAL_HALF 0x1p-14f
#define SUBNORMAL_STEPS 0x1p24f // of a half, in 1: below the smallest normal one they all are the same distance apart
#define BIAS_DIFFERENCE (127 - 15) // of the exponents of a float and a half

typedef struct Packing {
    const MgGrid *grid;
    MgTexture *texture;
    uint16_t *texels, *ranges;
    const MgKeyframe *keyframe; // of jobs that read one
    float scale;                // 1 / (high - low)
} Packing;

// Rounds to nearest, ties to even; subnormal halves without a subnormal float, which processors are slow with. NaN
// gives 0.
MG_INLINE uint16_t half_of(float value) {
    uint32_t bits, size_bits;
    value = value == value ? value : 0.0f;
    float size = mg_min_f32(__builtin_fabsf(value), LARGEST_HALF);
    memcpy(&bits, &value, sizeof bits);
    memcpy(&size_bits, &size, sizeof size_bits);
    uint32_t normal = ((size_bits + 0xfffu + (size_bits >> 13 & 1u)) >> 13) - (BIAS_DIFFERENCE << 10);
    float tiny = size < SMALLEST_NORMAL_HALF ? size : 0.0f;
    uint32_t subnormal = (uint32_t)(int32_t)(tiny * SUBNORMAL_STEPS + 0.5f);
    return (uint16_t)((bits >> 16 & 0x8000u) | (size < SMALLEST_NORMAL_HALF ? subnormal : normal));
}

MG_VECTOR_CLONES static void pack_whole_row(const float *restrict row, int32_t count, float low, float scale,
                                            uint16_t *restrict out) {
    for (int32_t i = 0; i < count; i++) out[i] = half_of((row[i] - low) * scale);
}

static int32_t cell_of(int32_t texel, int32_t texels, int32_t cells) {
    return (int32_t)((int64_t)texel * cells / texels);
}

static void pack_row(const Packing *p, int32_t ty, int32_t tz, const float *row) {
    const MgTexture *t = p->texture;
    uint16_t *out = p->texels + ((ptrdiff_t)tz * t->ny + ty) * t->nx;
    if (t->nx == p->grid->nx) pack_whole_row(row, t->nx, t->low, p->scale, out);
    else
        for (int32_t i = 0; i < t->nx; i++) out[i] = half_of((row[cell_of(i, t->nx, p->grid->nx)] - t->low) * p->scale);
}

static void pack_keyframe_rows(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Packing *p = context;
    const MgTexture *t = p->texture;
    for (int32_t i = begin; i < end; i++) {
        int32_t y = cell_of(i % t->ny, t->ny, p->grid->ny), z = cell_of(i / t->ny, t->nz, p->grid->nz);
        pack_row(p, i % t->ny, i / t->ny, p->keyframe->values + mg_grid_index(p->grid, 0, y, z));
    }
}

// The texel that is this cell, or -1.
static int32_t texel_of(int32_t cell, int32_t texels, int32_t cells) {
    int32_t texel = (int32_t)(((int64_t)cell * texels + cells - 1) / cells);
    return texel < texels && cell_of(texel, texels, cells) == cell ? texel : -1;
}

static void visit_row(void *context, int32_t y, int32_t z, const float *row) {
    const Packing *p = context;
    int32_t ty = texel_of(y, p->texture->ny, p->grid->ny), tz = texel_of(z, p->texture->nz, p->grid->nz);
    if (ty >= 0 && tz >= 0) pack_row(p, ty, tz, row);
}

// ---- the ranges of blocks

#define STRIP 64 // texels along x that are looked at in one go: sixteen blocks

// Halves in the order of their values, as integers; applied twice it gives the half again.
MG_INLINE int16_t ordered(int16_t half) { return (int16_t)(half ^ (half >> 15 & 0x7fff)); }

MG_VECTOR_CLONES static void widen(const uint16_t *restrict row, int32_t count, int16_t *restrict least,
                                   int16_t *restrict most) {
    for (int32_t i = 0; i < count; i++) {
        int16_t value = ordered((int16_t)row[i]);
        least[i] = value < least[i] ? value : least[i];
        most[i] = value > most[i] ? value : most[i];
    }
}

static int32_t blocks_of(int32_t texels) { return (texels + MG_TEXTURE_BLOCK - 1) / MG_TEXTURE_BLOCK; }

// Of count blocks beside each other along x, from what lies over and behind each of their texels.
static void write_ranges(const int16_t *least, const int16_t *most, int32_t count, int32_t texels, uint16_t *out) {
    for (int32_t block = 0; block < count; block++) {
        int16_t low = INT16_MAX, high = INT16_MIN;
        for (int32_t i = block * MG_TEXTURE_BLOCK; i <= (block + 1) * MG_TEXTURE_BLOCK && i <= texels; i++) {
            low = least[i] < low ? least[i] : low;
            high = most[i] > high ? most[i] : high;
        }
        out[2 * block] = (uint16_t)ordered(low), out[2 * block + 1] = (uint16_t)ordered(high);
    }
}

static void range_strip(const Packing *p, int32_t x, int32_t y, int32_t z, uint16_t *out) {
    const MgTexture *t = p->texture;
    const MgBoundary *boundary = p->grid->boundary;
    int32_t count = t->nx - x < STRIP ? t->nx - x : STRIP, beyond = mg_border_cell(x + count, t->nx, boundary[0]);
    int16_t least[STRIP + 1], most[STRIP + 1];
    for (int32_t i = 0; i <= count; i++) least[i] = INT16_MAX, most[i] = INT16_MIN;
    for (int32_t k = z; k <= z + MG_TEXTURE_BLOCK && k <= t->nz; k++)
        for (int32_t j = y; j <= y + MG_TEXTURE_BLOCK && j <= t->ny; j++) {
            ptrdiff_t plane = mg_border_cell(k, t->nz, boundary[2]);
            const uint16_t *row = p->texels + (plane * t->ny + mg_border_cell(j, t->ny, boundary[1])) * t->nx;
            widen(row + x, count, least, most);
            widen(row + beyond, 1, least + count, most + count);
        }
    write_ranges(least, most, blocks_of(count), count, out);
}

static void range_blocks(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Packing *p = context;
    const MgTexture *t = p->texture;
    int32_t along = blocks_of(t->nx), up = blocks_of(t->ny);
    for (int32_t i = begin; i < end; i++)
        for (int32_t x = 0; x < t->nx; x += STRIP)
            range_strip(p, x, i % up * MG_TEXTURE_BLOCK, i / up * MG_TEXTURE_BLOCK,
                        p->ranges + 2 * ((ptrdiff_t)i * along + x / MG_TEXTURE_BLOCK));
}

// ---- the request

static MgStatus check_texels(const char *axis, int32_t texels, int32_t cells) {
    if (texels >= 0 && texels <= cells) return MG_OK;
    return MG_FAIL(INVALID_ARGUMENT, "%d texels along %s are outside 0..%d", texels, axis, cells);
}

static MgStatus check_request(const MgEngine *e, const MgTextureRequest *r, int32_t *view) {
    const MgGrid *g = &e->run.grid;
    if (r->slot < 0 || r->slot >= MG_TEXTURE_SLOTS)
        return MG_FAIL(INVALID_ARGUMENT, "texture slot %d is outside 0..%d", r->slot, MG_TEXTURE_SLOTS - 1);
    MG_TRY(check_texels("x", r->nx, g->nx));
    MG_TRY(check_texels("y", r->ny, g->ny));
    MG_TRY(check_texels("z", r->nz, g->nz));
    *view = e->run.view;
    return r->view != NULL ? mg_engine_find_view(e, r->view, view) : MG_OK;
}

// The old block is freed first: its content is not needed, and two at once may not fit.
static MgStatus reserve(MgTextureSlot *slot, uint64_t halves) {
    slot->texture = (MgTexture){ 0 };
    if (halves <= slot->capacity) return MG_OK;
    uint64_t bytes = halves * sizeof(uint16_t);
    mg_free(slot->texels);
    slot->capacity = 0;
    slot->texels = bytes <= PTRDIFF_MAX ? mg_allocate((size_t)bytes) : NULL;
    if (slot->texels == NULL)
        return MG_FAIL(OUT_OF_MEMORY, "no memory for a texture of %u bytes; ask for fewer texels", bytes);
    slot->capacity = halves;
    return MG_OK;
}

static void pack(MgEngine *e, const MgTextureRequest *request, int32_t view, Packing *p) {
    MgTexture *t = p->texture;
    if (request->view != NULL) {
        t->step = e->run.steps, t->time = e->run.time;
        e->simulation->kind->visit_view(e->simulation, view, visit_row, p);
        return;
    }
    if (e->keyframe_count == 0) mg_engine_publish(e);
    p->keyframe = &e->keyframes[request->previous && e->keyframe_count == 2 ? 1 - e->newest : e->newest];
    t->step = p->keyframe->step, t->time = p->keyframe->time;
    mg_parallel_for(e->run.scheduler, t->ny * t->nz, 8, pack_keyframe_rows, p);
}

MgStatus mg_engine_texture(MgEngine *e, const MgTextureRequest *request, const MgTexture **out) {
    *out = NULL;
    int32_t index;
    MG_TRY(check_request(e, request, &index));
    const MgGrid *g = &e->run.grid;
    const MgView *view = &e->run.model->views[index];
    MgTexture texture = { .nx = request->nx > 0 ? request->nx : g->nx,
                          .ny = request->ny > 0 ? request->ny : g->ny,
                          .nz = request->nz > 0 ? request->nz : g->nz,
                          .slot = request->slot,
                          .low = (float)view->min,
                          .high = (float)view->max };
    MgTextureSlot *slot = &e->textures[request->slot];
    uint64_t texels = (uint64_t)texture.nx * (uint64_t)texture.ny * (uint64_t)texture.nz;
    uint64_t blocks =
        (uint64_t)blocks_of(texture.nx) * (uint64_t)blocks_of(texture.ny) * (uint64_t)blocks_of(texture.nz);
    MG_TRY(reserve(slot, texels + 2 * blocks));
    double started = mg_profile_start();
    slot->texture = texture;
    slot->texture.texels = slot->texels;
    slot->texture.ranges = slot->texels + texels;
    Packing packing = { .grid = g,
                        .texture = &slot->texture,
                        .texels = slot->texels,
                        .ranges = slot->texels + texels,
                        .scale = 1.0f / (texture.high - texture.low) };
    pack(e, request, index, &packing);
    mg_parallel_for(e->run.scheduler, blocks_of(texture.ny) * blocks_of(texture.nz), 8, range_blocks, &packing);
    mg_profile_stop(&e->run.profile, "texture", started);
    *out = &slot->texture;
    return MG_OK;
}

void mg_engine_drop_textures(MgEngine *e) {
    for (int32_t i = 0; i < MG_TEXTURE_SLOTS; i++) {
        mg_free(e->textures[i].texels);
        e->textures[i] = (MgTextureSlot){ 0 };
    }
}
