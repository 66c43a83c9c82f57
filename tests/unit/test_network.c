// The text of a network: what it means, and how it is refused.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "stochastic/network_text.h"
#include "stochastic/rates.h"

static MgNetwork network;

static MgStatus parse(const char *text) { return mg_network_parse(text, strlen(text), NULL, 0, &network); }

static void assert_parses(const char *text) {
    if (parse(text) != MG_OK) fail_msg("%s", mg_error_message());
}

static void assert_refused(const char *text, const char *sentence) {
    assert_int_equal(parse(text), MG_INVALID_ARGUMENT);
    assert_string_equal(mg_error_message(), sentence);
}

static void assert_near(double got, double expected) { assert_true(got > expected - 1e-9 && got < expected + 1e-9); }

static MgRates rates_of(const char *text) {
    double values[MG_MAX_PARAMS] = { 0 };
    MgRates rates;
    assert_parses(text);
    for (int i = 0; i < network.param_count; i++) values[i] = network.params[i].initial;
    if (mg_network_rates(&network, values, &rates) != MG_OK) fail_msg("%s", mg_error_message());
    return rates;
}

static void reactions_become_tables(void **state) {
    (void)state;
    assert_parses(
        "# a comment\nspecies A D=0.1 initial=3\n\nspecies B\r\nreaction 2 A + B -> 3A rate 4 # and another\n");
    assert_int_equal(network.species_count, 2);
    const MgReaction *r = &network.reactions[0];
    assert_int_equal(r->order, 3);
    assert_int_equal(r->factors[0].species, 0);
    assert_int_equal(r->factors[1].species, 0);
    assert_int_equal(r->factors[1].taken, 1);
    assert_int_equal(r->factors[2].species, 1);
    assert_near(r->ways, 0.5);
    assert_int_equal(r->delta[0], 1);
    assert_int_equal(r->delta[1], -1);
    assert_int_equal(mg_network_find_species(&network, "B"), 1);
    assert_int_equal(mg_network_find_species(&network, "C"), -1);
    assert_parses("species X\nreaction 3 X -> 0 rate 1\nreaction 0 -> 1000 X rate 1");
    assert_near(network.reactions[0].ways, 1.0 / 6.0);
    assert_int_equal(network.reactions[1].delta[0], 1000);
}

static void expressions_follow_the_rules(void **state) {
    (void)state;
    MgRates rates =
        rates_of("parameter a = 3 in -1..5 \"three\"\nparameter b = 0.5\nspecies X D = a * (b + 1)\n"
                 "reaction 0 -> X rate 2 + a * b - 1 / 4\nreaction X -> 0 rate -(-a)\nreaction 2X -> X rate 1e-3\n");
    assert_near(rates.diffusion[0], 4.5);
    assert_near(rates.scale[0], 3.25);
    assert_near(rates.scale[1], 3.0);
    assert_near(rates.scale[2], (float)0.0005);
    assert_near(network.params[0].min, -1.0);
    assert_string_equal(network.params[0].doc, "three");
    assert_true(rates_of("species X D=0.1\n").diffusion[0] == 0.1);
    assert_true(rates_of("species X D=123.456e-2\n").diffusion[0] == 1.23456);
}

static void sources_laws_and_hill(void **state) {
    (void)state;
    MgRates rates =
        rates_of("parameter n = 0.35\nspecies X initial=poisson(2.5) patch=20\n"
                 "reaction 0 -> X rate 2 where noise(n, 8)\nreaction 0 -> X rate 1 where gradient(y, 0, 2)\n"
                 "reaction 0 -> X rate 1 where vent(0.5, 0.5, 0.1, 0.2)\nreaction 0 -> X rate 1 where layer(x, 3)\n"
                 "reaction 0 -> X rate 1 hill(X, 3, 2)\nreaction 0 -> X rate 1 repress(X, 2, 3) where layer(z, 0)\n");
    assert_int_equal(network.source_count, 5);
    assert_int_equal(network.sources[0].kind, MG_SOURCE_NOISE);
    assert_near(rates.sources[0][0], (float)0.35);
    assert_int_equal(network.sources[1].axis, 1);
    assert_int_equal(network.reactions[3].source, 3);
    assert_int_equal(network.reactions[4].source, -1);
    assert_near(rates.hill_power[4], 9);
    assert_near(rates.hill_power[5], 8);
    assert_true(network.species[0].initial.poisson && !network.species[0].patch.poisson);
    assert_near(rates.initial[0], 2.5);
    assert_near(rates.patch[0], 20);
}

