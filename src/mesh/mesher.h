// The surface value = isovalue of two keyframes, blended: bit planes, two passes, no merge.
//
//  1. Choose chunks: isovalue inside the union of both keyframes' ranges, chunk touches the view sphere and the clip
//  box.
//  2. Classify: one sign bit per point, 64 to a word, of the blended field, in the rows that chosen chunks need.
//  3. Count, per row: crossed edges are XORs of words, so vertices are popcounts; triangles come from the case table.
//  4. Scan the counts in row order: this gives the place of each row's vertices and triangles.
//  5. Emit in parallel, straight into the final buffers. A vertex is base of its row + popcount of the mask below x.
//  Where asked, caps close it where the cells in view end (cap.c).
//
// Nothing depends on which thread computes a row, so the bytes are the same for any number of threads.
#ifndef MG_MESH_MESHER_H
#define MG_MESH_MESHER_H

#include "base/cancel.h"
#include "base/profile.h"
#include "base/scheduler.h"
#include "grid/grid.h"

typedef struct MgMesher MgMesher;

uint64_t mg_mesher_bytes(const MgGrid *grid);   // what create takes; meshes come on top
MgMesher *mg_mesher_create(const MgGrid *grid); // NULL when memory is refused
void mg_mesher_destroy(MgMesher *mesher);       // NULL is fine

// Meshes end early where it says so; it must live as long as the mesher.
void mg_mesher_set_cancellation(MgMesher *mesher, MgCancellation *cancellation);

// The keyframes' grid is the mesher's. The request is checked by the caller (slot, blend, scalar_max > 0).
// MG_CANCELLED, and the slot has no mesh, where it was ended early.
MgStatus mg_mesher_run(MgMesher *mesher, MgScheduler *scheduler, MgProfile *profile, const MgKeyframe *previous,
                       const MgKeyframe *next, const MgMeshRequest *request, const MgMesh **out);

#endif
