// What the files that lower equations share: the nodes of a text as they are turned into values of a program.
#ifndef MG_EQUATIONS_LOWERING_H
#define MG_EQUATIONS_LOWERING_H

#include "equations/equations.h"

typedef struct MgValue {
    int16_t id, scale; // values of the program; scale -1: 1; id -1: not lowered
} MgValue;

typedef struct MgLowering {
    const MgEquations *e;
    MgEquationPrograms *out;
    MgProgram *p;
    int32_t stage; // derived fields of earlier ones can be read
    bool is_view, is_profile;
    bool uniform[MG_MAX_NODES], needed[MG_MAX_NODES];
    uint8_t level[MG_MAX_NODES]; // stages that must come before the one that computes the node
    MgValue values[MG_MAX_NODES];
} MgLowering;

MgStatus mg_node_refuse(const MgNode *node, const char *sentence); // with its line and column

// ---- what nodes are

int32_t mg_node_symbol_kind(const MgNode *node); // of a name, else -1
bool mg_node_is_call(const MgNode *node, int32_t function);
bool mg_node_is_upwind(const MgNode *node);
bool mg_node_is_stencil(const MgNode *node); // of a's field: lap, a derivative, a neighbour, a ring
int32_t mg_node_behind_names(const MgEquations *equations, int32_t node); // the node that a let stands for

// div(grad(u)), div(D * grad(u)), div(grad(u) * D). coefficient: -1 for none.
typedef struct MgFlux {
    int32_t coefficient, of;
} MgFlux;
bool mg_node_flux(const MgEquations *equations, int32_t node, MgFlux *out);

// ---- fields of expressions

int32_t mg_lower_field_holding(const MgLowering *l, int32_t node); // also a derived one; -1: none does
int32_t mg_lower_readable(const MgLowering *l, int32_t node);      // the derived field this stage may read, or -1
int32_t mg_lower_mean(const MgLowering *l, int32_t node);          // which mean(...) this is
int32_t mg_lower_ring(const MgLowering *l, int32_t node);          // the kernel of this ring(...)
MgStatus mg_lower_find_rings(MgLowering *l);                       // and their kernels (lower_ring.c)
MgStatus mg_lower_find_derived(MgLowering *l);                     // levels, and the derived fields that the rates need

// ---- programs

void mg_lower_mark(MgLowering *l, const int32_t *roots, int32_t count); // what these need becomes needed
MgStatus mg_lower_compute(MgLowering *l);                               // the needed nodes, in the order of the text

// ---- values

MgValue mg_lower_node(MgLowering *l, int32_t node); // what it needs is lowered already
int32_t mg_lower_operand(MgLowering *l, int32_t node);
int32_t mg_lower_binary(MgLowering *l, int32_t opcode, int32_t a, int32_t b);
int32_t mg_lower_source(MgLowering *l, int32_t opcode, int32_t index, int32_t other);
int32_t mg_lower_number(MgLowering *l, double value);

#endif
