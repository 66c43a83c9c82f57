// Morphogen: three-dimensional reaction-diffusion patterns, the same bits on every machine.
//
// Do this, step by step:
//
//     MgConfig config = mg_config_default();                 // gray_scott, 128 x 128 x 128, periodic
//     MgEngine *engine = NULL;
//     if (mg_engine_create(&config, &engine) != MG_OK) { puts(mg_error_message()); return 1; }
//     mg_engine_set(engine, "feed", 0.03);
//     mg_engine_seed(engine, "perlin", 1337);
//     mg_engine_step(engine, 1000);
//     mg_engine_publish(engine);                             // gives the shown field to the mesher, no copy
//     const MgMesh *mesh = NULL;
//     MgMeshRequest request = mg_mesh_request_default(engine);
//     mg_engine_mesh(engine, &request, &mesh);
//     mg_engine_destroy(engine);
//
// An engine belongs to one thread at a time; it runs its own pool inside each call. A function returns MgStatus when
// the world can refuse (memory, a name, a range), and mg_error_message() then names the value and the way out; it
// returns void and asserts when only a programmer can be wrong. A refused call leaves the engine as it was.
//
// Does not: read or write files (callbacks do), print, open a window, keep global state.
#ifndef MORPHOGEN_MORPHOGEN_H
#define MORPHOGEN_MORPHOGEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__) && !defined(__wasm__)
#define MG_API __attribute__((visibility("default")))
#else
#define MG_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef enum MgStatus {
    MG_OK = 0,
    MG_INVALID_ARGUMENT, // a value is outside its range, or a request makes no sense
    MG_UNKNOWN_NAME,     // no model, parameter, seeding, view or field of that name
    MG_OUT_OF_MEMORY,    // the machine refused memory
    MG_OVER_BUDGET,      // more memory is needed than MgConfig.memory_budget_bytes or mg_set_memory_limit allow
    MG_UNSTABLE,         // dt is beyond the model's stability limit, or dx below what its reactions allow
    MG_WRITE_FAILED,     // an export's callback returned false
    MG_BAD_FILE,         // what was read is damaged, cut short, or not of the kind it should be
    MG_CANCELLED,        // mg_engine_set_cancel's function said so
    MG_NOT_BUILT_IN,     // this build is without what the text needs: equations, in two of the WebAssembly modules
} MgStatus;

// The sentence of this thread's last refused call; valid until this thread's next refused call. Never NULL.
MG_API const char *mg_error_message(void);

// ------------------------------------------------------------------------------------------------ configuration

typedef enum MgBoundary {
    MG_PERIODIC = 0, // the last cell's neighbour is the first
    MG_NO_FLUX = 1,  // the field is mirrored at the wall: nothing passes
} MgBoundary;

#define MG_SMALLEST_EXTENT 8 // cells along an axis
#define MG_LARGEST_EXTENT 4096
#define MG_SMALLEST_DX 1e-6
#define MG_LARGEST_DX 1e6
#define MG_MAX_THREADS 64
#define MG_LARGEST_TEXT_BYTES 65536   // of a model of your own
#define MG_NETWORK_MODEL_ID "network" // of the model that such a text is
#define MG_EQUATIONS_MODEL_ID "equations"
#define MG_NAME_BYTES 32 // of a parameter, field or species in such a text, with its 0

// How far a long call is, 0..1, rising: comes now and then, in the thread that made the call.
typedef void (*MgProgress)(void *context, double part);

