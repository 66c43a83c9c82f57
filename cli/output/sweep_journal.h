// The runs that an unfinished sweep has made: OUTPUT.sweep beside its first output, removed when the sweep is done. A
// sweep of the same arguments goes on behind them; of other arguments it is refused. The file is the header with the
// arguments, then a record a run, each with a checksum: a record that a kill or a power cut tore is cut off.
#ifndef MORPHOGEN_CLI_SWEEP_JOURNAL_H
#define MORPHOGEN_CLI_SWEEP_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct SweepRecord {
    bool is_made;      // false: the run was left out
    const char *row;   // of the table, with its '\n'; "" where there is none
    const void *slice; // slice_bytes, not aligned; only if is_made and slice_bytes > 0
} SweepRecord;

typedef struct SweepJournal SweepJournal;

// arguments: lines that define every run, "size 64x64x64". slice_bytes: of each run's slice, 0 without a sheet. *out is
// NULL for an output that is no file. EXIT_FAILURE after an error message.
int journal_open(const char *output, const char *arguments, int32_t run_count, size_t slice_bytes, SweepJournal **out);

int32_t journal_count(const SweepJournal *journal); // runs that were there when it was opened; 0 for NULL
bool journal_find(const SweepJournal *journal, int32_t run, SweepRecord *out); // false: that run was not there

// EXIT_FAILURE after an error message. Nothing for NULL.
int journal_add(SweepJournal *journal, int32_t run, const SweepRecord *record);

void journal_close(SweepJournal *journal, bool is_done); // is_done: removes the file. NULL is fine

#endif
