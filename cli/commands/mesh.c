// morphogen mesh: the surface after some steps, as a file.
#include <stdio.h>

#include "commands/commands.h"
#include "options/model_options.h"
#include "output/mesh_file.h"
#include "output/preflight.h"

int command_mesh(RunOptions *o) {
    if (o->mesh == NULL) {
        log_error("mesh wants a file: morphogen mesh gray_scott --steps 2000 --out surface.ply");
        return EXIT_USAGE;
    }
    if (check_outputs(o) != EXIT_SUCCESS) return EXIT_FAILURE;
    MgEngine *engine;
    int code = make_engine(o, &engine);
    if (code != EXIT_SUCCESS) return code;
    mg_engine_step(engine, (int32_t)o->base.steps);
    MeshCounts counts;
    code = check_finite(engine);
    if (code == EXIT_SUCCESS)
        code = write_mesh(o, engine, o->mesh, &(MeshSource){ mg_engine_view(engine), 0 }, &counts);
    if (code == EXIT_SUCCESS && o->base.json)
        print_event(
            json_pack("{s:s, s:i, s:i}", "event", "done", "vertices", counts.vertices, "triangles", counts.triangles));
    else if (code == EXIT_SUCCESS)
        printf("%s: %d vertices, %d triangles\n", o->mesh, counts.vertices, counts.triangles);
    mg_engine_destroy(engine);
    return code;
}
