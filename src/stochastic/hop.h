// How many of n molecules leave a cell in each direction, exactly: alias tables (Walker 1977, doi
// 10.1145/355744.355749) of whole numbers, one for every n up to table->most, each giving the joint outcome of all
// directions for one random word. The probabilities of a table are multiples of 2^-32 that add up to exactly 1; half of
// the word nearly always decides, and the other half is drawn only when it does not.
//
// A table covers every way in which at most `covered` molecules leave. More of them is an outcome of its own, the tail;
// it and every n beyond the table take the slow exact path: the number that leaves from the rest of the binomial law,
// then a direction for each of them; and a larger count is drawn in parts, since parts of a multinomial add up to it.
//
// Six directions in one draw are best where few molecules move; else each axis in turn draws (backward, forward) from
// those that have not moved yet, with probability p / (1 - 2 p axes before it). Both give the same joint law.
#ifndef MG_STOCHASTIC_HOP_H
#define MG_STOCHASTIC_HOP_H

#include "stochastic/stream.h"

#define MG_DIRECTIONS 6       // x-, x+, y-, y+, z-, z+
#define MG_HOP_ROWS 256       // tables for n = 0 .. MG_HOP_ROWS - 2 at most, and one that is always "tail"
#define MG_HOP_LARGEST_BITS 8 // 256 outcomes
#define MG_HOP_ENTRIES 16384  // 64 kB for a table of two directions; three times that for one of six
#define MG_HOP_OUTCOMES (1 << MG_HOP_LARGEST_BITS)

// The code of an outcome: the counts of all directions side by side, 2 bits each of six or 4 or 8 bits each of two; or,
// with its highest bit, that it takes the slow path. Where a code fits into the eight bits of an outcome's number it is
// that number; numbers from MG_HOP_SLOW_OUTCOMES on are then slow.
#define MG_HOP_SLOW 0x8000u
#define MG_HOP_TAIL 0xfffeu      // more leave than a table covers
#define MG_HOP_UNDECIDED 0xffffu // half a word does not decide
#define MG_HOP_SLOW_OUTCOMES 0xf0
#define MG_HOP_TAIL_OUTCOME 0xfe
#define MG_HOP_UNDECIDED_OUTCOME 0xff

// A word's high bits choose the entry; a word below the entry's cut takes its first outcome, else the second. Eight
// bits are the first outcome, eight the second, and sixteen the cut's high half, whose low half is kept apart: it is
// rarely needed, and the table in constant use must stay in the cache.
typedef uint32_t MgHopEntry;
#define MG_HOP_SECOND_AT 8
#define MG_HOP_CUT_AT 16

typedef struct MgHopTable {
    int32_t directions; // 6 or 2
    int32_t index_bits;
    int32_t covered;     // outgoing molecules that a table covers directly
    int32_t most;        // the largest n with a table; row most + 1 is all tail
    double leave;        // probability that a molecule leaves
    MgHopEntry *entries; // (most + 2) << index_bits
    uint16_t *cuts;      // the low halves of the entries' cuts
    int32_t code_bits;   // of a direction in a code
    uint16_t codes[MG_HOP_OUTCOMES];
    double first[MG_HOP_ROWS]; // probability that exactly covered + 1 leave
    double tail[MG_HOP_ROWS];  // that more than covered leave
} MgHopTable;

// table->entries and table->cuts must be set, with room for MG_HOP_ENTRIES for every two directions. p: probability
// per direction; directions * p < 1.
void mg_hop_table_build(MgHopTable *table, int32_t directions, double p);

// The code of the outcome for a whole word.
MG_INLINE uint32_t mg_hop_lookup(const MgHopTable *table, int32_t n, uint32_t word) {
    uint32_t row = (uint32_t)mg_min_i32(n, table->most + 1);
    uint32_t at = (row << table->index_bits) + (word >> (32 - table->index_bits)), entry = table->entries[at];
    uint32_t cut = entry >> MG_HOP_CUT_AT << 16 | table->cuts[at];
    return table->codes[(word < cut ? entry : entry >> MG_HOP_SECOND_AT) & (MG_HOP_OUTCOMES - 1)];
}

// Adds the outgoing of a code that is not slow to out.
void mg_hop_add_code(const MgHopTable *table, uint32_t code, int32_t *out);

// The slow exact path: adds the outgoing of n molecules in each direction to out. tail_only: the outcome is already
// known to be the tail of n's own table.
void mg_hop_exact(const MgHopTable *table, int32_t n, bool tail_only, MgStream *stream, int32_t *out);

#endif