typedef struct MgConfig {
    const char *model;            // id of a model in mg_describe_json
    int32_t nx, ny, nz;           // cells, MG_SMALLEST_EXTENT..MG_LARGEST_EXTENT each, need not be equal
    MgBoundary boundary[3];       // per axis x, y, z
    double dx;                    // edge of a cell, in the model's unit of length: MG_SMALLEST_DX..MG_LARGEST_DX
    uint64_t seed;                // of the first seeding
    int32_t threads;              // 1..MG_MAX_THREADS; 0 means what the machine has, at most 16
    uint64_t memory_budget_bytes; // 0 means what the platform can give
    const char *text;    // NULL, or a text of your own that then is the model: a reaction network (docs/networks.md),
                         // with the id MG_NETWORK_MODEL_ID, or equations (docs/equations.md), MG_EQUATIONS_MODEL_ID
    MgProgress progress; // NULL, or called with the part seeded so far, by mg_engine_create and mg_engine_seed
    void *progress_context;
    const char *seeding;  // id of the first seeding; NULL: the model's first
    const char *settings; // NULL, or values by name before that: "feed=0.03 perlin.frequency=8", with spaces or commas
    bool unseeded;        // every field is 0 and nothing is seeded: for whoever restores a snapshot, starts from a
                          // volume or seeds later
} MgConfig;

MG_API MgConfig mg_config_default(void);

// Bytes mg_engine_create will take for this configuration (fields, keyframes, chunk ranges, scratch for stepping).
// Meshes come on top and grow with the surface. Refuses what mg_engine_create would refuse, except the budget.
MG_API MgStatus mg_config_bytes(const MgConfig *config, uint64_t *out);

// One limit on the memory of this process, in bytes; 0, as it is at first, is a share of the machine's (in the browser,
// of what the module may have). Volumes ask it before they take memory, and so does an engine whose memory_budget_bytes
// is 0; engines, and the values of volumes, that are not destroyed count.
MG_API void mg_set_memory_limit(uint64_t bytes);

// For what a program takes beside the library. MG_OVER_BUDGET, with both numbers, where the limit leaves less; what:
// "slice.png".
MG_API MgStatus mg_check_memory(uint64_t bytes, const char *what);

// ------------------------------------------------------------------------------------------------------- engine

typedef struct MgEngine MgEngine;

// Creates the engine, applies config->settings and seeds it once, with config->seeding and config->seed. The texts of
// the configuration are read during the call only.
MG_API MgStatus mg_engine_create(const MgConfig *config, MgEngine **out);
MG_API void mg_engine_destroy(MgEngine *engine); // NULL is fine

// Parameters of the model ("feed"), and of its seedings ("perlin.frequency"; acts at the next seed).
MG_API MgStatus mg_engine_set(MgEngine *engine, const char *parameter, double value);
MG_API MgStatus mg_engine_get(const MgEngine *engine, const char *parameter, double *out);

// MG_UNSTABLE, with a sentence that holds both numbers, when dt is beyond the model's limit. *limit (may be NULL)
// receives the largest stable dt in either case.
MG_API MgStatus mg_engine_check_dt(const MgEngine *engine, double *limit);

// MG_UNSTABLE, with a sentence that holds both numbers, when dx is below the smallest cell in which two molecules of a
// model of molecules can meet as often as their rate says (Erban and Chapman 2009, doi 10.1088/1478-3975/6/4/046001):
// the run goes on, but slower than its rates. *smallest_dx (may be NULL) receives that size in either case, 0 where
// there is none.
MG_API MgStatus mg_engine_check_voxel(const MgEngine *engine, double *smallest_dx);

// Whether a long call is to end now. Called often, from all threads of the engine: a look at an atomic flag, no more.
typedef bool (*MgCancel)(void *context);

// Steps, seedings and meshes ask cancel (NULL: nobody), and end within a small part of a step once it returns true. A
// step that was begun is not made: the state is that of the step before; mg_engine_mesh returns MG_CANCELLED. The first
// step of molecules after quick ones is made whole where it takes long; those after it are kept twice and can be taken
// back.
MG_API void mg_engine_set_cancel(MgEngine *engine, MgCancel cancel, void *context);

// Fills the fields anew and sets step and time to 0. seeding NULL means the one used last. Drops the keyframes.
// MG_CANCELLED where it was ended early; the fields are then to be seeded again.
MG_API MgStatus mg_engine_seed(MgEngine *engine, const char *seeding, uint64_t seed);

