#include "output/run_summary.h"

#include <inttypes.h>

void print_run_summary(const RunOptions *o, MgEngine *engine, const char *model, uint64_t seed, double seconds) {
    char hash[20];
    const uint64_t steps = mg_engine_steps(engine);
    const MgKeyframe *k = mg_engine_publish(engine);
    snprintf(hash, sizeof hash, "%016" PRIx64, mg_engine_hash(engine));
    if (o->base.json)
        print_event(json_pack("{s:s, s:s, s:I, s:f, s:s, s:f}", "event", "done", "model", model, "step",
                              (json_int_t)steps, "time", mg_engine_time(engine), "hash", hash, "seconds", seconds));
    else
        printf("%s %dx%dx%d seed %" PRIu64 " steps %" PRIu64 " hash %s\n", model, k->nx, k->ny, k->nz, seed, steps,
               hash);
}
