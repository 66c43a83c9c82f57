// Do the golden hashes have teeth? This program is linked with the same library compiled with -ffp-contract=fast -mfma,
// where the compiler may fuse a multiplication and an addition into one rounding. Every row of real numbers must then
// end in other bits. (Whole molecules may well end as the same counts: a rounding seldom decides who reacts.)
#include "support/golden.h"

#include "model/model.h"

static int32_t same, compared;

static void compare_row(const GoldenRow *row, void *context) {
    (void)context;
    const MgModel *model = mg_model_find(row->model);
    if (row->steps < 20 || model == NULL || model->stage_count == 0) return;
    compared++;
    MgEngine *engine = run_golden_row(row, 1);
    if (mg_engine_hash(engine) == row->hash) {
        printf("%s %s %s: the hash did not notice contraction\n", row->model, row->size, row->settings);
        same++;
    }
    mg_engine_destroy(engine);
}

int main(void) {
    if (!__builtin_cpu_supports("fma")) {
        puts("this machine has no fused multiply-add: skipped");
        return 77; // ctest's SKIP_RETURN_CODE
    }
    for_each_golden_row(compare_row, NULL);
    return compared < 5 || same > 0;
}
