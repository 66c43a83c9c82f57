// The engine's struct. Private to src/engine.
#ifndef MG_ENGINE_INTERNAL_H
#define MG_ENGINE_INTERNAL_H

#include "engine/simulation.h"
#include "engine/text_model.h"
#include "engine/texture_slot.h"
#include "mesh/mesher.h"

struct MgEngine {
    MgRun run;
    MgTextModel own_model; // of a user's text
    MgSimulation *simulation;
    MgMesher *mesher;
    MgKeyframe keyframes[2];             // used alternately, so that a borrowed one is valid until the second publish
    int32_t newest;                      // index of the one published last
    MgFieldStatistics *plane_statistics; // engine/statistics.h
    int32_t keyframe_count;              // 0, 1 (newest) or 2
    MgTextureSlot textures[MG_TEXTURE_SLOTS];
    uint64_t held_bytes;      // of the limit on memory
    double step_milliseconds; // of the last slice of step_for; 0: not known yet
};

MgStatus mg_engine_find_view(const MgEngine *engine, const char *id, int32_t *out);

#endif
