// A slice of the view as a PNG: one pixel a cell, viridis from the smallest to the largest value of the whole box, the
// first axis to the right and the second one upwards. The file's text describes the run.
#ifndef MORPHOGEN_CLI_SLICE_FILE_H
#define MORPHOGEN_CLI_SLICE_FILE_H

#include "options/run_options.h"
#include "output/image.h"

// write_image cuts the newest state; write_slice writes a slice that exists, with a text for the file.
int write_image(const RunOptions *options, MgEngine *engine, const char *path);
int write_slice(const RunOptions *options, const Slice *slice, MgRange range, const char *text, const char *path);

#endif