static void known_parameters_come_first(void **state) {
    (void)state;
    static const MgParam known[] = { { .id = "k", .doc = "a rate", .initial = 2, .min = 0, .max = 4 } };
    static const char text[] = "species X\nreaction X -> 0 rate k * 2\n";
    assert_int_equal(mg_network_parse(text, strlen(text), known, 1, &network), MG_OK);
    assert_string_equal(network.params[0].id, "k");
    MgRates rates;
    assert_int_equal(mg_network_rates(&network, (double[]){ 3 }, &rates), MG_OK);
    assert_near(rates.scale[0], 6);
}

static void refusals_name_the_place(void **state) {
    (void)state;
    assert_refused("", "line 1, column 1: expected at least one species, found the end");
    assert_refused("species A\nreaction A -> B rate 1", "line 2, column 15: there is no species B");
    assert_refused("species A\nreaction A rate 1", "line 2, column 12: expected '->', found 'rate'");
    assert_refused("species A\nreaction A -> 0 rate k", "line 2, column 22: there is no parameter k");
    assert_refused("species A\nreaction A -> 0 rate",
                   "line 2, column 21: expected a number, a parameter or '(', found the end");
    assert_refused("species A\nreaction A -> 0 rate (1 + 2\n",
                   "line 2, column 28: expected ')', found the end of the line");
    assert_refused("species A\nspecies A", "line 2, column 9: there is already a A");
    assert_refused("species rate", "line 1, column 9: this word has a meaning of its own: rate");
    assert_refused("specie A", "line 1, column 1: expected parameter, species or reaction, found 'specie'");
    assert_refused("species A colour=1", "line 1, column 11: expected D, initial or patch, found 'colour'");
    assert_refused("species A\nreaction 4 A -> 0 rate 1",
                   "line 2, column 12: more than 3 molecules of one species here");
    assert_refused("species A\nspecies B\nreaction 2 A + 2 B -> 0 rate 1",
                   "line 3, column 10: more than 3 molecules meet in one reaction");
    assert_refused("species A\nreaction 0 -> 1001 A rate 1",
                   "line 2, column 15: expected a whole number from 1 to 1000, found '1001'");
    assert_refused("parameter k = 2 in 0..1\nspecies A", "line 1, column 11: outside its own range: k");
    assert_refused("parameter k = 2 in 0..1e999\nspecies A", "line 1, column 23: a number here is at most 3.4e38");
    assert_refused("parameter k = 2 in -1e39..3\nspecies A", "line 1, column 21: a number here is at most 3.4e38");
    assert_refused("parameter k = 2 \"open\nspecies A",
                   "line 1, column 17: expected the end of the line, found 'open'");
    assert_refused("species A\nreaction 0 -> A rate 1 where moon(1)",
                   "line 2, column 30: expected gradient, layer, vent or noise, found 'moon'");
    assert_refused("species A\nreaction 0 -> A rate 1 hill(A, 1, 0)",
                   "line 2, column 35: expected a whole exponent from 1 to 8, found '0'");
    assert_refused("species A \x01", "line 1, column 11: expected the end of the line, found '?'");
}

