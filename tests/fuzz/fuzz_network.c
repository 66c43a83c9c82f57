// The text of a reaction network, which a person may write: anything may come, a refusal names its place, and what is
// accepted is within the table's bounds and has rates.
#include "support/fuzz.h"

#include "stochastic/network_text.h"
#include "stochastic/rates.h"

const char *const mg_fuzz_seeds[] = {
    "parameter k1 = 0.002 in 0..1 \"How fast food is eaten.\"\nspecies F  D = 0.2  initial = 50\nspecies A D = 0.05 "
    "initial = 0 "
    "patch = 20\nreaction A + F -> 2 A   rate k1\n",
    "parameter feed = 2\nspecies F D = 0.1 initial = poisson(5)\nreaction 0 -> F rate feed where noise(0.35, 8)\n",
    "species X D = 0 initial = 100\nreaction X -> 2 X rate 0.1\nreaction X -> 0 rate 0.11\n",
    "species P D=0 initial=100\nspecies Q D=0 initial=0\nreaction 2 P -> Q rate 0.001\nreaction Q -> 2 P rate 0.01\n",
    "parameter K = 10\nspecies R D=0.1 initial=3\nspecies M D=0.1 initial=0\nreaction 0 -> M rate 2*(1+3)/4 repress(R, "
    "K, 2)\n",
    "\uFEFFspecies A D = 1 \u2212 0.5\u00d71\nreaction \u2205 \u2192 A rate 1\u00b72\nreaction 2A <=> rate 1, 2 where "
    "layer(x, 0)\n",
    "# nothing\n",
    "",
    "reaction",
    "species",
    "species X D = ((((((((((((((((((1))))))))))))))))))",
    NULL,
};
const char mg_fuzz_alphabet[] =
    "0123456789.+-*/()=,-><=>\u2192\u2205#\"\n\n speciesreactionparameterwherepoissonnoiseDFAX";

const FuzzLimits mg_fuzz_limits = { 2000, 20, 1 << 20, 64 };
const FuzzGrowth mg_fuzz_growth[] = {
    { "", "species A D=1 initial=0\n" },
    { "species A D=1 initial=0\n", "reaction A -> 0 rate 1\n" },
    { "species A D=1 initial=0\nreaction ", "A + " },
    { "species A D=1 initial=0\nreaction 0 -> A rate ", "(" },
    { "species A D=1 initial=0\nreaction 0 -> A rate ", "1+" },
    { "", "parameter k = 1\n" },
    { "", "#" },
    { "", "\n" },
    { "", "\"" },
    { "", "\u2192" },
    { NULL, NULL },
};

static bool is_finite(double x) { return x - x == 0; }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static MgNetwork network;                 // large
    char *text = malloc(size > 0 ? size : 1); // exactly its bytes, no 0 at the end
    memcpy(text, data, size);
    MgStatus status = mg_network_parse(text, size, NULL, 0, &network);
    free(text); // the network keeps none of it
    if (status != MG_OK) {
        MG_FUZZ_EXPECT(mg_error_message()[0] != 0);
        return 0;
    }
    MG_FUZZ_EXPECT(network.species_count >= 1 && network.species_count <= MG_MAX_SPECIES);
    MG_FUZZ_EXPECT(network.reaction_count >= 0 && network.reaction_count <= MG_MAX_REACTIONS);
    MG_FUZZ_EXPECT(network.param_count >= 0 && network.param_count <= MG_MAX_PARAMS);
    double values[MG_MAX_PARAMS];
    for (int32_t i = 0; i < network.param_count; i++) {
        const MgNetworkParam *p = &network.params[i];
        MG_FUZZ_EXPECT(is_finite(p->initial) && p->min <= p->initial && p->initial <= p->max);
        MG_FUZZ_EXPECT(memchr(p->id, 0, sizeof p->id) != NULL && memchr(p->doc, 0, sizeof p->doc) != NULL);
        values[i] = p->initial;
    }
    static MgRates rates;
    mg_network_rates(&network, values, &rates); // may refuse (a division by 0), must not crash
    return 0;
}
