// Patterns of the program Ready (github.com/GollyGang/ready): VTK image files with an element RD before the image: a
// rule, its parameters, and overlays that make the first state when the pattern is loaded. Rules that correspond to
// models here are read; formulas become equations; others are refused by name.
#ifndef MG_IO_READY_PATTERN_H
#define MG_IO_READY_PATTERN_H

#include "io/overlays.h"
#include "io/ready_text.h"

#define MG_MAX_READY_PARAMETERS 64

typedef struct MgReady {
    const char *model;        // of the rule; NULL: none, or equations
    MgScan rule;              // its name
    bool formula;             // the rule is one; Ready steps those with another Laplacian than its inbuilt rule
    MgReadyAccuracy accuracy; // of a formula's Laplacian in a plane: 9 points, 5, 21; in space it always has 27
    MgScan text;              // of a formula, as it stands in the file
    int64_t chemicals;        // that it says it has; 0: none said
    double low, high;         // of what is shown
    MgScan shown;
    bool periodic;
    char refusal[MG_NOTE_BYTES]; // the first reason why no run can begin with it; "": none yet
    int32_t parameter_count;
    MgReadyParameter parameters[MG_MAX_READY_PARAMETERS];
    MgOverlays overlays;
} MgReady;

// Any tag of the file; rest is the text after it. Tags that are no pattern's are passed over. What is not known here is
// remembered: the values of the file are good without it.
void mg_ready_read_tag(const MgTag *tag, MgScan rest, MgReady *ready);

// Once the values are read: stores the rule, or why it cannot be run, in the volume and makes the first state. A file
// without a rule is not changed.
MgStatus mg_ready_finish(MgReady *ready, MgVolume *out);

#endif
