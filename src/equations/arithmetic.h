// Operations as expressions of a, b and c: UNARY(X), BINARY(X) and TERNARY(X) are X(opcode, expression) for each.
#ifndef MG_EQUATIONS_ARITHMETIC_H
#define MG_EQUATIONS_ARITHMETIC_H

#include "model/operations.h"

#define UNARY(X)                                                                                                       \
    X(NEGATE, -a)                                                                                                      \
    X(NOT, mg_op_not(a))                                                                                               \
    X(ABS, mg_op_abs(a))                                                                                               \
    X(FLOOR, mg_op_floor(a))                                                                                           \
    X(SQRT, mg_op_sqrt(a))                                                                                             \
    X(EXP, mg_exp(a))                                                                                                  \
    X(LOG, mg_log(a))                                                                                                  \
    X(SIN, mg_sin(a))                                                                                                  \
    X(COS, mg_cos(a))                                                                                                  \
    X(SINH, mg_sinh(a))                                                                                                \
    X(TANH, mg_tanh(a))                                                                                                \
    X(SIGN, mg_op_sign(a))

#define BINARY(X)                                                                                                      \
    X(ADD, a + b)                                                                                                      \
    X(SUBTRACT, a - b)                                                                                                 \
    X(MULTIPLY, a *b)                                                                                                  \
    X(DIVIDE, a / b)                                                                                                   \
    X(MIN, mg_op_min(a, b))                                                                                            \
    X(MAX, mg_op_max(a, b))                                                                                            \
    X(LESS, mg_op_less(a, b))                                                                                          \
    X(LESS_EQUAL, mg_op_less_equal(a, b))                                                                              \
    X(EQUAL, mg_op_equal(a, b))                                                                                        \
    X(NOT_EQUAL, mg_op_not_equal(a, b))                                                                                \
    X(AND, mg_op_and(a, b))                                                                                            \
    X(OR, mg_op_or(a, b))                                                                                              \
    X(ATAN2, mg_atan2(a, b))                                                                                           \
    X(CUT, mg_op_cut(a, b))

#define TERNARY(X)                                                                                                     \
    X(SELECT, mg_op_select(a, b, c))                                                                                   \
    X(MULTIPLY_ADD, a *b + c)                                                                                          \
    X(MULTIPLY_SUBTRACT, a *b - c)                                                                                     \
    X(SUBTRACT_PRODUCT, c - a * b)

#endif
