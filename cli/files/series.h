// ParaView's file series: "v.vti.series" is JSON that lists the numbered files "v-000001000.vti", ... with their times,
// so that ParaView opens them as one run. It reads series of .vti, .ply and .stl.
#ifndef MORPHOGEN_CLI_SERIES_H
#define MORPHOGEN_CLI_SERIES_H

#include "files/files.h"

bool has_series(const char *path);

// Whether a run that is resumed can add to the series at path: there is none, or one whose entries are of this path's
// numbered files. EXIT_FAILURE after an error message; nothing is changed.
int series_check(const char *path);

// Adds a file with its step, atomically. is_resumed: entries of earlier steps are kept and later ones, left by a killed
// run, are removed; otherwise the series starts anew. path: without the number.
int series_add(const char *path, const char *file, int64_t step, double time, bool is_resumed);

#endif
