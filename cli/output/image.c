#include "output/image.h"

#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "files/files.h"
#include "files/large_memory.h"

uint64_t slice_bytes(int32_t width, int32_t height) { return sizeof(float) * (uint64_t)width * (uint64_t)height; }
uint64_t image_bytes(int32_t width, int32_t height) { return 3 * (uint64_t)width * (uint64_t)height; }

bool slice_keyframe(const MgKeyframe *k, char axis, double at, Slice *out) {
    const int32_t extent[3] = { k->nx, k->ny, k->nz };
    const ptrdiff_t stride[3] = { 1, k->row_stride, k->plane_stride };
    const int across = axis == 'x' ? 1 : 0, up = axis == 'z' ? 1 : 2, through = axis - 'x';
    int32_t layer = (int32_t)(at * extent[through]);
    if (layer == extent[through]) layer--;
    *out = (Slice){ .width = extent[across], .height = extent[up] };
    out->values = allocate_large(slice_bytes(out->width, out->height), "a slice");
    if (out->values == NULL) return false;
    float *to = out->values;
    for (int32_t y = out->height - 1; y >= 0; y--)
        for (int32_t x = 0; x < out->width; x++)
            *to++ = k->values[layer * stride[through] + y * stride[up] + x * stride[across]];
    return true;
}

bool make_image(int32_t width, int32_t height, const char *what, Image *out) {
    const uint64_t bytes = image_bytes(width, height);
    *out = (Image){ width, height, allocate_large(bytes, what) };
    if (out->pixels != NULL) memset(out->pixels, 255, (size_t)bytes);
    return out->pixels != NULL;
}

void free_image(Image *image) {
    free(image->pixels);
    image->pixels = NULL;
}

void paint_slice(const Slice *slice, MgRange range, int32_t x, int32_t y, Image *image) {
    float span = range.max - range.min;
    for (int32_t row = 0; row < slice->height; row++) {
        uint8_t *pixel = image->pixels + 3 * ((size_t)(y + row) * (size_t)image->width + (size_t)x);
        for (int32_t i = 0; i < slice->width; i++) {
            float value = slice->values[row * slice->width + i];
            mg_viridis(span > 0 ? (value - range.min) / span : 0.0f, pixel + 3 * i);
        }
    }
}

// ---- PNG

static void png_to_file(png_structp png, png_bytep bytes, size_t count) {
    if (!out_write(png_get_io_ptr(png), bytes, count)) png_error(png, "refused");
}

static void png_flush_nothing(png_structp png) { (void)png; }

// Keeps libpng from printing; the error is in file->reason.
static void png_fails(png_structp png, png_const_charp sentence) {
    (void)sentence;
    png_longjmp(png, 1);
}

static void write_rows(png_structp png, png_infop info, const Image *image, const char *text) {
    char software[] = "Software", morphogen[] = "morphogen", description[] = "Description";
    png_text texts[2] = { { .compression = PNG_TEXT_COMPRESSION_NONE, .key = software, .text = morphogen },
                          { .compression = PNG_TEXT_COMPRESSION_NONE, .key = description, .text = (char *)text } };
    png_set_IHDR(png, info, (png_uint_32)image->width, (png_uint_32)image->height, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_text(png, info, texts, 2);
    png_write_info(png, info);
    for (int32_t y = 0; y < image->height; y++)
        png_write_row(png, image->pixels + 3 * (size_t)y * (size_t)image->width);
    png_write_end(png, info);
}

static bool encode(const Image *image, const char *text, OutFile *file) {
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, png_fails, NULL);
    png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
    volatile bool written = false;
    if (info != NULL && setjmp(png_jmpbuf(png)) == 0) {
        png_set_write_fn(png, file, png_to_file, png_flush_nothing);
        write_rows(png, info, image, text);
        written = true;
    }
    png_destroy_write_struct(&png, &info);
    return written;
}

bool write_png(const Image *image, const char *text, const char *path, int *reason) {
    OutFile file;
    bool good = out_open(&file, path);
    if (good && !encode(image, text, &file)) {
        out_abandon(&file);
        good = false;
    } else if (good) good = out_commit(&file, false);
    *reason = file.reason;
    return good;
}
