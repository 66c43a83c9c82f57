// Questions about surfaces that are to be solids.
#ifndef MG_TESTS_SUPPORT_SOLID_H
#define MG_TESTS_SUPPORT_SOLID_H

#include "support/surface.h"

// By indices: every edge is walked once each way, the triangles around a vertex are one fan, no vertex is left over.
// Returns Euler's characteristic.
int64_t assert_solid(const MgMesh *mesh);

// Float vertices: no two have the same position, so a reader of STL, which joins vertices by position, gets the same
// edges.
void assert_positions_differ(const MgMesh *mesh);

// Every triangle has an area, even in single precision, and every vertex a normal of length 1 and a number as scalar.
void assert_areas_and_normals(const MgMesh *mesh);

#endif
