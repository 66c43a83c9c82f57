// Expressions as people write them, parsed into nodes of a fixed arena. From loose to tight:
//
//     or     and     not     < <= > >= == !=     + -     * /     - (sign)     ^ (from the right)     name, number,
//     f(...), ( )
//
// A node's children stand before it, so whoever walks an expression from first to last node has what he needs at each,
// and no recursion. A grammar without functions has the four operations, the sign and parentheses only.
#ifndef MG_TEXT_EXPRESSION_H
#define MG_TEXT_EXPRESSION_H

#include "text/scanner.h"

typedef enum MgNodeKind {
    MG_NODE_NUMBER, // number
    MG_NODE_NAME,   // index: what the grammar makes of the name
    MG_NODE_NEGATE,
    MG_NODE_NOT, // of a
    MG_NODE_ADD,
    MG_NODE_SUBTRACT,
    MG_NODE_MULTIPLY,
    MG_NODE_DIVIDE,
    MG_NODE_POWER, // of a and b
    MG_NODE_LESS,
    MG_NODE_LESS_EQUAL,
    MG_NODE_EQUAL,
    MG_NODE_NOT_EQUAL,
    MG_NODE_AND,
    MG_NODE_OR,
    MG_NODE_CALL, // index: the function; a, b, c: its arguments
} MgNodeKind;

typedef struct MgNode {
    MgNodeKind kind;
    int32_t index;
    int32_t a, b, c; // nodes; -1: none
    int32_t line, column;
    double number;
} MgNode;

typedef struct MgNodes {
    MgNode *node;
    int32_t count, capacity;
} MgNodes;

typedef struct MgFunction {
    const char *name;
    int32_t fewest, most; // arguments, 0..3
} MgFunction;

typedef struct MgGrammar {
    const char *operand; // what a refusal says was expected: "a number, a parameter or '('"
    MgStatus (*name)(void *context, const MgToken *token, MgNode *out); // sets index, may set kind; or refuses
    void *context;
    const MgFunction *functions;
    int32_t function_count; // 0: arithmetic only
    // NAME[x, y, z] calls the function `neighbour` of the name. Offsets are at most m = most_offset (0: there are no
    // neighbours); the node's number is (x + m) + b * ((y + m) + b * (z + m)) with b = 2 m + 1.
    int32_t neighbour, most_offset;
    int32_t most_depth; // of parentheses and signs
} MgGrammar;

// Reads an expression from the scanner's token on and stops behind it. *root is the last node of those it appended.
MgStatus mg_expression_read(MgScanner *s, const MgGrammar *grammar, MgNodes *nodes, int32_t *root);

#endif
