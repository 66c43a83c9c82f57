// Random words that are taken one after another, as many as it happens to need: those of a plane of cells, consumed by
// one thread in a defined order, row by row. That order is part of what a seed means.
#ifndef MG_STOCHASTIC_STREAM_H
#define MG_STOCHASTIC_STREAM_H

#include "base/chacha.h"

// Uses of random words. A place is (plane or row of cells, step, use), so no word is ever used twice. Of a plane:
enum {
    MG_USE_ROWS,   // the fixed demand of its rows: half a word a cell for reacting and for each draw of jumps
    MG_USE_EVENTS, // the events of a reaction step
    MG_USE_HOPS,   // the slow path of diffusion
    MG_USE_REST_ROWS,
    MG_USE_REST_EVENTS, // the first two, of a step whose first half was made apart
    // Of a row:
    MG_USE_START,            // first counts
    MG_USE_POISSON_ROW = 64, // + species: first counts that a model draws
};

typedef struct MgStream {
    MgChaChaKey key;
    uint32_t place, step, use, block;
    int32_t left; // words of the batch not yet used
    uint32_t words[MG_CHACHA_WORDS];
} MgStream;

// The step's high half goes into the key, the seed is its low half.
MG_INLINE MgChaChaKey mg_stream_key(uint64_t seed, uint64_t step) {
    return (MgChaChaKey){ { (uint32_t)seed, (uint32_t)(seed >> 32), (uint32_t)(step >> 32) } };
}

MG_INLINE void mg_stream_start(MgStream *stream, uint64_t seed, uint64_t step, uint32_t place, uint32_t use) {
    stream->key = mg_stream_key(seed, step);
    stream->place = place, stream->step = (uint32_t)step, stream->use = use;
    stream->block = 0, stream->left = 0;
}

// Words of a run that was not seeded but written by hand (MgStochasticMoment). 0 changes nothing.
MG_INLINE void mg_stream_set_origin(MgStream *stream, uint64_t origin) {
    stream->key.word[3] = (uint32_t)origin, stream->key.word[4] = (uint32_t)(origin >> 32);
}

// The next batch into stream->words.
void mg_stream_refill(MgStream *stream);

// The next count words, count a multiple of MG_LANES.
void mg_stream_take(MgStream *stream, uint32_t *words, ptrdiff_t count);

// Eight words at once; call either this and mg_stream_take or mg_stream_word on one stream, not both.
MG_INLINE MgU32x8 mg_stream_lanes(MgStream *stream) {
    if (stream->left == 0) mg_stream_refill(stream);
    MgU32x8 words = mg_u32x8_load(stream->words + MG_CHACHA_WORDS - stream->left);
    stream->left -= MG_LANES;
    return words;
}

uint32_t mg_stream_word(MgStream *stream);
double mg_stream_uniform(MgStream *stream);                             // 52 bits, in (0, 1)
int32_t mg_stream_poisson(MgStream *stream, double mean, int32_t most); // cut at most

#endif
