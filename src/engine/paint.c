// The brush: a soft ball moves its cells towards the model's paint values, or towards its erase values.
//
// A cell's value goes a part of the way to its target, the part being strength times how far inside the ball the cell
// is. It never moves past the target nor away from it: painting does not lower a cell that is above the paint value,
// and erasing does not raise one below the erase value. So values stay in the range that the model's own values span,
// and no count becomes negative.
#include "engine/internal.h"
#include "grid/border.h"

typedef struct Paint {
    MgEngine *engine;
    const MgBrush *brush;
    double scale; // of the model's targets
} Paint;

static bool is_paintable(const MgField *field) { return field->paint_value != field->erase_value; }

// From the middle of the ball to layer i of an axis; the nearest way round where the axis is periodic.
static double offset(const Paint *p, int32_t axis, int32_t i) {
    const MgGrid *g = &p->engine->run.grid;
    const int32_t extents[3] = { g->nx, g->ny, g->nz };
    double away = i * g->dx - p->brush->centre[axis];
    if (!mg_border_wraps(g->boundary[axis])) return away;
    double length = extents[axis] * g->dx;
    return away - length * __builtin_floor(away / length + 0.5);
}

// 1 in the middle, 0 at the rim and beyond; in between a smooth step over the soft part of the radius.
static float part_of(const MgBrush *b, double square_of_distance) {
    double inside = b->radius - __builtin_sqrt(square_of_distance), soft = b->softness * b->radius;
    if (inside < 0.0) return 0.0f;
    double t = inside < soft ? inside / soft : 1.0;
    return (float)(b->strength * (t * t * (3.0 - 2.0 * t)));
}

static float moved(float value, float target, bool rises, float part) {
    if (rises ? value >= target : value <= target) return value;
    float next = value + part * (target - value);
    return part >= 1.0f || (rises ? next > target : next < target) ? target : next;
}

static void paint_row(const Paint *p, const MgField *field, double square_yz, float *row) {
    bool erase = p->brush->mode == MG_BRUSH_ERASE;
    float paint_value = (float)(p->scale * field->paint_value), erase_value = (float)(p->scale * field->erase_value);
    float target = erase ? erase_value : paint_value;
    bool rises = target > (erase ? paint_value : erase_value);
    for (int32_t x = 0; x < p->engine->run.grid.nx; x++) {
        double away = offset(p, 0, x);
        float part = part_of(p->brush, away * away + square_yz);
        if (part > 0.0f) row[x] = moved(row[x], target, rises, part);
    }
}

static void paint_planes(void *context, int32_t begin, int32_t end, int32_t worker) {
    (void)worker;
    const Paint *p = context;
    float row[MG_LARGEST_EXTENT];
    const MgModel *model = p->engine->run.model;
    MgSimulation *s = p->engine->simulation;
    double reach = p->brush->radius * p->brush->radius;
    for (int32_t z = begin; z < end; z++) {
        double away_z = offset(p, 2, z);
        for (int32_t y = 0; y < p->engine->run.grid.ny; y++) {
            double away_y = offset(p, 1, y), square = away_y * away_y + away_z * away_z;
            for (int32_t f = 0; f < mg_stored_fields(model) && square <= reach; f++) {
                if (!is_paintable(&model->fields[f])) continue;
                s->kind->read_row(s, f, y, z, row);
                paint_row(p, &model->fields[f], square, row);
                s->kind->write_row(s, f, y, z, row);
            }
        }
    }
}

static bool is_part(double value) { return value >= 0.0 && value <= 1.0; } // false for NaN

static MgStatus check(const MgEngine *e, const MgBrush *b) {
    bool paintable = false;
    for (int32_t f = 0; f < mg_stored_fields(e->run.model); f++)
        paintable = paintable || is_paintable(&e->run.model->fields[f]);
    if (!paintable) return MG_FAIL(INVALID_ARGUMENT, "%s does not say what to paint with", e->run.model->id);
    for (int32_t axis = 0; axis < 3; axis++)
        if (b->centre[axis] - b->centre[axis] != 0.0)
            return MG_FAIL(INVALID_ARGUMENT, "the brush's centre %g is not a finite number", b->centre[axis]);
    if (!(b->radius > 0.0) || b->radius - b->radius != 0.0)
        return MG_FAIL(INVALID_ARGUMENT, "the brush's radius %g must be more than 0", b->radius);
    if (!is_part(b->softness)) return MG_FAIL(INVALID_ARGUMENT, "the brush's softness %g is outside 0..1", b->softness);
    if (!is_part(b->strength)) return MG_FAIL(INVALID_ARGUMENT, "the brush's strength %g is outside 0..1", b->strength);
    if (b->mode != MG_BRUSH_ADD && b->mode != MG_BRUSH_ERASE)
        return MG_FAIL(INVALID_ARGUMENT, "there is no brush mode %d", (int32_t)b->mode);
    return MG_OK;
}

MgStatus mg_engine_paint(MgEngine *e, const MgBrush *brush) {
    MG_TRY(check(e, brush));
    const MgRun *run = &e->run;
    Paint p = { e, brush, run->model->paint_scale != NULL ? run->model->paint_scale(run->params.packed) : 1.0 };
    double started = mg_profile_start();
    for (int32_t f = 0; f < mg_stored_fields(run->model); f++)
        if (is_paintable(&run->model->fields[f])) e->simulation->kind->begin_write(e->simulation, f);
    mg_parallel_for(run->scheduler, run->grid.nz, 1, paint_planes, &p);
    mg_profile_stop(&e->run.profile, "paint", started);
    return MG_OK;
}