// Fewer threads than asked for may start; mg_engine_threads returns how many run, the calling thread included.
MG_API MgStatus mg_engine_set_threads(MgEngine *engine, int32_t threads);
MG_API int32_t mg_engine_threads(const MgEngine *engine);

#define MG_MAX_FUSED_STEPS 8

// How fields are stepped: `steps` at a time over tiles of `rows` times `planes`, while a tile is in cache. Only speed
// and memory depend on it, never a bit of the result. In a request, 0 means: chosen for this machine, which is the
// default.
typedef struct MgTiling {
    int32_t steps, rows, planes;
} MgTiling;

// MG_INVALID_ARGUMENT for more than MG_MAX_FUSED_STEPS steps and for models of molecules, which have no tiles;
// MG_OUT_OF_MEMORY, and nothing changes, when scratch memory is refused.
MG_API MgStatus mg_engine_set_tiling(MgEngine *engine, const MgTiling *requested);
MG_API MgTiling mg_engine_tiling(const MgEngine *engine); // in use; zeros for models of molecules

// Allocates nothing, cannot fail. Fewer steps are made only where mg_engine_set_cancel's function says so.
MG_API void mg_engine_step(MgEngine *engine, int32_t count);

// Steps until the milliseconds are used up, at least once and at most max_steps times; returns the steps made. None are
// made where milliseconds is NaN, or the call was ended by mg_engine_set_cancel's function.
MG_API int32_t mg_engine_step_for(MgEngine *engine, double milliseconds, int32_t max_steps);

MG_API uint64_t mg_engine_steps(const MgEngine *engine); // since the last seed
MG_API double mg_engine_time(const MgEngine *engine);    // sum of dt since the last seed

// The state hash: over every cell of every field, blind to threads, order and padding. See docs/determinism.md. Of
// molecules it is over what the next step begins from, which is not what is read: docs/molecules.md.
MG_API uint64_t mg_engine_hash(MgEngine *engine);

// The first NaN or infinity: true and its field, cell and value's place, or false when every cell is finite.
typedef struct MgBadCell {
    const char *field;
    int32_t x, y, z;
    uint64_t step; // the step count at the time of the check
    // Of molecules: 0, or the number, from 1, of the reaction that would fire too often in that cell for a step to end.
    int32_t reaction;
} MgBadCell;
MG_API bool mg_engine_find_bad_cell(MgEngine *engine, MgBadCell *out);

// Whatever is read of a moment - a field, a cell, figures, keyframes, textures, volumes - shows one state, and
// reading changes nothing of the run. What is written is what is read from then on. Parameters that are set act on
// the next step: of this moment they change only what a view computes from its fields.

// Copies a field out or in, dense, x fastest, nx * ny * nz floats. count must be exactly that.
MG_API MgStatus mg_engine_read_field(const MgEngine *engine, const char *field, float *out, size_t count);
MG_API MgStatus mg_engine_write_field(MgEngine *engine, const char *field, const float *values, size_t count);

typedef struct MgFieldStatistics {
    double min, mean, max;
    double total; // sum over all cells: exact for molecules
} MgFieldStatistics;

// Of every cell of a field as it is now. The same bits for any number of threads; allocates nothing; as quick as
// reading the field once. A NaN makes mean and total NaN.
MG_API MgStatus mg_engine_field_statistics(MgEngine *engine, const char *field, MgFieldStatistics *out);

// Every field's value in one cell, in the model's order; count must be the number of fields.
MG_API MgStatus mg_engine_read_cell(const MgEngine *engine, int32_t x, int32_t y, int32_t z, float *out, size_t count);

// ----------------------------------------------------------------------------------------------------- painting

typedef enum MgBrushMode {
    MG_BRUSH_ADD = 0,   // towards the model's matter
    MG_BRUSH_ERASE = 1, // towards what is where there is none
} MgBrushMode;

