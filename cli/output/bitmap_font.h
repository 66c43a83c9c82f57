// Text on pictures: small letters of 5 x 7 dots, for labels. ASCII only; anything else is a box.
#ifndef MORPHOGEN_CLI_BITMAP_FONT_H
#define MORPHOGEN_CLI_BITMAP_FONT_H

#include "output/image.h"

int32_t text_width(const char *text, int32_t scale); // in pixels
int32_t text_height(int32_t scale);

// In dark grey, its left upper corner at (x, y); what lies beyond the image is cut off.
void draw_text(Image *image, int32_t x, int32_t y, int32_t scale, const char *text);

#endif
