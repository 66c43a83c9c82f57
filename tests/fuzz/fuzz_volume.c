// Volumes that a person drops in: anything may come, a refusal says why, what is accepted is whole and finite, and
// memory stays in proportion to the file.
#include "support/fuzz.h"

#include "base/memory.h"
#include "io/bytes.h"
#include "io/inflate.h"
#include "morphogen/morphogen.h"

const char *const mg_fuzz_seeds[] = {
    "NRRD0004\ntype: float\ndimension: 3\nsizes: 2 2 2\nencoding: ascii\nspacings: 0.5 0.5 0.5\n\n1 2 3 4 5 6 7 8e-3\n",
    "NRRD0005\ntype: uchar\ndimension: 4\nsizes: 2 2 1 2\nkinds: domain domain domain vector\nencoding: "
    "raw\n\nabcdefgh",
    "<VTKFile type=\"ImageData\"><ImageData WholeExtent=\"0 1 0 1 0 1\" Spacing=\"1 1 1\"><Piece Extent=\"0 1 0 1 0 "
    "1\"><PointData>"
    "<DataArray type=\"Float32\" Name=\"v\" format=\"ascii\">1 2 3 4 5 6 7 "
    "8</DataArray></PointData></Piece></ImageData></VTKFile>",
    "NRRD0004\ntype: float\ndimension: 4\nsizes: 2 1 1 2\nkinds: domain domain domain list\nencoding: ascii\narrays:=u "
    "v\n\n1 2 3 4\n",
    "",
    "NRRD",
    "<VTKFile",
    "<?xml",
    NULL,
};
const char mg_fuzz_alphabet[] = "0123456789.-+e <>=/\"' \n:_#AzPointDataFloat32UInt8ascii";

#define MAX_BYTES_A_BYTE (4 * MG_MAX_INFLATION + 8) // a float for each byte, and a double on the way there

const FuzzLimits mg_fuzz_limits = { 5000, 40, 1 << 20, 2 * MAX_BYTES_A_BYTE };
const FuzzGrowth mg_fuzz_growth[] = {
    { "<VTKFile type=\"ImageData\">", "<" },
    { "<VTKFile type=\"ImageData\">", "<a>" },
    { "<VTKFile type=\"ImageData\">", "<!--" },
    { "<VTKFile type=\"ImageData\">", "<a b=\"c\"/>" },
    { "<VTKFile type=\"ImageData\"", " x=\"1\"" },
    { "<VTKFile type=\"ImageData\"><RD format_version=\"1\"><rule type=\"formula\"><formula>", "//" },
    { "<VTKFile type=\"ImageData\"><RD format_version=\"1\"><rule type=\"formula\"><formula>", "/*" },
    { "<VTKFile type=\"ImageData\"><RD format_version=\"1\"><rule type=\"formula\">", "<param name=\"k\">1</param>" },
    { "<VTKFile type=\"ImageData\"><RD format_version=\"1\"><initial_pattern_generator>",
      "<overlay chemical=\"a\"><overwrite/><constant value=\"1\"/><everywhere/></overlay>" },
    { "<VTKFile type=\"ImageData\"><ImageData WholeExtent=\"0 1 0 1 0 1\"><Piece><PointData>",
      "<DataArray type=\"Float32\" Name=\"v\" format=\"ascii\">1 2 3 4 5 6 7 8</DataArray>" },
    { "<VTKFile type=\"ImageData\"><ImageData WholeExtent=\"0 63 0 63 0 63\"><Piece><PointData>"
      "<DataArray type=\"Float32\" Name=\"v\" format=\"ascii\">",
      "1 " },
    { "NRRD0004\n", "#\n" },
    { "NRRD0004\n", "a:=b\n" },
    { "NRRD0004\ntype: float\ndimension: 3\nsizes: 31 31 31\nencoding: ascii\n\n", "1 " },
    { "NRRD0004\ntype: float\ndimension: 3\nsizes:", " 9" },
    { "NRRD0004\n", "space directions: (1,0,0)\n" },
    { "NRRD0004\narrays:=", "u " },
    { "\x93NUMPY\x01", "{'descr': '<f4', " },
    { NULL, NULL },
};

// ---- what was accepted comes out again: in every format, and in each the same values are read back

#define MAX_CELLS_AGAIN 512