// What people type or paste is read as what they mean.
static void typed_signs_are_understood(void **state) {
    (void)state;
    static const char *const arrows[] = { "->", "-->", "=>", "\u2192", "\u27f6", "\u21d2" };
    static const char *const both[] = { "<->", "<=>", "<-->", "\u21cc", "\u21c4", "\u2194" };
    static const char *const nothing[] = { "0", "\u2205", "\u00d8", "" };
    char text[256];
    for (int i = 0; i < 6 * 4; i++) {
        snprintf(text, sizeof text, "species A\nreaction %s %s 2 A rate 3", nothing[i % 4], arrows[i / 4]);
        assert_near(rates_of(text).scale[0], 3);
        assert_true(network.reactions[0].order == 0 && network.reactions[0].delta[0] == 2);
        snprintf(text, sizeof text, "species A\nreaction A %s %s rate 3", arrows[i / 4], nothing[i % 4]);
        assert_near(rates_of(text).scale[0], 3);
        assert_true(network.reactions[0].order == 1 && network.reactions[0].delta[0] == -1);
        snprintf(text, sizeof text, "species A\nreaction 2A %s %s rate 3, 5", both[i / 4], nothing[i % 4]);
        MgRates rates = rates_of(text);
        assert_int_equal(network.reaction_count, 2);
        assert_true(network.reactions[0].order == 2 && network.reactions[0].delta[0] == -2);
        assert_true(network.reactions[1].order == 0 && network.reactions[1].delta[0] == 2);
        assert_near(rates.scale[0], 1.5);
        assert_near(rates.scale[1], 5);
    }
    MgRates rates =
        rates_of("\uFEFFparameter k = 2 in \u22121\u20265 \"\u03b1 \u2013 \u03b2\"\nspecies\u00a0A\u2009D=0.1\n"
                 "reaction A \u2192 0 rate 3\u00d7k\u00b72\u22c52 \u2212 1\nreaction A -> 0 rate k \u00f7 4");
    assert_near(network.params[0].min, -1);
    assert_string_equal(network.params[0].doc, "\u03b1 \u2013 \u03b2");
    assert_near(rates.scale[0], 23);
    assert_near(rates.scale[1], 0.5);
    assert_parses("species A\nspecies B\nreaction A <-> B rate 1 repress(B, 9, 2), 2 where layer(z, 0)");
    assert_true(network.reactions[0].hill == MG_HILL_REPRESS && network.reactions[0].source == -1);
    assert_true(network.reactions[1].hill == MG_HILL_NONE && network.reactions[1].source == 0);
}

// Or refused with what to write instead; columns count characters.
static void other_signs_are_refused_with_advice(void **state) {
    (void)state;
    assert_refused("species A\nreaction A <-> 0 rate 1",
                   "line 2, column 24: expected ',' and the rate of the way back, found the end");
    assert_refused("species A\nreaction A <-> 4 A rate 1, 1",
                   "line 2, column 18: more than 3 molecules of one species here");
    assert_refused("species A\nspecies B\nreaction A <-> 2 A + 2 B rate 1, 1",
                   "line 3, column 16: more than 3 molecules meet in one reaction");
    assert_refused("species A\nreaction A \u2192 B rate 1", "line 2, column 14: there is no species B");
    assert_refused("\uFEFFspecie A", "line 1, column 1: expected parameter, species or reaction, found 'specie'");
    assert_refused("parameter k = \u20131\nspecies A", "line 1, column 15: expected a number, found '\u2013'; write -");
    assert_refused(
        "parameter k = 1 \u201conce\u201d\nspecies A",
        "line 1, column 17: expected the end of the line, found '\u201c'; write straight quotation marks, \"");
    assert_refused("species A\nreaction A -> 0 rate \u00bd",
                   "line 2, column 22: expected a number, a parameter or '(', found '\u00bd'; write 0.5");
    assert_refused("species A\nreaction A \u2190 0 rate 1",
                   "line 2, column 12: expected '->', found '\u2190'; write the "
                   "reaction from left to right, with ->");
    assert_refused("species \u03b1",
                   "line 1, column 9: expected a name, found '\u03b1'; write a-z, A-Z, 0-9 and _ in names, "
                   "and + - * / in sums");
    assert_refused("species A\xce", "line 1, column 10: expected the end of the line, found '?'");
    char text[2048] = "species A\n";
    for (int i = 0; i < 17; i++) strcat(text, "reaction A <-> 0 rate 1, 1\n");
    assert_refused(text, "line 18, column 10: more than 32 reactions");
}

