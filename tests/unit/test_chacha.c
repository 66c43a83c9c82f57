// ChaCha8 against its published vectors, and lane by lane against the textbook's scalar block.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/chacha.h"

static uint32_t turn(uint32_t v, int bits) { return v << bits | v >> (32 - bits); }

static void quarter(uint32_t *s, int a, int b, int c, int d) {
    s[a] += s[b];
    s[d] = turn(s[d] ^ s[a], 16);
    s[c] += s[d];
    s[b] = turn(s[b] ^ s[c], 12);
    s[a] += s[b];
    s[d] = turn(s[d] ^ s[a], 8);
    s[c] += s[d];
    s[b] = turn(s[b] ^ s[c], 7);
}

static void reference_block(const uint32_t start[16], uint32_t out[16]) {
    memcpy(out, start, 64);
    for (int round = 0; round < 8; round += 2) {
        for (int i = 0; i < 4; i++) quarter(out, i, 4 + i, 8 + i, 12 + i);
        for (int i = 0; i < 4; i++) quarter(out, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
    }
    for (int i = 0; i < 16; i++) out[i] += start[i];
}

static void assert_bytes(const uint32_t *words, int lane, const char *hex) {
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; hex[2 * i] != 0; i++) {
        uint32_t byte = words[MG_LANES * (i / 4) + lane] >> 8 * (i % 4) & 255;
        assert_int_equal(digits[byte >> 4], hex[2 * i]);
        assert_int_equal(digits[byte & 15], hex[2 * i + 1]);
    }
}

static void published_vectors(void **state) {
    (void)state;
    uint32_t out[MG_CHACHA_WORDS];
    mg_chacha8(&(MgChaChaKey){ { 0 } }, 0, 0, 0, 0, out);
    assert_bytes(out, 0,
                 "3e00ef2f895f40d67f5bb8e81f09a5a12c840ec3ce9a7f3b181be188ef711a1e"
                 "984ce172b9216f419f445367456d5619314a42a3da86b001387bfdb80e0cfe42");
    assert_bytes(out, 1, "d2aefa0deaa5c151bf0adb6c01f2a5adc0fd581259f9a2aadcf20f8fd566a26b");
}

static void every_lane_is_a_block(void **state) {
    (void)state;
    MgChaChaKey key = { { 1, 0xffffffff, 3, 0x80000000, 5, 6, 0x12345678, 8 } };
    for (uint32_t block = 0; block < 3; block++) {
        uint32_t out[MG_CHACHA_WORDS], expected[16];
        mg_chacha8(&key, block, 77, 0xdeadbeef, 42, out);
        for (uint32_t lane = 0; lane < MG_LANES; lane++) {
            uint32_t start[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };
            memcpy(start + 4, key.word, 32);
            start[12] = block * MG_LANES + lane, start[13] = 77, start[14] = 0xdeadbeef, start[15] = 42;
            reference_block(start, expected);
            for (int w = 0; w < 16; w++) assert_int_equal(out[MG_LANES * w + (int)lane], expected[w]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(published_vectors), cmocka_unit_test(every_lane_is_a_block) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
