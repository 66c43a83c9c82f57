// Texture slots: where what a graphics card samples lives. Memory is taken when a slot is first filled and kept for the
// next.
#ifndef MG_ENGINE_TEXTURE_SLOT_H
#define MG_ENGINE_TEXTURE_SLOT_H

#include "base/base.h"

typedef struct MgTextureSlot {
    MgTexture texture;
    uint16_t *texels;  // and behind them the ranges
    uint64_t capacity; // of both together
} MgTextureSlot;

#endif
