// Overlays of the program Ready, which make a pattern's first state when it is loaded: each applies an operation with a
// fill inside shapes, to every cell in turn. All of Ready's overlays.cpp are supported except Perlin noise, which has
// no seed there; other elements are refused by name.
#ifndef MG_IO_OVERLAYS_H
#define MG_IO_OVERLAYS_H

#include "io/volume_in.h"
#include "io/xml.h"

typedef enum MgOverlayOp { OVERWRITE, ADD, SUBTRACT, MULTIPLY, DIVIDE } MgOverlayOp;
typedef enum MgOverlayFill { NO_FILL, CONSTANT, NOISE, OTHER, PARAMETER, LINEAR, RADIAL, GAUSSIAN, SINE } MgOverlayFill;
typedef enum MgOverlayShapeKind { EVERYWHERE, RECTANGLE, CIRCLE, PIXEL } MgOverlayShapeKind;

typedef struct MgPoints {
    float at[2][3];
    int32_t count;
} MgPoints; // in parts of the box

typedef struct MgOverlayShape {
    MgOverlayShapeKind kind;
    MgPoints points;
    double radius; // of a circle, in parts of the longest side
    double pixel[3];
} MgOverlayShape;

typedef struct MgOverlay {
    int32_t chemical, other;
    MgOverlayOp op;
    MgOverlayFill fill;
    double first, second; // value; low, high; of gradients at their two points; height, sigma; phase, amplitude
    MgScan parameter;
    MgPoints points; // of the fill
    int32_t first_shape, shape_count;
} MgOverlay;

#define MG_MAX_OVERLAYS 32
#define MG_MAX_SHAPES 64

typedef struct MgOverlays {
    bool generated; // there are overlays
    bool keeps;     // applied to the values of the file, not to zeros
    int32_t overlay_count, shape_count;
    MgOverlay overlays[MG_MAX_OVERLAYS];
    MgOverlayShape shapes[MG_MAX_SHAPES];
    bool inside, too_many; // inside: of an overlay's element
    MgPoints *open;        // of the fill or shape whose points come next
    MgScan strange;        // an unknown element
    MgScan no_number;      // an attribute that should be a number
} MgOverlays;

void mg_overlays_read_tag(const MgTag *tag, MgOverlays *overlays);

// Gives fills by a parameter its value.
void mg_overlays_set_parameter(MgOverlays *overlays, MgScan name, double value);

// Whether they can be made for so many chemicals. BAD_FILE names what cannot.
MgStatus mg_overlays_check(const MgOverlays *overlays, int32_t chemicals);

// Makes the values of a volume for which they have been checked. BAD_FILE where one would not be finite.
MgStatus mg_overlays_apply(const MgOverlays *overlays, MgVolume *volume);

#endif
