// Numbers as text, correctly rounded both ways: reading returns the double nearest to the decimal (ties to even), and
// writing gives the shortest text that reads back as the same double, or a given number of digits.
#ifndef MG_BASE_NUMBER_H
#define MG_BASE_NUMBER_H

#include <stdint.h>

#define MG_DOUBLE_DIGITS 17 // enough to distinguish any two doubles

// 0.d1 d2 d3 ... * 10^point, without zeros at the end.
typedef struct MgDigits {
    char digit[MG_DOUBLE_DIGITS]; // '0'..'9'
    int32_t count, point;
} MgDigits;

// Reads digits with a point among them and an exponent ("12", ".5", "1.5e-3"); no sign, no space. Returns where it
// ends, or `at` itself where there is no number. Beyond the largest double is infinity. Not read: an exponent without
// digits, and a point that another one follows, as in a range "0..1".
const char *mg_number_parse(const char *at, const char *end, double *out);

// value > 0 and finite. The nearest decimal of at most `most` digits, 1..17; a tie goes to the even digit.
MgDigits mg_number_digits(double value, int32_t most);

// value > 0 and finite. The shortest decimal that reads back as value; of several the nearest.
MgDigits mg_number_shortest(double value);

#endif
