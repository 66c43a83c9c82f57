// The values of an array in VTK's XML files: text, raw bytes or base64, plain or in blocks of zlib or LZ4.
#ifndef MG_IO_VTK_VALUES_H
#define MG_IO_VTK_VALUES_H

#include "io/scan.h"

typedef enum MgVtkCompressor { MG_VTK_NONE, MG_VTK_ZLIB, MG_VTK_LZ4 } MgVtkCompressor;

typedef struct MgVtkCoding {
    int32_t header_width; // 4 or 8 bytes: of the numbers before the values
    bool big_endian;
    MgVtkCompressor compressor;
    size_t file_bytes; // no block is larger
} MgVtkCoding;

// Exactly that many bytes from the start of the text; BAD_FILE if there are fewer or the header says otherwise.
MgStatus mg_vtk_take_values(const MgVtkCoding *coding, MgScan text, bool base64, uint64_t bytes, uint8_t *out);

// As many numbers as text, written as little-endian doubles.
MgStatus mg_vtk_take_text(MgScan text, uint64_t values, uint8_t *out);

MgStatus mg_vtk_damaged(void); // the BAD_FILE of both

#endif
