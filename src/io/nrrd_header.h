// What the header of an NRRD file holds. read_nrrd.c reads the values behind it.
#ifndef MG_IO_NRRD_HEADER_H
#define MG_IO_NRRD_HEADER_H

#include "io/scan.h"
#include "io/volume_in.h"

#define MG_NRRD_AXES 4

typedef enum MgNrrdEncoding { MG_NRRD_RAW, MG_NRRD_ASCII, MG_NRRD_GZIP } MgNrrdEncoding;
typedef enum MgNrrdCenters { MG_NRRD_UNKNOWN, MG_NRRD_CELL, MG_NRRD_NODE } MgNrrdCenters;

typedef struct MgNrrd {
    MgElements elements;
    MgNrrdEncoding encoding;
    int32_t axes;
    int64_t sizes[MG_NRRD_AXES];                                           // the first is the fastest
    int64_t dimension, space_dimension;                                    // 0: not given
    double spacing[MG_NRRD_AXES], least[MG_NRRD_AXES], most[MG_NRRD_AXES]; // of each axis; NaN: not given or unknown
    MgNrrdCenters centers[MG_NRRD_AXES];
    MgScan directions, origin_text; // parsed when the dimension of the space is known
    double origin[3];               // of the space, where there is one
    bool has_origin, turned, ours;
    int32_t component_axis; // -1: none given
    bool component_is_time;
    int32_t least_named, most_named; // axes named by the lines with one word per axis; 0: no such line
    int64_t line_skip, byte_skip;
    MgScan names; // of our own note "arrays:=u v"
    bool typed, sized, encoded, has_endian;
} MgNrrd;

// Reads the header, of the file from its first byte; *text then begins behind the empty line, with the values.
// MG_BAD_FILE if a field is missing, contradicts another or cannot be read here.
MgStatus mg_nrrd_header(MgScan *text, MgNrrd *header);

#endif
