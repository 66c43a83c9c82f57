// Pictures: slices of a keyframe, and PNG files of them.
#ifndef MORPHOGEN_CLI_IMAGE_H
#define MORPHOGEN_CLI_IMAGE_H

#include "morphogen/morphogen.h"

typedef struct Image {
    int32_t width, height;
    uint8_t *pixels; // red, green, blue; the top row first
} Image;

// A layer of a keyframe, as numbers; the top row first.
typedef struct Slice {
    int32_t width, height;
    float *values;
} Slice;

uint64_t slice_bytes(int32_t width, int32_t height); // of its values
uint64_t image_bytes(int32_t width, int32_t height); // of its pixels

// Both return false after an error message if there is no memory, or the limit leaves less.
bool slice_keyframe(const MgKeyframe *keyframe, char axis, double at, Slice *out); // free values
bool make_image(int32_t width, int32_t height, const char *what, Image *out);      // white; what: "the sheet"
void free_image(Image *image);

// Puts the slice's colours into the image, its left upper pixel at (x, y).
void paint_slice(const Slice *slice, MgRange range, int32_t x, int32_t y, Image *image);

bool write_png(const Image *image, const char *text, const char *path, int *reason); // reason: errno

#endif