typedef struct File {
    uint8_t bytes[65536];
    size_t count;
} File;

static bool keep(void *context, const void *bytes, size_t count) {
    File *file = context;
    MG_FUZZ_EXPECT(count <= sizeof file->bytes - file->count);
    memcpy(file->bytes + file->count, bytes, count);
    file->count += count;
    return true;
}

static void write_and_read_again(const MgVolume *volume) {
    static File file;
    const MgVolumeInfo *v = mg_volume_info(volume);
    size_t cells = (size_t)v->nx * (size_t)v->ny * (size_t)v->nz;
    if (cells > MAX_CELLS_AGAIN) return;
    for (int32_t format = MG_VOLUME_VTI; format <= MG_VOLUME_NRRD; format++) {
        MgVolume *again;
        file.count = 0;
        MG_FUZZ_EXPECT(mg_volume_export(volume, (MgVolumeFormat)format, keep, &file) == MG_OK);
        MG_FUZZ_EXPECT(mg_volume_parse(file.bytes, file.count, &again) == MG_OK);
        const MgVolumeInfo *w = mg_volume_info(again);
        MG_FUZZ_EXPECT(w->nx == v->nx && w->ny == v->ny && w->nz == v->nz && w->array_count == v->array_count);
        for (int32_t a = 0; a < v->array_count; a++)
            MG_FUZZ_EXPECT(memcmp(mg_volume_values(again, a), mg_volume_values(volume, a), cells * sizeof(float)) == 0);
        mg_volume_destroy(again);
    }
}

static void look_at(MgStatus status, MgVolume *volume, uint64_t taken, size_t size) {
    MG_FUZZ_EXPECT(taken <= 65536 + (uint64_t)size * 2 * MAX_BYTES_A_BYTE);
    MG_FUZZ_EXPECT((volume != NULL) == (status == MG_OK));
    MG_FUZZ_EXPECT(status == MG_OK || mg_error_message()[0] != 0);
    if (volume == NULL) return;
    const MgVolumeInfo *v = mg_volume_info(volume);
    MG_FUZZ_EXPECT(v->array_count >= 1 && v->array_count <= MG_MAX_ARRAYS && v->dx > 0);
    MG_FUZZ_EXPECT(v->parameter_count >= 0 && v->parameter_count <= MG_MAX_ARRAYS);
    size_t cells = (size_t)v->nx * (size_t)v->ny * (size_t)v->nz;
    for (int32_t a = 0; a < v->array_count; a++) {
        MG_FUZZ_EXPECT(memchr(v->names[a], 0, sizeof v->names[a]) != NULL);
        for (size_t i = 0; i < cells; i++) {
            float value = mg_volume_values(volume, a)[i];
            MG_FUZZ_EXPECT(value - value == 0);
        }
    }
    write_and_read_again(volume);
    mg_volume_destroy(volume);
}

// Without a header: what a description tells beside it comes first here, extents of any size or small ones.
#define TOLD_BYTES 14

static void look_at_raw(const uint8_t *data, size_t size) {
    static const char *const types[] = { "u1", "i1", "u2",  "i2",  "u4",  "i4",  "u8", "i8",
                                         "f4", "f8", ">u2", ">i8", ">f4", ">f8", "f2", ">" };
    if (size < TOLD_BYTES) return;
    int32_t extent[3];
    bool small = data[TOLD_BYTES - 1] >= 16;
    for (int32_t axis = 0; axis < 3; axis++)
        extent[axis] = small ? data[4 * axis] % 8 : (int32_t)mg_get_u32(data + 4 * axis);
    MgVolume *volume = NULL;
    uint64_t before = mg_allocated_bytes();
    MgStatus status =
        mg_volume_from_raw(data + TOLD_BYTES, size - TOLD_BYTES, extent[0], extent[1], extent[2],
                           (int8_t)data[TOLD_BYTES - 2], types[data[TOLD_BYTES - 1] % MG_COUNT_OF(types)], &volume);
    look_at(status, volume, mg_allocated_bytes() - before, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    MgVolume *volume = NULL;
    uint64_t before = mg_allocated_bytes();
    MgStatus status = mg_volume_parse(data, size, &volume);
    look_at(status, volume, mg_allocated_bytes() - before, size);
    look_at_raw(data, size);
    return 0;
}
