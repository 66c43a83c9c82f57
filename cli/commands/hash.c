// morphogen hash: the hash of the state after some steps, the same on every machine.
#include "commands/commands.h"
#include "options/model_options.h"
#include "output/run_summary.h"
#include "terminal/progress.h"

int command_hash(RunOptions *o) {
    MgEngine *engine;
    int code = make_engine(o, &engine);
    if (code != EXIT_SUCCESS) return code;
    double started = seconds_now();
    mg_engine_step(engine, (int32_t)o->base.steps);
    code = check_finite(engine);
    if (code == EXIT_SUCCESS)
        print_run_summary(o, engine, o->base.config.model, o->base.config.seed, seconds_now() - started);
    mg_engine_destroy(engine);
    return code;
}
