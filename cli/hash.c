// morphogen hash: the state after some steps in sixteen digits, the same on every machine.
#include <inttypes.h>
#include <stdio.h>

#include "commands.h"
#include "options.h"

int command_hash(int argc, char **argv) {
    Options options;
    int code = read_options(argc, argv, &options);
    if (code != EXIT_FINE) return code;
    MgEngine *engine = engine_from(&options);
    if (engine == NULL) return EXIT_FAILED;
    mg_engine_step(engine, (int32_t)options.steps);
    printf("%s %dx%dx%d seed %" PRIu64 " steps %" PRId64 " hash %016" PRIx64 "\n", options.config.model, options.config.nx,
           options.config.ny, options.config.nz, options.config.seed, options.steps, mg_engine_hash(engine));
    mg_engine_destroy(engine);
    return EXIT_FINE;
}
