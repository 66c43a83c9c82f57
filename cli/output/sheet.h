// A contact sheet: slices of many runs side by side in the same colours, with what differs between them written beside.
#ifndef MORPHOGEN_CLI_SHEET_H
#define MORPHOGEN_CLI_SHEET_H

#include "output/image.h"

enum { MAX_LABEL_LINES = 3, LABEL_BYTES = 64 };

typedef struct Label {
    char lines[MAX_LABEL_LINES][LABEL_BYTES];
} Label; // empty lines are none

typedef struct Sheet {
    int32_t columns, rows, done; // done: so many runs, row by row, were made or refused
    const Slice *slices;         // row by row; values NULL: that run was refused
    MgRange range;
    const char *title;
    Label *column_labels, *row_labels; // of a column's label only the first line
} Sheet;

bool make_sheet(const Sheet *sheet, Image *out); // false: no memory, or no slice at all

#endif
