// A contact sheet: slices of many runs with one colour scale, labelled with the parameters that differ.
#ifndef MORPHOGEN_CLI_SHEET_H
#define MORPHOGEN_CLI_SHEET_H

#include "output/image.h"

enum { MAX_LABEL_LINES = 3, LABEL_BYTES = 64 };

typedef struct Label {
    char lines[MAX_LABEL_LINES][LABEL_BYTES];
} Label; // empty lines are none

typedef struct Sheet {
    int32_t columns, rows, done; // done: runs finished or refused, row by row
    int32_t slice_width, slice_height;
    const Slice *slices; // row by row; values NULL: that run was refused
    MgRange range;
    const char *title;
    Label *column_labels, *row_labels; // only the first line of a column's label is drawn
} Sheet;

uint64_t sheet_bytes(const Sheet *sheet);        // of the image; reads the labels, the sizes and the range
bool make_sheet(const Sheet *sheet, Image *out); // false after an error message: no memory

#endif
