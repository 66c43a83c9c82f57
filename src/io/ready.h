// Patterns of the program Ready (github.com/GollyGang/ready): VTK image files with an element RD before the image: a rule, its
// parameters, and overlays that make the first state when the pattern is loaded. The rules that are models here come along;
// others are refused by name.
#ifndef MG_IO_READY_H
#define MG_IO_READY_H

#include "io/volume_in.h"
#include "io/xml.h"

typedef enum MgOverlayOp { OVERWRITE, ADD, SUBTRACT, MULTIPLY, DIVIDE } MgOverlayOp;
typedef enum MgOverlayFill { CONSTANT, NOISE, OTHER } MgOverlayFill;

// op(value, fill) inside a shape.
typedef struct MgOverlay {
    int32_t chemical, other;
    MgOverlayOp op;
    MgOverlayFill fill;
    double low, high;                    // CONSTANT: low
    bool everywhere;
    double corner[2][3];                 // of a rectangle, in parts of the box
    int32_t corner_count, shape_count;
} MgOverlay;

#define MG_MOST_OVERLAYS 16

typedef struct MgReady {
    const char *model;                   // of the rule; NULL: none
    MgScan rule;                         // its name, where it is a formula that is not known yet
    bool periodic, generated;            // by overlays
    MgOverlay overlays[MG_MOST_OVERLAYS];
    int32_t overlay_count;
    bool in_overlay;
    MgScan strange;                      // an element of an overlay that is not known here
    int32_t parameter_count;
    MgSnapshotParameter parameters[MG_MOST_ARRAYS];
} MgReady;

// Any tag of the file; rest is what stands behind it. Tags that are no pattern's are passed over.
MgStatus mg_ready_read_tag(const MgTag *tag, MgScan rest, MgReady *ready);

// Once the values are read: tells the volume of its rule and makes the first state. A file without a rule is left as it is.
MgStatus mg_ready_finish(const MgReady *ready, MgVolume *out);

#endif
