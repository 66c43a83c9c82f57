// A sweep while it is made, and its outputs: the table and the sheet.
#ifndef MORPHOGEN_CLI_SWEEP_H
#define MORPHOGEN_CLI_SWEEP_H

#include "commands/sweep_axes.h"
#include "options/catalog.h"
#include "output/image.h"
#include "output/sweep_journal.h"
#include "terminal/progress.h"

typedef struct Sweep {
    RunOptions *o;
    Catalog catalog;
    SweepAxes axes;
    int32_t run_count;
    SweepJournal *journal; // NULL: the outputs are no files
    FILE *table;
    int32_t rows_of;   // runs whose rows the table had from the journal when it was opened
    Slice *slices;     // of every run; values NULL where none was made
    MgRange range;     // of all of them
    Progress progress; // in steps of all runs
    double done;
    int32_t at, refused_count; // runs
    char view[64];             // which is shown
    const MgModel *model;
} Sweep;

// The extents of a slice.
void sweep_slice_size(const RunOptions *o, int32_t *width, int32_t *height);

// EXIT_FAILURE after an error message: image readers refuse sheets that large.
int sweep_check_sheet(const Sweep *s);

// The head, and the rows of the runs that the journal begins with.
int sweep_open_table(Sweep *s);
int sweep_close_table(Sweep *s); // on the disk

// The row of a run that has ended, with its '\n', the caller's to free; "" without a table. NULL after an error
// message.
char *sweep_row(const Sweep *s, MgEngine *engine, int32_t run, const MgKeyframe *k);
int sweep_append(Sweep *s, const char *row);

int sweep_write_sheet(Sweep *s);

#endif