typedef struct MgBrush {
    double centre[3]; // in units of length: cell index * dx; beyond a periodic side it is in on the other
    double radius;    // in units of length, more than 0
    double softness;  // 0..1: the outer part of the radius in which the brush fades; 0 is a hard edge
    double strength;  // 0..1: how much of the way to its target a cell in the middle goes
    MgBrushMode mode;
} MgBrush;

// Moves every cell of the ball towards the model's paint values or back to its erase values, in every field that has
// that is ("paintValue" and "eraseValue" in mg_describe_json). A value never goes beyond its target nor away from it:
// what is legal stays so, and no count becomes negative. Counts stay whole. Falls between two steps and is no step
// itself; allocates nothing; the same bits for any number of threads. Published keyframes stay as they are: publish to
// see it.
MG_API MgStatus mg_engine_paint(MgEngine *engine, const MgBrush *brush);

// ---------------------------------------------------------------------------------------------------- keyframes

#define MG_CHUNK_EDGE 16 // cells along a chunk's edge; the last chunk of an axis may be shorter

typedef struct MgRange {
    float min, max;
} MgRange;

// The shown scalar at one moment. value(x, y, z) = values[x + y * row_stride + z * plane_stride]. Borrowed: good until
// the second publish after this one, or until the next seed, view change or destroy.
typedef struct MgKeyframe {
    const float *values;
    int32_t nx, ny, nz;
    ptrdiff_t row_stride, plane_stride; // in floats
    uint64_t step;
    double time;
    MgRange range;               // over all cells
    const MgRange *chunk_ranges; // x fastest; a chunk's own cells plus the shared face of the next chunk
    int32_t chunks_x, chunks_y, chunks_z;
} MgKeyframe;

// Which scalar is shown: the id of a view of the model. The first view is the default. Drops the keyframes.
MG_API MgStatus mg_engine_set_view(MgEngine *engine, const char *view);
MG_API const char *mg_engine_view(const MgEngine *engine);

// Makes the current state the newest keyframe; the one before becomes the previous. Never fails, copies no field.
MG_API const MgKeyframe *mg_engine_publish(MgEngine *engine);

// --------------------------------------------------------------------------------------------------------- mesh

typedef enum MgVertexFormat {
    MG_VERTEX_FLOAT = 0,  // MgVertexFloat, for files
    MG_VERTEX_PACKED = 1, // MgVertexPacked, for the GPU
} MgVertexFormat;

typedef struct MgVertexFloat {
    float position[3]; // in units of length: cell index * dx
    float normal[3];   // unit, towards smaller values: outwards of what is above the isovalue
    float scalar;      // gradient magnitude, field units per unit of length
} MgVertexFloat;

typedef struct MgVertexPacked { // 12 bytes
    uint16_t position[3];       // 65535 means n * dx on that axis, 0 means 0
    uint16_t scalar;            // 65535 means MgMesh.scalar_max or more
    uint16_t normal[2];         // octahedral: each value / 65535 * 2 - 1
} MgVertexPacked;

#define MG_MESH_SLOTS 9 // three pictures (filling, ready, shown) of up to three isovalues; an unused slot is empty

typedef struct MgMeshRequest {
    float isovalue; // in the view's units; the inside is value > isovalue
    float blend;    // 0..1: from the previous keyframe to the newest
    MgVertexFormat format;
    int32_t slot;                 // 0..MG_MESH_SLOTS-1; the mesh lives there until the slot is meshed again
    float sphere_centre[3];       // in units of length
    float sphere_radius;          // only cells whose centre is inside; 0 or less: everywhere
    float box_min[3], box_max[3]; // only cells whose centre is inside; box_min[0] > box_max[0]: everywhere
    float scalar_max;             // the packed scalar's 65535; 0 or less: the view's default
    bool cap; // close it where it is cut: at walls, at the periodic box, at sphere and clip box. A solid
              // without open edges, for files: MG_VERTEX_FLOAT only, and not as fast
} MgMeshRequest;

