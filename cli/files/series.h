// What ParaView opens as one run with its times: beside numbered files "v-000001000.vti", ... a "v.vti.series", JSON
// that names each with its time. ParaView knows it for .vti, .ply and .stl.
#ifndef MORPHOGEN_CLI_SERIES_H
#define MORPHOGEN_CLI_SERIES_H

#include "files/files.h"

bool has_series(const char *path);

// Enters the file numbered by step, whole or not at all. is_resumed: what was entered for steps before it stays, and
// what a run that was killed entered for later ones goes; else the series begins with it. path: without the number.
int series_add(const char *path, const char *file, int64_t step, double time, bool is_resumed);

#endif
