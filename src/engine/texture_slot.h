// Texture slots: textures for the GPU. A slot allocates when it is first filled and keeps its memory.
#ifndef MG_ENGINE_TEXTURE_SLOT_H
#define MG_ENGINE_TEXTURE_SLOT_H

#include "base/base.h"

typedef struct MgTextureSlot {
    MgTexture texture;
    uint16_t *texels;  // followed by the ranges
    uint64_t capacity; // of both together
} MgTextureSlot;

#endif
