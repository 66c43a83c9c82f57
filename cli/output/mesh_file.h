// The surface of the shown view as a file.
#ifndef MORPHOGEN_CLI_MESH_FILE_H
#define MORPHOGEN_CLI_MESH_FILE_H

#include "options/run_options.h"

typedef struct MeshSource {
    const char *name;  // of what has the surface, for a sentence
    double scalar_max; // the gradient that gets the last colour; 0: the view's own
} MeshSource;

typedef struct MeshCounts {
    int32_t vertices, triangles;
    bool any; // surface, and so a file
} MeshCounts;

// The surface; *counts may be NULL. EXIT_FAILURE where there is none, unless it is one of many frames.
int write_mesh(const RunOptions *options, MgEngine *engine, const char *path, const MeshSource *look,
               MeshCounts *counts);

#endif
