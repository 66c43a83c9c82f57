// morphogen hash: the state after some steps in sixteen digits, the same on every machine.
#include <inttypes.h>
#include <stdio.h>

#include "commands.h"

int command_hash(RunOptions *o) {
    MgEngine *engine;
    int code = make_engine(o, &engine);
    if (code != EXIT_FINE) return code;
    const MgConfig *c = &o->base.config;
    mg_engine_step(engine, (int32_t)o->base.steps);
    code = check_finite(engine);
    if (code == EXIT_FINE)
        printf("%s %dx%dx%d seed %" PRIu64 " steps %" PRId64 " hash %016" PRIx64 "\n", c->model, c->nx, c->ny, c->nz, c->seed,
               o->base.steps, mg_engine_hash(engine));
    mg_engine_destroy(engine);
    return code;
}
