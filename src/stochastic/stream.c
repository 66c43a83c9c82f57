#include "stochastic/stream.h"

MG_VECTOR_CLONES static void fill_blocks(const MgStream *stream, uint32_t block, uint32_t *words, ptrdiff_t count) {
    for (ptrdiff_t i = 0; i < count; i += MG_CHACHA_WORDS)
        mg_chacha8(&stream->key, block++, stream->row, stream->step, stream->use, words + i);
}

void mg_stream_refill(MgStream *stream) {
    fill_blocks(stream, stream->block++, stream->words, MG_CHACHA_WORDS);
    stream->left = MG_CHACHA_WORDS;
}

void mg_stream_fill(const MgStream *stream, uint32_t *words, ptrdiff_t count) { fill_blocks(stream, 0, words, count); }

uint32_t mg_stream_word(MgStream *stream) {
    if (stream->left == 0) mg_stream_refill(stream);
    return stream->words[MG_CHACHA_WORDS - stream->left--];
}

double mg_stream_uniform(MgStream *stream) {
    uint64_t high = mg_stream_word(stream), low = mg_stream_word(stream);
    return ((double)((high << 32 | low) >> 12) + 0.5) * 0x1p-52;
}

// e^-x for x in 0..1 in double: the series to 1e-17.
static double exp_minus(double x) {
    double sum = 0.0;
    for (int32_t i = 20; i > 0; i--) sum = (1.0 + sum) * (-x / i);
    return 1.0 + sum;
}

// Sums of Poisson numbers are Poisson: parts of mean at most 1 are inverted one after another.
int32_t mg_stream_poisson(MgStream *stream, double mean, int32_t most) {
    int32_t sum = 0;
    while (mean > 0.0 && sum < most) {
        double part = mean < 1.0 ? mean : 1.0, probability = exp_minus(part), u = mg_stream_uniform(stream);
        for (int32_t k = 1; u >= probability && k < 60; k++) {
            u -= probability;
            probability *= part / k;
            sum++;
        }
        mean -= part;
    }
    return mg_min_i32(sum, most);
}
