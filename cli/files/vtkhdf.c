// The layout is "VTKHDF format specification" 1.0 at docs.vtk.org: a group VTKHDF with attributes Version, Type,
// WholeExtent, Origin, Spacing and Direction, and in its group PointData an array (z, y, x) for each scalar.
#define _POSIX_C_SOURCE 200809L
#include "files/vtkhdf.h"

#include <errno.h>
#include <fcntl.h>
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "terminal/signals.h"

typedef struct Hdf {
    const HdfVolume *volume;
    hid_t file, group, points;
    float *values;
    bool bad, stopped; // stopped: by a signal
} Hdf;

static void check(Hdf *h, herr_t status) { h->bad = h->bad || status < 0; }

static void put_attribute(Hdf *h, const char *name, hid_t stored, hid_t given, hsize_t count, const void *values) {
    hid_t space = H5Screate_simple(1, &count, NULL);
    hid_t attribute = H5Acreate2(h->group, name, stored, space, H5P_DEFAULT, H5P_DEFAULT);
    check(h, attribute < 0 ? -1 : H5Awrite(attribute, given, values));
    if (attribute >= 0) check(h, H5Aclose(attribute));
    if (space >= 0) H5Sclose(space);
}

static void put_type(Hdf *h, const char *name) {
    hid_t text = H5Tcopy(H5T_C_S1), space = H5Screate(H5S_SCALAR);
    check(h, H5Tset_size(text, strlen(name)));
    check(h, H5Tset_strpad(text, H5T_STR_NULLPAD)); // as the specification's own example has it
    hid_t attribute = H5Acreate2(h->group, "Type", text, space, H5P_DEFAULT, H5P_DEFAULT);
    check(h, attribute < 0 ? -1 : H5Awrite(attribute, text, name));
    if (attribute >= 0) check(h, H5Aclose(attribute));
    H5Sclose(space);
    H5Tclose(text);
}

static void put_box(Hdf *h) {
    const HdfVolume *v = h->volume;
    const int64_t version[2] = { 1, 0 }, extent[6] = { 0, v->nx - 1, 0, v->ny - 1, 0, v->nz - 1 };
    const double direction[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
    put_attribute(h, "Version", H5T_STD_I64LE, H5T_NATIVE_INT64, 2, version);
    put_type(h, "ImageData");
    put_attribute(h, "WholeExtent", H5T_STD_I64LE, H5T_NATIVE_INT64, 6, extent);
    put_attribute(h, "Origin", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 3, v->origin);
    put_attribute(h, "Spacing", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 3, v->spacing);
    put_attribute(h, "Direction", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 9, direction);
}

#define MOST_BYTES_A_CALL ((size_t)4 << 20) // HDF5 writes what it is given in one call, and a signal waits for that

static void put_planes(Hdf *h, hid_t set, hid_t space) {
    const HdfVolume *v = h->volume;
    const size_t plane = (size_t)v->nx * (size_t)v->ny, most = MOST_BYTES_A_CALL / (plane * sizeof(float)) + 1;
    for (size_t z = 0, left = (size_t)v->nz; left > 0 && !h->bad;) {
        const size_t count = left < most ? left : most;
        const hsize_t begin[3] = { z, 0, 0 }, shape[3] = { count, (hsize_t)v->ny, (hsize_t)v->nx };
        hid_t part = H5Screate_simple(3, shape, NULL);
        check(h, H5Sselect_hyperslab(space, H5S_SELECT_SET, begin, NULL, shape, NULL));
        check(h, H5Dwrite(set, H5T_NATIVE_FLOAT, part, space, H5P_DEFAULT, h->values + z * plane));
        H5Sclose(part);
        if (caught_signal() != 0) h->bad = h->stopped = true;
        z += count, left -= count;
    }
}

static void put_array(Hdf *h, const char *name) {
    const HdfVolume *v = h->volume;
    const hsize_t shape[3] = { (hsize_t)v->nz, (hsize_t)v->ny, (hsize_t)v->nx };
    hid_t space = H5Screate_simple(3, shape, NULL);
    hid_t how = H5Pcreate(H5P_DATASET_CREATE);
    check(h, H5Pset_obj_track_times(how, false)); // no timestamps: the same state gives the same bytes
    hid_t set = H5Dcreate2(h->points, name, H5T_IEEE_F32LE, space, H5P_DEFAULT, how, H5P_DEFAULT);
    check(h, set < 0 ? -1 : 0);
    if (set >= 0) put_planes(h, set, space);
    if (set >= 0) check(h, H5Dclose(set));
    H5Pclose(how);
    H5Sclose(space);
}

static void put_arrays(Hdf *h) {
    for (int32_t i = 0; i < h->volume->array_count && !h->bad; i++) {
        if (h->volume->read(h->volume->context, i, h->values)) put_array(h, h->volume->names[i]);
        else h->bad = true;
    }
}

static bool write_all(Hdf *h, const char *path) {
    const HdfVolume *v = h->volume;
    h->values = malloc((size_t)v->nx * (size_t)v->ny * (size_t)v->nz * sizeof *h->values);
    h->file = h->values != NULL ? H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT) : -1;
    h->group = h->file >= 0 ? H5Gcreate2(h->file, "VTKHDF", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT) : -1;
    h->points = h->group >= 0 ? H5Gcreate2(h->group, "PointData", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT) : -1;
    h->bad = h->points < 0;
    if (!h->bad) put_box(h), put_arrays(h);
    if (h->points >= 0) check(h, H5Gclose(h->points));
    if (h->group >= 0) check(h, H5Gclose(h->group));
    if (h->file >= 0) check(h, H5Fclose(h->file));
    free(h->values);
    return !h->bad;
}

bool write_hdf_volume(const HdfVolume *volume, OutFile *file) {
    Hdf h = { .volume = volume };
    H5dont_atexit();                       // or HDF5 flushes a file that could not be closed at exit, and crashes
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL); // or HDF5 prints its own error stack
    file->reason = 0;
    const uint64_t bytes = (uint64_t)volume->nx * (uint64_t)volume->ny * (uint64_t)volume->nz * sizeof(float);
    if (mg_check_memory(bytes, "an array on its way into the file") != MG_OK) return false;
    errno = 0;
    bool written = write_all(&h, file->part);
    if (!written) file->reason = h.stopped ? ECANCELED : errno != 0 ? errno : EIO;
    return written;
}