static void bounds_are_kept(void **state) {
    (void)state;
    char text[8192] = "species A\nreaction A -> 0 rate ";
    for (int i = 0; i < 100; i++) strcat(text, "(");
    assert_int_equal(parse(text), MG_INVALID_ARGUMENT);
    strcpy(text, "species A\nreaction A -> 0 rate ");
    for (int i = 0; i < 600; i++) strcat(text, "1 +");
    strcat(text, "1");
    assert_refused(text, "line 2, column 792: more than 512 numbers and operators");
    strcpy(text, "species A\n");
    for (int i = 0; i < 33; i++) strcat(text, "reaction A -> 0 rate 1\n");
    assert_refused(text, "line 34, column 10: more than 32 reactions");
    strcpy(text, "");
    for (int i = 0; i < 9; i++) strncat(strcat(strcat(text, "species S"), (char[]){ (char)('a' + i), 0 }), "\n", 2);
    assert_refused(text, "line 9, column 9: more than 8 species");
    strcpy(text, "species ");
    for (int i = 0; i < 40; i++) strcat(text, "a");
    assert_int_equal(parse(text), MG_INVALID_ARGUMENT);
    assert_int_equal(parse("species A\nreaction A -> 0 rate 1e999999999999"), MG_OK); // refused when it is evaluated
    MgRates rates;
    assert_int_equal(mg_network_rates(&network, NULL, &rates), MG_INVALID_ARGUMENT);
}

static void values_that_make_no_sense_are_refused(void **state) {
    (void)state;
    MgRates rates;
    double k = -1;
    assert_parses("parameter k = 1 in -1..1\nspecies A D=k initial=1\nreaction A -> 0 rate 1");
    assert_int_equal(mg_network_rates(&network, &k, &rates), MG_INVALID_ARGUMENT);
    assert_string_equal(mg_error_message(), "species A: D = -1 must be 0..1000000000000");
    assert_parses("parameter k = 1 in -1..1\nspecies A\nreaction A -> 0 rate 1 / (k + 1)");
    assert_int_equal(mg_network_rates(&network, &k, &rates), MG_INVALID_ARGUMENT);
    assert_parses("parameter k = 1 in -1..1\nspecies A initial=2.5");
    assert_int_equal(mg_network_rates(&network, &k, &rates), MG_INVALID_ARGUMENT);
    assert_string_equal(mg_error_message(), "species A starts with 2.5 molecules: a whole number, or poisson(2.5)");
}

// Every beginning of a good text, and every byte of it changed, is parsed or refused, never worse.
static void damaged_texts_do_no_harm(void **state) {
    (void)state;
    static const char good[] = "parameter k = 1e-3 in 0..2 \"x\"\nspecies A D=0.1 initial=poisson(3*k) patch=2\n"
                               "reaction 2 A -> 0 rate k*(1+k) hill(A, k, 2) where noise(.5, 8)\n";
    char text[sizeof good];
    for (size_t length = 0; length < sizeof good; length++) mg_network_parse(good, length, NULL, 0, &network);
    for (size_t at = 0; at + 1 < sizeof good; at++)
        for (int byte = 0; byte < 256; byte++) {
            memcpy(text, good, sizeof good);
            text[at] = (char)byte;
            mg_network_parse(text, sizeof good - 1, NULL, 0, &network);
        }
}

static void long_sentences_are_cut_between_characters(void **state) {
    (void)state;
    for (int32_t before = MG_SENTENCE_BYTES - 8; before < MG_SENTENCE_BYTES + 2; before++) {
        char text[512];
        int length =
            snprintf(text, sizeof text, "parameter a = 1 \"%0*d\u00e9\u2192\U0001d11e\"\nspecies A\n", before, 0);
        assert_true(length > 0);
        assert_parses(text);
        size_t kept = strlen(network.params[0].doc), whole = 0;
        const size_t ends[] = { 2, 5, 9 }; // of the characters of two, three and four bytes
        for (int32_t i = 0; i < 3; i++)
            if ((size_t)before + ends[i] < MG_SENTENCE_BYTES) whole = ends[i];
        assert_int_equal(kept, before < MG_SENTENCE_BYTES ? (size_t)before + whole : MG_SENTENCE_BYTES - 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reactions_become_tables),
        cmocka_unit_test(expressions_follow_the_rules),
        cmocka_unit_test(sources_laws_and_hill),
        cmocka_unit_test(known_parameters_come_first),
        cmocka_unit_test(refusals_name_the_place),
        cmocka_unit_test(typed_signs_are_understood),
        cmocka_unit_test(other_signs_are_refused_with_advice),
        cmocka_unit_test(bounds_are_kept),
        cmocka_unit_test(values_that_make_no_sense_are_refused),
        cmocka_unit_test(damaged_texts_do_no_harm),
        cmocka_unit_test(long_sentences_are_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