typedef struct MgMesh {
    const void *vertices;    // vertex_count of MgVertexFloat or MgVertexPacked
    const uint32_t *indices; // 3 * triangle_count, counter-clockwise seen from outside
    int32_t vertex_count, triangle_count;
    MgVertexFormat format;
    int32_t slot;
    float scalar_max;
    float extent[3];       // n * dx per axis
    int32_t chunks_chosen; // chunks left after choosing by range, sphere and box
} MgMesh;

MG_API MgMeshRequest mg_mesh_request_default(const MgEngine *engine);

// Meshes the published keyframes into a slot; publishes first if there is none. Identical bytes for any thread count.
// On MG_OUT_OF_MEMORY the slot is empty and every other slot is as it was. *out is good until that slot's next mesh.
MG_API MgStatus mg_engine_mesh(MgEngine *engine, const MgMeshRequest *request, const MgMesh **out);

// ----------------------------------------------------------------------------------------------------- textures

#define MG_TEXTURE_SLOTS 4 // two keyframes each of what is shown and of what colours it
#define MG_TEXTURE_BLOCK 4 // texels along an edge of a block, which has its own range

typedef struct MgTextureRequest {
    const char *view;   // NULL: a published keyframe; else a view of the model, of the state as it is now
    bool previous;      // of the keyframes: the one before the newest
    int32_t nx, ny, nz; // texels along the axes, 1..cells; 0: one for every cell
    int32_t slot;       // 0..MG_TEXTURE_SLOTS-1; the texture lives there until the slot is filled again
} MgTextureRequest;

// A scalar as a graphics card samples it: half floats, 0 standing for low and 1 for high, which are the ends of the
// view's own range; values outside it are below 0 or above 1. Half floats keep eleven bits of a value; NaN becomes 0.
// Texel i of n along an axis of m cells is cell floor(i m / n) itself and never an average, so what is thin keeps its
// height.
//
// A ray need not sample where its colours are transparent: the ranges hold minimum and maximum of every block of
// MG_TEXTURE_BLOCK^3 texels and of the texels next to it on the upper sides, with which a card blends the block's last
// ones; where the box repeats those are the first ones again. ceil(nx / MG_TEXTURE_BLOCK) blocks along x and so on, x
// fastest.
typedef struct MgTexture {
    const uint16_t *texels; // nx * ny * nz, x fastest, dense
    int32_t nx, ny, nz;
    int32_t slot;
    float low, high;
    const uint16_t *ranges; // minimum and maximum of each block, directly after the texels
    uint64_t step;
    double time;
} MgTexture;

// Fills a slot; publishes first if there is no keyframe. Called right after mg_engine_publish, every view is of the
// keyframe's moment. Slots take memory when they are first filled: some 2 bytes a texel, which mg_config_bytes does not
// count. On MG_OUT_OF_MEMORY the slot is empty. *out is good until that slot is filled again or the textures are
// released.
MG_API MgStatus mg_engine_texture(MgEngine *engine, const MgTextureRequest *request, const MgTexture **out);
MG_API void mg_engine_drop_textures(MgEngine *engine); // gives their memory back

typedef struct MgRay {
    double origin[3], direction[3]; // in units of length; the direction may have any length but 0
    float isovalue, blend;          // as in MgMeshRequest
    float box_min[3], box_max[3];   // only what is inside; box_min[0] > box_max[0]: everywhere
} MgRay;

typedef struct MgRayHit {
    bool hit;           // false: the rest is 0
    bool cut;           // the ray comes into the box, or the clip box, in the midst of matter
    double distance;    // from the origin
    double position[3]; // in units of length
    float normal[3];    // unit, towards smaller values; of a cut, out of the wall
    int32_t cell[3];    // the nearest
} MgRayHit;

