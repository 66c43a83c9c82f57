// The engine's own: everything a run needs, in one place. Only src/engine sees inside.
#ifndef MG_ENGINE_INTERNAL_H
#define MG_ENGINE_INTERNAL_H

#include "engine/network_model.h"
#include "engine/simulation.h"
#include "engine/texture_slot.h"
#include "mesh/mesher.h"

struct MgEngine {
    MgRun run;
    MgNetworkModel *own_model; // of a network that a person wrote; else NULL
    MgSimulation *simulation;
    MgMesher *mesher;
    MgKeyframe keyframes[2];             // in turn, so that a borrowed one outlives the publish after it
    int32_t newest;                      // index of the one published last
    MgFieldStatistics *plane_statistics; // engine/statistics.h
    int32_t keyframe_count;              // 0, 1 (newest) or 2
    MgTextureSlot textures[MG_TEXTURE_SLOTS];
    double step_milliseconds; // of the last slice of step_for; 0: not known yet
};

MgStatus mg_engine_find_view(const MgEngine *engine, const char *id, int32_t *out);

#endif
