// One function for each line of the grammar.
#include "stochastic/network_text.h"

#include <string.h>

#include "base/text.h"
#include "text/scanner.h"
#include "text/signs.h"

typedef struct Reader {
    MgScanner s;
    MgNetwork *network;
} Reader;

static MgStatus expected(const Reader *r, const char *what) { return mg_scanner_expected(&r->s, what); }

static bool take(Reader *r, const char *text) { return mg_scanner_take(&r->s, text); }

// ---- names

static int32_t find_param(const MgNetwork *network, const MgToken *token) {
    for (int32_t i = 0; i < network->param_count; i++)
        if (mg_token_names(token, network->params[i].id)) return i;
    return -1;
}

static int32_t find_species(const MgNetwork *network, const MgToken *token) {
    for (int32_t i = 0; i < network->species_count; i++)
        if (mg_token_names(token, network->species[i].id)) return i;
    return -1;
}

static MgStatus read_new_name(Reader *r, char out[MG_NAME_BYTES]) {
    static const char *const reserved[] = {
        "parameter", "species", "reaction", "rate", "where", "hill", "repress", "in"
    };
    const MgToken *token = &r->s.token;
    if (token->kind != MG_TOKEN_NAME) return expected(r, "a name");
    mg_token_copy(token, out, MG_NAME_BYTES);
    for (int32_t i = 0; i < MG_COUNT_OF(reserved); i++)
        if (mg_token_is(token, reserved[i])) return mg_token_refuse(token, "this word has a meaning of its own: ", out);
    if (token->length >= MG_NAME_BYTES) return mg_token_refuse(token, "this name is too long: ", out);
    if (find_param(r->network, token) >= 0 || find_species(r->network, token) >= 0)
        return mg_token_refuse(token, "there is already a ", out);
    mg_scanner_next(&r->s);
    return MG_OK;
}

static MgStatus read_species_name(Reader *r, int32_t *out) {
    const MgToken *token = &r->s.token;
    if (token->kind != MG_TOKEN_NAME) return expected(r, "a species");
    *out = find_species(r->network, token);
    if (*out < 0) {
        MgNearest nearest = mg_nearest(token);
        for (int32_t i = 0; i < r->network->species_count; i++) mg_nearest_try(&nearest, r->network->species[i].id);
        return mg_nearest_refuse(&nearest, "there is no species ");
    }
    mg_scanner_next(&r->s);
    return MG_OK;
}

// ---- expressions of parameters

static MgStatus resolve_parameter(void *context, const MgToken *token, MgNode *out) {
    const MgNetwork *network = context;
    out->index = find_param(network, token);
    if (out->index >= 0) return MG_OK;
    MgNearest nearest = mg_nearest(token);
    for (int32_t i = 0; i < network->param_count; i++) mg_nearest_try(&nearest, network->params[i].id);
    return mg_nearest_refuse(&nearest, "there is no parameter ");
}

static MgStatus read_expression(Reader *r, MgExpression *out) {
    MgNetwork *n = r->network;
    MgGrammar grammar = { .operand = "a number, a parameter or '('",
                          .name = resolve_parameter,
                          .context = n,
                          .most_depth = MG_MAX_EXPRESSION_DEPTH };
    MgNodes nodes = { n->nodes, n->node_count, MG_MAX_NODES };
    int32_t root;
    MG_TRY(mg_expression_read(&r->s, &grammar, &nodes, &root));
    *out = (MgExpression){ n->node_count, nodes.count - n->node_count };
    n->node_count = nodes.count;
    return MG_OK;
}

// ---- lines

static MgStatus read_parameter(Reader *r) {
    MgNetwork *n = r->network;
    if (n->param_count == MG_MAX_PARAMS) return mg_token_too_many(&r->s.token, "parameters", MG_MAX_PARAMS);
    MgNetworkParam param = { .min = 0.0, .max = 1e6 };
    MgToken token = r->s.token;
    MG_TRY(read_new_name(r, param.id));
    MG_TRY(mg_scanner_require(&r->s, "="));
    MG_TRY(mg_scanner_constant(&r->s, &param.initial));
    if (take(r, "in")) {
        MG_TRY(mg_scanner_constant(&r->s, &param.min));
        MG_TRY(mg_scanner_require(&r->s, ".."));
        MG_TRY(mg_scanner_constant(&r->s, &param.max));
    }
    if (!(param.initial >= param.min && param.initial <= param.max))
        return mg_token_refuse(&token, "outside its own range: ", param.id);
    if (r->s.token.kind == MG_TOKEN_STRING) {
        mg_token_copy(&r->s.token, param.doc, MG_SENTENCE_BYTES);
        mg_scanner_next(&r->s);
    }
    n->params[n->param_count++] = param;
    return MG_OK;
}