// Where a ray first crosses the surface that mg_engine_mesh would make of the published keyframes: the exact root of
// the trilinear interpolation, between any two cells and across periodic sides of the box. Publishes first if there is
// none. The ray itself goes through the box once; it does not come in again on the other side.
MG_API MgStatus mg_engine_raycast(MgEngine *engine, const MgRay *ray, MgRayHit *out);

// --------------------------------------------------------------------------------------------------- snapshots

// Receives the next bytes of a file; returns false to stop.
typedef bool (*MgWrite)(void *context, const void *bytes, size_t count);

// Gives the next count bytes of a file; returns how many there were: fewer than count at its end, or where reading
// failed.
typedef size_t (*MgRead)(void *context, void *bytes, size_t count);

// Writes everything the run needs to continue as if it had never stopped: fields bit by bit, step, time, seed, seeding,
// view, configuration, parameters by name, and the state hash. The same state gives the same bytes on any machine, and
// any machine reads them, with any number of threads (docs/files.md has the format). Keyframes and profile are not
// saved. MG_WRITE_FAILED when the callback returned false; the engine is as it was.
MG_API MgStatus mg_engine_save(MgEngine *engine, MgWrite write, void *context);

// Makes an engine from a snapshot of file_bytes bytes. threads and memory_budget_bytes are as in MgConfig: they are no
// part of the run. Takes no more memory than mg_config_bytes returns, and only after file_bytes confirms the size of
// the grid. MG_BAD_FILE, naming what is wrong, unless every checksum and the state hash match.
MG_API MgStatus mg_engine_load(MgRead read, void *context, uint64_t file_bytes, int32_t threads,
                               uint64_t memory_budget_bytes, MgEngine **out);

// Puts an engine back to a snapshot of itself, in memory: model, cells, boundaries and dx must be the engine's. Threads
// stay; keyframes are dropped. As mg_engine_load otherwise, but takes no memory; when refused, the engine goes on as it
// was.
MG_API MgStatus mg_engine_restore(MgEngine *engine, const void *bytes, size_t count);

#define MG_SNAPSHOT_NAME_BYTES 64      // of a name in a snapshot, with its 0
#define MG_MAX_SNAPSHOT_PARAMETERS 288 // of a model and all its seedings

typedef struct MgSnapshotParameter {
    char name[MG_SNAPSHOT_NAME_BYTES]; // as in mg_engine_set
    double value;
} MgSnapshotParameter;

// The header of a snapshot: what was run.
typedef struct MgSnapshotInfo {
    char version[MG_SNAPSHOT_NAME_BYTES]; // mg_version() of the program that wrote it
    char model[MG_SNAPSHOT_NAME_BYTES], seeding[MG_SNAPSHOT_NAME_BYTES], view[MG_SNAPSHOT_NAME_BYTES];
    int32_t nx, ny, nz;
    MgBoundary boundary[3];
    double dx, time;
    uint64_t seed, steps, hash;
    int32_t parameter_count;
    MgSnapshotParameter parameters[MG_MAX_SNAPSHOT_PARAMETERS];
} MgSnapshotInfo;

// Reads only what precedes the fields, so it is quick for any size. MG_BAD_FILE as mg_engine_load, but for what the
// fields alone could show.
MG_API MgStatus mg_snapshot_info(MgRead read, void *context, uint64_t file_bytes, MgSnapshotInfo *out);

// ------------------------------------------------------------------------------------------------------- export

// What each vertex and each triangle of a mesh takes in a file, beside a header.
#define MG_PLY_VERTEX_BYTES 31
#define MG_PLY_TRIANGLE_BYTES 13
#define MG_STL_TRIANGLE_BYTES 50
#define MG_GLB_VERTEX_BYTES 32
#define MG_GLB_TRIANGLE_BYTES 12
#define MG_LARGEST_GLB_BYTES 4294967295u // of the whole file, whose length glTF writes in 32 bits

