// How many of n molecules leave a cell in each direction, exactly: alias tables (Walker 1977, doi 10.1145/355744.355749)
// of whole numbers, one for every n up to table->most, each telling the joint outcome of all directions from one random
// word. The probabilities of a table are multiples of 2^-32 that add up to exactly 1.
//
// A table covers every way in which at most `covered` molecules leave. More of them is an outcome of its own, the tail;
// it and every n beyond the table take the slow exact path: the number that leaves from the rest of the binomial law, then
// a direction for each of them; and a crowd of molecules is drawn in parts, since parts of a multinomial add up to it.
//
// Six directions in one draw are best where few molecules move; else each axis in turn draws (backward, forward) from
// those that have not moved yet, with probability p / (1 - 2 p axes before it). Both give the same joint law.
#ifndef MG_STOCHASTIC_JUMP_H
#define MG_STOCHASTIC_JUMP_H

#include "stochastic/stream.h"

#define MG_DIRECTIONS 6              // x-, x+, y-, y+, z-, z+
#define MG_JUMP_ROWS 256             // tables for n = 0 .. MG_JUMP_ROWS - 2 at most, and one that always says "tail"
#define MG_JUMP_LARGEST_BITS 8       // 256 outcomes
#define MG_JUMP_ENTRIES 16384            // 128 kB for a table of two directions; three times that for one of six
#define MG_JUMP_TAIL 0x8000u         // this bit of an outcome: take the slow path

// An outcome holds the counts of all directions side by side: 2 bits each of six, or 8 bits each of two.
#define MG_JUMP_BITS(directions) ((directions) == 6 ? 2 : 8)

// The word's high bits choose the entry; a word below the cut takes the first outcome, else the second.
typedef struct MgJumpEntry { uint32_t cut; uint16_t outcome[2]; } MgJumpEntry;

typedef struct MgJumpTable {
    int32_t directions;              // 6 or 2
    int32_t index_bits;
    int32_t covered;                 // leavers that a table tells directly
    int32_t most;                    // the largest n with a table; row most + 1 is all tail
    double leave;                    // probability that a molecule leaves
    MgJumpEntry *entries;            // (most + 2) << index_bits
    double first[MG_JUMP_ROWS];      // probability that exactly covered + 1 leave
    double tail[MG_JUMP_ROWS];       // that more than covered leave
} MgJumpTable;

// table->entries must be set, with room for MG_JUMP_ENTRIES for every two directions. p: probability per direction;
// directions * p < 1.
void mg_jump_table_build(MgJumpTable *table, int32_t directions, double p);

MG_INLINE uint32_t mg_jump_look_up(const MgJumpTable *table, int32_t n, uint32_t word) {
    int32_t row = mg_min_i32(n, table->most + 1);
    const MgJumpEntry *entry = &table->entries[((uint32_t)row << table->index_bits) + (word >> (32 - table->index_bits))];
    return entry->outcome[word >= entry->cut];
}

// The slow exact path: adds the leavers of n molecules in each direction to out. tail_only: the outcome is already known
// to be the tail of n's own table.
void mg_jump_slowly(const MgJumpTable *table, int32_t n, bool tail_only, MgStream *stream, int32_t *out);

#endif
