#include "output/sheet.h"

#include <stdio.h>
#include <string.h>

#include "output/bitmap_font.h"

#define SMALLEST_TILE 96 // pixels: what is smaller is magnified
#define GAP 6
#define MARGIN 12
#define TEXT_SCALE 2
#define LINE (text_height(TEXT_SCALE) + 4)
#define BAR_WIDTH 160
#define BAR_HEIGHT 14

typedef struct Layout {
    int32_t magnified; // pixels a cell
    int32_t tile_width, tile_height, left, top;
    int32_t width, height;
} Layout;

static int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }

static int32_t widest(const Label *labels, int32_t count) {
    int32_t width = 0;
    for (int32_t i = 0; i < count; i++)
        for (int32_t line = 0; line < MAX_LABEL_LINES; line++)
            width = larger(width, text_width(labels[i].lines[line], TEXT_SCALE));
    return width;
}

static void bar_text(const Sheet *s, char low[32], char high[32]) {
    snprintf(low, 32, "%.3g", (double)s->range.min);
    snprintf(high, 32, "%.3g", (double)s->range.max);
}

// A tile is a whole number of pixels a cell, and wide enough for its column's label.
static Layout lay_out(const Sheet *s) {
    char low[32], high[32];
    Layout l = { .magnified = 1 };
    int32_t label = widest(s->column_labels, s->columns), wanted = larger(SMALLEST_TILE, label + GAP);
    bar_text(s, low, high);
    while (s->slice_width * l.magnified < wanted) l.magnified++;
    l.tile_width = s->slice_width * l.magnified, l.tile_height = s->slice_height * l.magnified;
    l.left = MARGIN + widest(s->row_labels, s->rows) + MARGIN;
    l.top = MARGIN + 2 * LINE + MARGIN;
    int32_t legend = BAR_WIDTH + 2 * GAP + text_width(low, TEXT_SCALE) + text_width(high, TEXT_SCALE);
    int32_t tiles = s->columns * (l.tile_width + GAP) - GAP;
    l.width = larger(larger(l.left + tiles, l.left + legend), MARGIN + text_width(s->title, TEXT_SCALE)) + MARGIN;
    l.height = l.top + s->rows * (l.tile_height + GAP) + GAP + LINE + MARGIN;
    return l;
}

static void paint_magnified(const Sheet *s, const Slice *slice, const Layout *l, int32_t x, int32_t y, Image *out) {
    const float span = s->range.max - s->range.min;
    const size_t row_bytes = 3 * (size_t)l->tile_width;
    for (int32_t row = 0; row < l->tile_height; row++) {
        uint8_t *pixels = out->pixels + 3 * ((size_t)(y + row) * (size_t)out->width + (size_t)x);
        if (row % l->magnified > 0) {
            memcpy(pixels, pixels - 3 * (size_t)out->width, row_bytes);
            continue;
        }
        for (int32_t column = 0; column < l->tile_width; column++) {
            const float value = slice->values[row / l->magnified * slice->width + column / l->magnified];
            mg_viridis(span > 0 ? (value - s->range.min) / span : 0.0f, pixels + 3 * column);
        }
    }
}

static void draw_centred(Image *out, int32_t x, int32_t y, int32_t width, const char *text) {
    draw_text(out, x + (width - text_width(text, TEXT_SCALE)) / 2, y, TEXT_SCALE, text);
}

static void draw_row_label(const Label *label, int32_t y, int32_t height, Image *out) {
    int32_t count = 0;
    while (count < MAX_LABEL_LINES && label->lines[count][0] != 0) count++;
    for (int32_t i = 0; i < count; i++)
        draw_text(out, MARGIN, y + (height - count * LINE) / 2 + i * LINE, TEXT_SCALE, label->lines[i]);
}

static void draw_legend(const Sheet *s, const Layout *l, Image *out) {
    char low[32], high[32];
    int32_t y = l->height - MARGIN - LINE, x = l->left;
    bar_text(s, low, high);
    draw_text(out, x, y, TEXT_SCALE, low);
    x += text_width(low, TEXT_SCALE) + GAP;
    for (int32_t i = 0; i < BAR_WIDTH * BAR_HEIGHT; i++)
        mg_viridis((float)(i % BAR_WIDTH) / (BAR_WIDTH - 1),
                   out->pixels + 3 * ((size_t)(y + i / BAR_WIDTH) * (size_t)out->width + (size_t)(x + i % BAR_WIDTH)));
    draw_text(out, x + BAR_WIDTH + GAP, y, TEXT_SCALE, high);
}

uint64_t sheet_bytes(const Sheet *s) {
    const Layout l = lay_out(s);
    return image_bytes(l.width, l.height);
}

bool make_sheet(const Sheet *s, Image *out) {
    Layout l = lay_out(s);
    if (!make_image(l.width, l.height, "the sheet", out)) return false;
    draw_text(out, MARGIN, MARGIN, TEXT_SCALE, s->title);
    for (int32_t i = 0; i < s->columns; i++)
        draw_centred(out, l.left + i * (l.tile_width + GAP), l.top - LINE, l.tile_width, s->column_labels[i].lines[0]);
    for (int32_t i = 0; i < s->columns * s->rows; i++) {
        int32_t x = l.left + i % s->columns * (l.tile_width + GAP), y = l.top + i / s->columns * (l.tile_height + GAP);
        if (s->slices[i].values != NULL) paint_magnified(s, &s->slices[i], &l, x, y, out);
        else draw_centred(out, x, y + (l.tile_height - LINE) / 2, l.tile_width, i < s->done ? "refused" : "not run");
        if (i % s->columns == 0) draw_row_label(&s->row_labels[i / s->columns], y, l.tile_height, out);
    }
    draw_legend(s, &l, out);
    return true;
}
