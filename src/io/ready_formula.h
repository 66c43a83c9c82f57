// Formulas of the program Ready (github.com/GollyGang/ready): statements in a small part of OpenCL C that set delta_a,
// delta_b, ... from chemicals, parameters and stencils, read here into trees. ready_text.c writes them as equations.
#ifndef MG_IO_READY_FORMULA_H
#define MG_IO_READY_FORMULA_H

#include "io/scan.h"

typedef enum MgFormulaKind {
    MG_FORMULA_NUMBER, // number
    MG_FORMULA_NAME,   // text
    MG_FORMULA_UNARY,  // operator of a: '-' or '!'
    MG_FORMULA_BINARY, // operator of a and b: one of + - * / < > L(<=) G(>=) =(==) !(!=) &(&&) |(||)
    MG_FORMULA_SELECT, // a ? b : c
    MG_FORMULA_CALL,   // text with a, b, c; -1: none
} MgFormulaKind;

typedef struct MgFormulaNode {
    uint8_t kind;
    char sign;
    int16_t a, b, c; // nodes that stand before this one
    int16_t depth;   // of the tree below, at most 256: who walks it may recurse
    MgScan text;
    double number;
} MgFormulaNode;

// name = root, or name = name SIGN root.
typedef struct MgFormulaStatement {
    MgScan name;
    char sign;    // of +=, -=, *=, /=; 0: of =
    int16_t root; // -1: declared without a value
    bool declares;
} MgFormulaStatement;

#define MG_FORMULA_NODES 4096
#define MG_FORMULA_STATEMENTS 128

typedef struct MgFormula {
    int32_t node_count, statement_count;
    MgFormulaStatement statements[MG_FORMULA_STATEMENTS];
    MgFormulaNode nodes[MG_FORMULA_NODES];
} MgFormula;

// text: without XML's entities; the formula points into it. BAD_FILE names what is not read, and its line.
MgStatus mg_formula_read(MgScan text, MgFormula *out);

#endif