// Binary little-endian PLY: vertex x y z nx ny nz red green blue quality (the gradient's magnitude, in viridis and as
// it is), face vertex_indices. The mesh must be MG_VERTEX_FLOAT.
MG_API MgStatus mg_export_ply(const MgMesh *mesh, MgWrite write, void *context);

// Binary STL for printing: triangles with the normals of their faces, in units of length.
MG_API MgStatus mg_export_stl(const MgMesh *mesh, MgWrite write, void *context);

// The colour of t, 0..1, in sRGB: viridis (van der Walt and Smith, 2015; CC0) at nine places and straight lines between
// them. Beyond 0 and 1 the last colour, for NaN the first.
MG_API void mg_viridis(float t, uint8_t rgb[3]);

// Binary glTF 2.0: positions, normals, viridis colours by gradient magnitude (the last at scalar_max), and the
// magnitude itself as _SCALAR. MG_INVALID_ARGUMENT for an empty mesh, which glTF cannot hold, and beyond
// MG_LARGEST_GLB_BYTES.
MG_API MgStatus mg_export_glb(const MgMesh *mesh, MgWrite write, void *context);

// VTK image data for ParaView: every field, and the shown view where it is computed (that is published for it), as
// Float32 point data; point (x, y, z) is at (x, y, z) * dx, as the mesh's vertices do. Step, time and seed are in its
// field data.
MG_API MgStatus mg_engine_export_vti(MgEngine *engine, MgWrite write, void *context);

// A NumPy array of one field, shape (nz, ny, nx); with field NULL of all in the model's order, (fields, nz, ny, nx),
// but (nz, ny, nx) where the model has one field only.
MG_API MgStatus mg_engine_export_npy(const MgEngine *engine, const char *field, MgWrite write, void *context);

// NRRD for Slicer and the like: one field on three axes, several on one before them, the fastest.
MG_API MgStatus mg_engine_export_nrrd(const MgEngine *engine, MgWrite write, void *context);

// ------------------------------------------------------------------------------------------------------- volumes

#define MG_MAX_ARRAYS 8
#define MG_NOTE_BYTES 512

typedef struct MgVolume MgVolume;

typedef struct MgVolumeInfo {
    int32_t nx, ny, nz; // 1..MG_LARGEST_EXTENT each
    double dx;          // spacing along x; 1 where the file has none
    int32_t array_count;
    char names[MG_MAX_ARRAYS][MG_SNAPSHOT_NAME_BYTES]; // "" where the file has none
    char model[MG_SNAPSHOT_NAME_BYTES]; // of a pattern file of the program Ready: the model its rule is here; else ""
    bool periodic;                      // boundaries of the pattern
    int32_t parameter_count;            // and of its parameters, in this model's names
    MgSnapshotParameter parameters[MG_MAX_ARRAYS];
    double spacing[3];        // along x, y and z; dx is the first
    double origin[3];         // position of the first value; a run places it at 0, 0, 0
    bool turned;              // the file's axes point elsewhere than x, y and z, where a run puts them
    char note[MG_NOTE_BYTES]; // what was left aside, or taken where the file leaves it open; sentences with ';' between
    char refusal[MG_NOTE_BYTES]; // of a pattern whose rule or overlays are not known here: why no run begins with it;
                                 // else ""
    const char *equations;       // of a pattern whose formula is no model here: the text of it as equations, for
                                 // MgConfig.text; model is "equations" then. Good until destroy; else NULL
} MgVolumeInfo;

// Reads a whole file: NumPy's .npy, NRRD (attached; raw, ascii or gzip), VTK's .vti (ascii, base64 or raw; zlib, LZ4 or
// none), recognised by their first bytes. Two or three axes, and one of components; any type of number, turned to
// single precision. Ready's .vti patterns bring their rule along, formulas as equations; of one that is neither here
// the values are read, and refusal says why. Takes memory in proportion to count only, and never beyond the limit
// (MG_OVER_BUDGET). MG_BAD_FILE names what is wrong or not read here.
MG_API MgStatus mg_volume_parse(const void *bytes, size_t count, MgVolume **out);

