// morphogen info: the header of a snapshot, without reading its fields, or the contents of a volume.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "files/files.h"
#include "terminal/json_memory.h"
#include "commands/volumes.h"

static const char *boundary_name(MgBoundary boundary) { return boundary == MG_PERIODIC ? "periodic" : "no_flux"; }

static void print_plain(const MgSnapshotInfo *i) {
    printf("model     %s\nsize      %dx%dx%d, dx %.9g\nboundary  %s,%s,%s\n", i->model, i->nx, i->ny, i->nz, i->dx,
           boundary_name(i->boundary[0]), boundary_name(i->boundary[1]), boundary_name(i->boundary[2]));
    printf("seed      %" PRIu64 "\nseeding   %s\nview      %s\nsteps     %" PRIu64
           "\ntime      %.9g\nhash      %016" PRIx64 "\n",
           i->seed, i->seeding, i->view, i->steps, i->time, i->hash);
    printf("written   by morphogen %s\n", i->version);
    for (int32_t p = 0; p < i->parameter_count; p++)
        printf("  %-20s %.9g\n", i->parameters[p].name, i->parameters[p].value);
}

static int print_json(const MgSnapshotInfo *i) {
    char hash[20];
    snprintf(hash, sizeof hash, "%016" PRIx64, i->hash);
    json_t *parameters = json_object();
    for (int32_t p = 0; p < i->parameter_count; p++)
        json_object_set_new(parameters, i->parameters[p].name, json_real(i->parameters[p].value));
    // A seed may need 64 bits, more than many JSON readers keep of a number.
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, i->seed);
    json_t *all = json_pack("{s:s, s:[iii], s:f, s:[sss], s:s, s:s, s:s, s:I, s:f, s:s, s:s, s:o}", "model", i->model,
                            "size", i->nx, i->ny, i->nz, "dx", i->dx, "boundary", boundary_name(i->boundary[0]),
                            boundary_name(i->boundary[1]), boundary_name(i->boundary[2]), "seed", seed, "seeding",
                            i->seeding, "view", i->view, "steps", (json_int_t)i->steps, "time", i->time, "hash", hash,
                            "version", i->version, "parameters", parameters);
    char *text = all != NULL ? json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(15)) : NULL;
    json_decref(all);
    bool whole = !json_ran_out() && text != NULL;
    if (whole) puts(text);
    json_free_text(text);
    return whole ? EXIT_SUCCESS : no_memory("what the snapshot tells");
}

int command_info(RunOptions *o) {
    if (o->positional_count != 1) {
        log_error("info wants a snapshot or a volume: morphogen info run.mgs");
        return EXIT_USAGE;
    }
    if (is_volume(o->positionals[0])) return print_volume_info(o);
    InFile file;
    MgSnapshotInfo info;
    if (!in_open(&file, o->positionals[0])) return cannot_read(o->positionals[0], file.reason);
    MgStatus status = mg_snapshot_info(in_read, &file, file.bytes, &info);
    in_close(&file);
    if (status != MG_OK) return cannot_read(o->positionals[0], file.reason);
    if (o->base.json) return print_json(&info);
    print_plain(&info);
    return EXIT_SUCCESS;
}
