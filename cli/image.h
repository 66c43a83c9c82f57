// Pictures: slices of a keyframe, and PNG files of them.
#ifndef MORPHOGEN_CLI_IMAGE_H
#define MORPHOGEN_CLI_IMAGE_H

#include "morphogen/morphogen.h"

typedef struct Image {
    int32_t width, height;
    uint8_t *pixels;                     // red, green, blue; the top row first
} Image;

bool slice_image(const MgKeyframe *keyframe, char axis, double at, Image *out);          // false: no memory; free pixels
bool write_png(const Image *image, const char *text, const char *path, int *reason);     // reason: errno

#endif