// Values without a header, x fastest, arrays one after another. type: "u1" "i1" "u2" "i2" "u4" "i4" "u8" "i8" "f4"
// "f8", little-endian, or with ">" before it big-endian.
MG_API MgStatus mg_volume_from_raw(const void *bytes, size_t count, int32_t nx, int32_t ny, int32_t nz,
                                   int32_t array_count, const char *type, MgVolume **out);

// Where its values are, as in MgVolumeInfo. A spacing that is not a number is unknown and taken as 1, a negative one
// turns its axis; both are noted. MG_BAD_FILE, and nothing changes, where a spacing is 0 or infinite, or an origin
// infinite.
MG_API MgStatus mg_volume_place(MgVolume *volume, const double spacing[3], const double origin[3], bool turned);
MG_API void mg_volume_destroy(MgVolume *volume); // NULL is fine

MG_API const MgVolumeInfo *mg_volume_info(const MgVolume *volume);           // good until destroy
MG_API const float *mg_volume_values(const MgVolume *volume, int32_t array); // nx * ny * nz, x fastest

typedef enum MgVolumeFormat { MG_VOLUME_VTI, MG_VOLUME_NPY, MG_VOLUME_NRRD } MgVolumeFormat;

// The same values in another format, in single precision. Characters of a name that have a meaning in the
// format become '_', and nameless arrays are called array_0, array_1, ...; NumPy's format has no names and no place.
// Turned axes are not kept.
MG_API MgStatus mg_volume_export(const MgVolume *volume, MgVolumeFormat format, MgWrite write, void *context);

// Seeds anew as the last time, then puts the volume's arrays in the place of the fields of their names: step 0, time 0.
// A volume of another size is resampled: linearly between the centres of cells, and to fewer cells as the mean over
// each. Arrays of a Ready pattern, and as many nameless ones as there are fields, come in the order of the fields; a
// single nameless one is the field of the first view. MG_INVALID_ARGUMENT, and nothing happens, where no array has a
// field's name, or where the volume's cells are no cubes and the run's size does not keep its shape.
MG_API MgStatus mg_engine_seed_from_volume(MgEngine *engine, const MgVolume *volume);

// ------------------------------------------------------------------------------------------ descriptions, timing

typedef struct MgStageTime {
    const char *name; // "react and diffuse", "publish", "mesh: classify", ...
    double seconds;   // in all, since create or the last reset
    uint64_t calls;
} MgStageTime;

// The stages timed so far; *out is borrowed until destroy. Returns their number.
MG_API int32_t mg_engine_profile(const MgEngine *engine, const MgStageTime **out);
MG_API void mg_engine_reset_profile(MgEngine *engine);

// JSON of every model: parameters, seedings, views, presets, fields, and the limits of this header. Returns the length
// without the final 0; writes at most capacity bytes including it, so (NULL, 0) asks for the length.
MG_API size_t mg_describe_json(char *buffer, size_t capacity);

// The same JSON, of the model that a text of your own makes (MgConfig.text) alone; no engine is needed. *length (may be
// NULL) as above. MG_INVALID_ARGUMENT names line, column and what was expected.
MG_API MgStatus mg_describe_text(const char *text, char *buffer, size_t capacity, size_t *length);

// The same JSON, of this engine's model alone; of equations with mg_engine_computation as "computation".
MG_API size_t mg_engine_describe_json(const MgEngine *engine, char *buffer, size_t capacity);

// Stages of equations as text are interpreted, or are machine code with the same bits: C that was compiled
// (mg_engine_use_compiled), or where the library is WebAssembly, WebAssembly that it makes of the text.
MG_API void mg_engine_interpret(MgEngine *engine, bool interpret); // true: no machine code; to compare
MG_API const char *mg_engine_computation(const MgEngine *engine);  // which it is and why, for a person; static

MG_API const char *mg_version(void);

#ifdef __cplusplus
}
#endif
#endif
