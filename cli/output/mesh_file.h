// The surface of the shown view as a file.
#ifndef MORPHOGEN_CLI_MESH_FILE_H
#define MORPHOGEN_CLI_MESH_FILE_H

#include "options/run_options.h"

typedef struct MeshSource {
    const char *name;  // of the meshed scalar, for messages
    double scalar_max; // gradient of the last colour; 0: the view's default
} MeshSource;

typedef struct MeshCounts {
    int32_t vertices, triangles;
    bool any; // a surface exists and was written
} MeshCounts;

// Writes the surface; counts may be NULL. EXIT_FAILURE if there is none, except in a numbered series.
int write_mesh(const RunOptions *options, MgEngine *engine, const char *path, const MeshSource *look,
               MeshCounts *counts);

#endif
