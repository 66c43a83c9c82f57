#include "stochastic/stream.h"

MG_VECTOR_CLONES static void fill_blocks(const MgStream *stream, uint32_t block, uint32_t *words, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i += MG_CHACHA_WORDS)
        mg_chacha8(&stream->key, block++, stream->place, stream->step, stream->use, words + i);
}

void mg_stream_refill(MgStream *stream) {
    fill_blocks(stream, stream->block++, stream->words, MG_CHACHA_WORDS);
    stream->left = MG_CHACHA_WORDS;
}

// Whole batches go where they are wanted, only the last one's rest is kept.
void mg_stream_take(MgStream *stream, uint32_t *words, ptrdiff_t count) {
    for (; count > 0 && stream->left > 0; count -= MG_LANES, words += MG_LANES)
        mg_u32x8_store(words, mg_stream_lanes(stream));
    const ptrdiff_t whole = count / MG_CHACHA_WORDS;
    fill_blocks(stream, stream->block, words, whole * MG_CHACHA_WORDS);
    stream->block += (uint32_t)whole;
    words += whole * MG_CHACHA_WORDS;
    for (count -= whole * MG_CHACHA_WORDS; count > 0; count -= MG_LANES, words += MG_LANES)
        mg_u32x8_store(words, mg_stream_lanes(stream));
}

uint32_t mg_stream_word(MgStream *stream) {
    if (stream->left == 0) mg_stream_refill(stream);
    return stream->words[MG_CHACHA_WORDS - stream->left--];
}

double mg_stream_uniform(MgStream *stream) {
    uint64_t high = mg_stream_word(stream), low = mg_stream_word(stream);
    return ((double)((high << 32 | low) >> 12) + 0.5) * 0x1p-52;
}

// e^-x for x in 0..LARGEST_PART: the series of an eighth of it, to 1e-17, to the eighth power.
#define LARGEST_PART 8.0
#define EXP_MINUS_LARGEST_PART 3.3546262790251185e-4

static double exp_minus(double x) {
    if (x == LARGEST_PART) return EXP_MINUS_LARGEST_PART;
    double eighth = x / 8.0, sum = 0.0;
    for (int32_t i = 20; i > 0; i--) sum = (1.0 + sum) * (-eighth / i);
    double e = 1.0 + sum, e2 = e * e, e4 = e2 * e2;
    return e4 * e4;
}

// Sums of Poisson numbers are Poisson: parts of the mean are inverted one after another.
int32_t mg_stream_poisson(MgStream *stream, double mean, int32_t most) {
    int32_t sum = 0;
    while (mean > 0.0 && sum < most) {
        double part = mean < LARGEST_PART ? mean : LARGEST_PART, probability = exp_minus(part);
        double u = mg_stream_uniform(stream);
        for (int32_t k = 1; u >= probability && k < 100; k++) {
            u -= probability;
            probability *= part / k;
            sum++;
        }
        mean -= part;
    }
    return mg_min_i32(sum, most);
}