static MgStatus read_law(Reader *r, MgLaw *out) {
    out->poisson = take(r, "poisson");
    if (out->poisson) MG_TRY(mg_scanner_require(&r->s, "("));
    MG_TRY(read_expression(r, &out->mean));
    return out->poisson ? mg_scanner_require(&r->s, ")") : MG_OK;
}

static MgStatus read_species(Reader *r) {
    MgNetwork *n = r->network;
    if (n->species_count == MG_MAX_SPECIES) return mg_token_too_many(&r->s.token, "species", MG_MAX_SPECIES);
    MgSpecies species = { .initial = { .poisson = false } };
    MG_TRY(read_new_name(r, species.id));
    while (r->s.token.kind == MG_TOKEN_NAME) {
        MgToken key = r->s.token;
        bool known = mg_token_is(&key, "D") || mg_token_is(&key, "initial") || mg_token_is(&key, "patch");
        if (!known) return expected(r, "D, initial or patch");
        mg_scanner_next(&r->s);
        MG_TRY(mg_scanner_require(&r->s, "="));
        if (mg_token_is(&key, "D")) MG_TRY(read_expression(r, &species.diffusion));
        else MG_TRY(read_law(r, mg_token_is(&key, "initial") ? &species.initial : &species.patch));
    }
    n->species[n->species_count++] = species;
    return MG_OK;
}

// Nothing, as 0, the empty set or no sign at all; or terms like A, 2 A, 2A with + between. Counts how many of each.
static MgStatus read_side(Reader *r, int32_t most, int32_t counts[MG_MAX_SPECIES]) {
    const MgToken *next = &r->s.token;
    if (take(r, MG_SIGN_NOTHING) || mg_token_is(next, "->") || mg_token_is(next, "<->") || mg_token_is(next, "rate"))
        return MG_OK;
    if (r->s.token.kind == MG_TOKEN_NUMBER && r->s.token.number == 0.0) {
        mg_scanner_next(&r->s);
        return MG_OK;
    }
    do {
        int32_t many = 1, species;
        if (r->s.token.kind == MG_TOKEN_NUMBER)
            MG_TRY(mg_scanner_whole(&r->s, 1, MG_MAX_BATCH, "a whole number from 1 to 1000", &many));
        MgToken token = r->s.token;
        MG_TRY(read_species_name(r, &species));
        counts[species] += many;
        if (counts[species] > most) return mg_token_too_many(&token, "molecules of one species here", most);
    } while (take(r, "+"));
    return MG_OK;
}

static MgStatus read_axis(Reader *r, int32_t *out) {
    for (*out = 0; *out < 3; (*out)++)
        if (take(r, (const char *[]){ "x", "y", "z" }[*out])) return MG_OK;
    return expected(r, "x, y or z");
}

static MgStatus read_source(Reader *r, int32_t *out) {
    static const struct {
        const char *name;
        bool axis;
        int32_t numbers;
    } kinds[] = {
        [MG_SOURCE_GRADIENT] = { "gradient", true, 2 },
        [MG_SOURCE_LAYER] = { "layer", true, 1 },
        [MG_SOURCE_VENT] = { "vent", false, 4 },
        [MG_SOURCE_NOISE] = { "noise", false, 2 },
    };
    MgNetwork *n = r->network;
    if (n->source_count == MG_MAX_SOURCES) return mg_token_too_many(&r->s.token, "sources", MG_MAX_SOURCES);
    int32_t kind = 0;
    while (kind < MG_COUNT_OF(kinds) && !mg_token_is(&r->s.token, kinds[kind].name)) kind++;
    if (kind == MG_COUNT_OF(kinds)) return expected(r, "gradient, layer, vent or noise");
    MgSource *source = &n->sources[n->source_count];
    *source = (MgSource){ .kind = (MgSourceKind)kind };
    mg_scanner_next(&r->s);
    MG_TRY(mg_scanner_require(&r->s, "("));
    if (kinds[kind].axis) {
        MG_TRY(read_axis(r, &source->axis));
        MG_TRY(mg_scanner_require(&r->s, ","));
    }
    for (int32_t i = 0; i < kinds[kind].numbers; i++) {
        if (i > 0) MG_TRY(mg_scanner_require(&r->s, ","));
        MG_TRY(read_expression(r, &source->numbers[i]));
    }
    *out = n->source_count++;
    return mg_scanner_require(&r->s, ")");
}

static MgStatus read_hill(Reader *r, MgReaction *reaction) {
    MG_TRY(mg_scanner_require(&r->s, "("));
    MG_TRY(read_species_name(r, &reaction->hill_species));
    MG_TRY(mg_scanner_require(&r->s, ","));
    MG_TRY(read_expression(r, &reaction->hill_constant));
    MG_TRY(mg_scanner_require(&r->s, ","));
    MG_TRY(mg_scanner_whole(&r->s, 1, MG_MAX_HILL_EXPONENT, "a whole exponent from 1 to 8", &reaction->hill_exponent));
    return mg_scanner_require(&r->s, ")");
}

