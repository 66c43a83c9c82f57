#define _POSIX_C_SOURCE 200809L
#include "output/resume_hint.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=:,./@%";

// Quoted if a shell would split or expand it.
static void print_word(FILE *out, const char *word) {
    if (*word != 0 && strspn(word, plain) == strlen(word)) {
        fprintf(out, " %s", word);
        return;
    }
    fputs(" '", out);
    for (; *word != 0; word++) {
        if (*word == '\'') fputs("'\\''", out);
        else fputc(*word, out);
    }
    fputc('\'', out);
}

static void print_flag(FILE *out, const char *flag, const char *value) {
    if (value == NULL) return;
    fprintf(out, " --%s", flag);
    print_word(out, value);
}

static void print_outputs(FILE *out, const RunOptions *o) {
    print_flag(out, "volume", o->volume);
    print_flag(out, "mesh", o->mesh);
    if (o->mesh != NULL && !isnan(o->base.isovalue)) fprintf(out, " --iso %.9g", o->base.isovalue);
    if (o->mesh != NULL && o->cap != CAP_BY_FORMAT) print_flag(out, "cap", o->cap == CAP_YES ? "yes" : "no");
    print_flag(out, "image", o->image);
    if (o->image != NULL && (o->slice_axis != 'z' || o->slice_at != 0.5))
        fprintf(out, " --slice %c=%.9g", o->slice_axis, o->slice_at);
}

// Flags about how it ran, which are not in the snapshot.
static void print_ways(FILE *out, const RunOptions *o) {
    const MgConfig *c = &o->base.config;
    const MgTiling *t = &o->base.tiling;
    if (c->threads != 0) fprintf(out, " --threads %d", c->threads);
    if (c->memory_budget_bytes != 0) fprintf(out, " --memory-mb %" PRIu64, c->memory_budget_bytes / MEGABYTE);
    if (t->steps != 0 || t->rows != 0 || t->planes != 0)
        fprintf(out, " --tiling %d,%d,%d", t->steps, t->rows, t->planes);
    if (o->base.json) fputs(" --json", out);
    if (o->quiet) fputs(" --quiet", out);
}

static char *line_of(const RunOptions *o, const char *snapshot, const uint64_t *last) {
    char *line = NULL;
    size_t bytes;
    FILE *out = open_memstream(&line, &bytes);
    if (out == NULL) return NULL;
    fputs(last != NULL ? "morphogen resume" : "morphogen convert", out);
    print_word(out, snapshot);
    if (last != NULL) fprintf(out, " --steps %" PRIu64, *last);
    if (last != NULL && o->every > 0) fprintf(out, " --every %" PRId64, o->every);
    if (last != NULL) print_flag(out, "stats", o->stats);
    print_outputs(out, o);
    if (last != NULL) print_ways(out, o);
    if (fclose(out) == 0) return line;
    free(line);
    return NULL;
}

char *repeat_hint(const RunOptions *o) {
    char *line = NULL;
    size_t bytes;
    FILE *out = open_memstream(&line, &bytes);
    if (out == NULL) return NULL;
    fputs("morphogen", out);
    for (int i = 0; i < o->argc; i++) print_word(out, o->argv[i]);
    if (fclose(out) == 0) return line;
    free(line);
    return NULL;
}

char *resume_hint(const RunOptions *o, const char *snapshot, uint64_t last) { return line_of(o, snapshot, &last); }
char *convert_hint(const RunOptions *o, const char *snapshot) { return line_of(o, snapshot, NULL); }