// n (n - 1) (n - 2) / 6 and the like: how many sets of reactants there are to choose from.
static void count_ways(MgReaction *reaction, const int32_t taken[MG_MAX_SPECIES]) {
    reaction->ways = 1.0;
    for (int32_t s = 0; s < MG_MAX_SPECIES; s++)
        for (int32_t i = 0; i < taken[s]; i++) {
            reaction->factors[reaction->order++] = (MgFactor){ s, i };
            reaction->ways /= i + 1;
        }
}

// A rate and what stands behind it.
static MgStatus read_propensity(Reader *r, MgReaction *reaction) {
    MG_TRY(read_expression(r, &reaction->rate));
    reaction->hill = take(r, "hill") ? MG_HILL_ACTIVATE : take(r, "repress") ? MG_HILL_REPRESS : MG_HILL_NONE;
    if (reaction->hill != MG_HILL_NONE) MG_TRY(read_hill(r, reaction));
    return take(r, "where") ? read_source(r, &reaction->source) : MG_OK;
}

static MgStatus add_reaction(Reader *r, const MgToken *token, const int32_t taken[MG_MAX_SPECIES],
                             const int32_t made[MG_MAX_SPECIES]) {
    MgNetwork *n = r->network;
    MgReaction reaction = { .source = -1 };
    int32_t order = 0;
    if (n->reaction_count == MG_MAX_REACTIONS) return mg_token_too_many(token, "reactions", MG_MAX_REACTIONS);
    for (int32_t s = 0; s < MG_MAX_SPECIES; s++) order += taken[s];
    if (order > MG_MAX_ORDER) return mg_token_too_many(token, "molecules meet in one reaction", MG_MAX_ORDER);
    count_ways(&reaction, taken);
    for (int32_t s = 0; s < MG_MAX_SPECIES; s++) reaction.delta[s] = made[s] - taken[s];
    MG_TRY(read_propensity(r, &reaction));
    n->reactions[n->reaction_count++] = reaction;
    return MG_OK;
}

// A -> B rate k, or A <-> B rate k, back: two reactions.
static MgStatus read_reaction(Reader *r) {
    int32_t left[MG_MAX_SPECIES] = { 0 }, right[MG_MAX_SPECIES] = { 0 };
    MgToken left_token = r->s.token;
    MG_TRY(read_side(r, MG_MAX_ORDER, left));
    const bool both_ways = take(r, "<->");
    if (!both_ways) MG_TRY(mg_scanner_require(&r->s, "->"));
    MgToken right_token = r->s.token;
    MG_TRY(read_side(r, both_ways ? MG_MAX_ORDER : MG_MAX_BATCH, right));
    MG_TRY(mg_scanner_require(&r->s, "rate"));
    MG_TRY(add_reaction(r, &left_token, left, right));
    if (!both_ways) return MG_OK;
    if (!take(r, ",")) return expected(r, "',' and the rate of the way back");
    return add_reaction(r, &right_token, right, left);
}

static MgStatus read_line(Reader *r) {
    if (r->s.token.kind == MG_TOKEN_LINE_END || r->s.token.kind == MG_TOKEN_END) return MG_OK;
    if (take(r, "parameter")) return read_parameter(r);
    if (take(r, "species")) return read_species(r);
    if (take(r, "reaction")) return read_reaction(r);
    return expected(r, "parameter, species or reaction");
}

static void take_known(MgNetwork *network, const MgParam *known, int32_t count) {
    MG_ASSERT(count <= MG_MAX_PARAMS);
    for (int32_t i = 0; i < count; i++) {
        MgNetworkParam *param = &network->params[network->param_count++];
        MgText id = mg_text_into(param->id, MG_NAME_BYTES), doc = mg_text_into(param->doc, MG_SENTENCE_BYTES);
        mg_text_string(&id, known[i].id);
        mg_text_string(&doc, known[i].doc);
        param->initial = known[i].initial, param->min = known[i].min, param->max = known[i].max;
    }
}

MgStatus mg_network_parse(const char *text, size_t length, const MgParam *known, int32_t known_count, MgNetwork *out) {
    memset(out, 0, sizeof *out);
    take_known(out, known, known_count);
    Reader r = { .s = mg_scanner(text, length), .network = out };
    for (;;) {
        MG_TRY(read_line(&r));
        if (r.s.token.kind == MG_TOKEN_END) break;
        if (r.s.token.kind != MG_TOKEN_LINE_END) return expected(&r, "the end of the line");
        mg_scanner_next(&r.s);
    }
    if (out->species_count == 0) return expected(&r, "at least one species");
    return MG_OK;
}
