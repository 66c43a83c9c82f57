// Reads the text of a network: a scanner of one token ahead, and one function per line of the grammar.
#include "base/text.h"
#include "stochastic/network.h"

#include <string.h>

typedef enum TokenKind { END, LINE_END, NAME, NUMBER, STRING, MARK } TokenKind;

typedef struct Token {
    TokenKind kind;
    const char *start;
    int32_t length, line, column;
    double number;
} Token;

typedef struct Reader {
    const char *at, *end;
    int32_t line, column;
    Token token; // the one not yet used
    MgNetwork *network;
    int32_t depth; // of open parentheses
} Reader;

// ---- scanner

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

static char peek(const Reader *r, int32_t ahead) { return r->end - r->at > ahead ? r->at[ahead] : 0; }

static void skip(Reader *r, int32_t count) {
    r->at += count;
    r->column += count;
}

// Digits, a point, an exponent. Exact up to 15 digits and powers of ten up to 22; a range's ".." is left alone.
static double scan_number(Reader *r) {
    double mantissa = 0.0;
    int32_t power = 0;
    for (; is_digit(peek(r, 0)); skip(r, 1)) mantissa = mantissa * 10.0 + (peek(r, 0) - '0');
    if (peek(r, 0) == '.' && peek(r, 1) != '.') {
        for (skip(r, 1); is_digit(peek(r, 0)); skip(r, 1), power--) mantissa = mantissa * 10.0 + (peek(r, 0) - '0');
    }
    int32_t sign = peek(r, 1) == '-' || peek(r, 1) == '+' ? 1 : 0;
    if ((peek(r, 0) == 'e' || peek(r, 0) == 'E') && is_digit(peek(r, 1 + sign))) {
        bool negative = peek(r, 1) == '-';
        int32_t exponent = 0;
        for (skip(r, 1 + sign); is_digit(peek(r, 0)); skip(r, 1))
            exponent = mg_min_i32(exponent * 10 + (peek(r, 0) - '0'), 1000);
        power += negative ? -exponent : exponent;
    }
    double scale = 1.0;
    for (int32_t i = 0; i < mg_min_i32(power < 0 ? -power : power, 400); i++) scale *= 10.0;
    return power < 0 ? mantissa / scale : mantissa * scale;
}

static void scan_string(Reader *r, Token *token) {
    skip(r, 1);
    token->start = r->at;
    while (r->at < r->end && *r->at != '"' && *r->at != '\n') skip(r, 1);
    token->length = (int32_t)(r->at - token->start);
    if (peek(r, 0) == '"') skip(r, 1);
    else token->kind = MARK; // never closed: nothing expects this mark, so it is refused where it opens
}

static void next(Reader *r) {
    while (peek(r, 0) == ' ' || peek(r, 0) == '\t' || peek(r, 0) == '\r') skip(r, 1);
    if (peek(r, 0) == '#')
        while (r->at < r->end && *r->at != '\n') skip(r, 1);
    Token *token = &r->token;
    *token = (Token){ MARK, r->at, 1, r->line, r->column, 0.0 };
    if (r->at == r->end) {
        token->kind = END, token->length = 0;
    } else if (*r->at == '\n') {
        token->kind = LINE_END;
        skip(r, 1);
        r->line++, r->column = 1;
    } else if (is_letter(*r->at)) {
        token->kind = NAME;
        while (is_letter(peek(r, 0)) || is_digit(peek(r, 0))) skip(r, 1);
        token->length = (int32_t)(r->at - token->start);
    } else if (is_digit(*r->at)) {
        token->kind = NUMBER;
        token->number = scan_number(r);
        token->length = (int32_t)(r->at - token->start);
    } else if (*r->at == '"') {
        token->kind = STRING;
        scan_string(r, token);
    } else {
        token->length = (*r->at == '-' && peek(r, 1) == '>') || (*r->at == '.' && peek(r, 1) == '.') ? 2 : 1;
        skip(r, token->length);
    }
}

// ---- refusals

static void quote(const Token *token, char out[MG_SPECIES_NAME_BYTES + 8]) {
    MgText text = mg_text_into(out, MG_SPECIES_NAME_BYTES + 8);
    if (token->kind == END) {
        mg_text_string(&text, "the end");
        return;
    }
    if (token->kind == LINE_END) {
        mg_text_string(&text, "the end of the line");
        return;
    }
    mg_text_char(&text, '\'');
    for (int32_t i = 0; i < token->length && i < MG_SPECIES_NAME_BYTES; i++)
        mg_text_char(&text, token->start[i] >= 32 && token->start[i] < 127 ? token->start[i] : '?');
    mg_text_char(&text, '\'');
}

static MgStatus expected(const Reader *r, const char *what) {
    char found[MG_SPECIES_NAME_BYTES + 8];
    quote(&r->token, found);
    return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: expected %s, found %s", r->token.line, r->token.column, what,
                   found);
}

static MgStatus refuse(const Token *token, const char *sentence, const char *name) {
    return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: %s%s", token->line, token->column, sentence, name);
}

static MgStatus too_many(const Token *token, const char *what, int32_t most) {
    return MG_FAIL(INVALID_ARGUMENT, "line %d, column %d: more than %d %s", token->line, token->column, most, what);
}

// ---- small pieces

static bool is(const Token *token, const char *text) {
    int32_t length = 0;
    while (text[length] != 0) length++;
    return token->kind != STRING && token->kind != END && token->length == length &&
           memcmp(token->start, text, (size_t)length) == 0;
}

static bool take(Reader *r, const char *text) {
    bool found = is(&r->token, text);
    if (found) next(r);
    return found;
}

static MgStatus require(Reader *r, const char *text, const char *quoted) {
    return take(r, text) ? MG_OK : expected(r, quoted);
}

static bool same_name(const char *id, const Token *token) {
    return token->length < MG_SPECIES_NAME_BYTES && memcmp(id, token->start, (size_t)token->length) == 0 &&
           id[token->length] == 0;
}

static int32_t find_param(const MgNetwork *network, const Token *token) {
    for (int32_t i = 0; i < network->param_count; i++)
        if (same_name(network->params[i].id, token)) return i;
    return -1;
}

static int32_t find_species(const MgNetwork *network, const Token *token) {
    for (int32_t i = 0; i < network->species_count; i++)
        if (same_name(network->species[i].id, token)) return i;
    return -1;
}

static void copy(char *to, int32_t capacity, const Token *token) {
    int32_t length = mg_min_i32(token->length, capacity - 1);
    memcpy(to, token->start, (size_t)length);
    to[length] = 0;
}

static MgStatus read_new_name(Reader *r, char out[MG_SPECIES_NAME_BYTES]) {
    static const char *const reserved[] = {
        "parameter", "species", "reaction", "rate", "where", "hill", "repress", "in"
    };
    if (r->token.kind != NAME) return expected(r, "a name");
    copy(out, MG_SPECIES_NAME_BYTES, &r->token);
    for (int32_t i = 0; i < MG_COUNT_OF(reserved); i++)
        if (is(&r->token, reserved[i])) return refuse(&r->token, "this word has a meaning of its own: ", out);
    if (r->token.length >= MG_SPECIES_NAME_BYTES) return refuse(&r->token, "this name is too long: ", out);
    if (find_param(r->network, &r->token) >= 0 || find_species(r->network, &r->token) >= 0)
        return refuse(&r->token, "there is already a ", out);
    next(r);
    return MG_OK;
}

static MgStatus read_species_name(Reader *r, int32_t *out) {
    if (r->token.kind != NAME) return expected(r, "a species");
    char name[MG_SPECIES_NAME_BYTES];
    copy(name, MG_SPECIES_NAME_BYTES, &r->token);
    *out = find_species(r->network, &r->token);
    if (*out < 0) return refuse(&r->token, "there is no species ", name);
    next(r);
    return MG_OK;
}

// ---- expressions

static MgStatus emit(Reader *r, MgOperation operation) {
    MgNetwork *n = r->network;
    if (n->operation_count == MG_MAX_OPERATIONS) return too_many(&r->token, "numbers and operators", MG_MAX_OPERATIONS);
    n->operations[n->operation_count++] = operation;
    return MG_OK;
}

static MgStatus read_sum(Reader *r);

static MgStatus read_operand(Reader *r) {
    Token token = r->token;
    if (token.kind == NUMBER) {
        next(r);
        return emit(r, (MgOperation){ MG_NUMBER, 0, token.number });
    }
    if (token.kind == NAME) {
        int32_t param = find_param(r->network, &token);
        char name[MG_SPECIES_NAME_BYTES];
        copy(name, MG_SPECIES_NAME_BYTES, &token);
        if (param < 0) return refuse(&token, "there is no parameter ", name);
        next(r);
        return emit(r, (MgOperation){ MG_PARAMETER, param, 0.0 });
    }
    bool negative = is(&token, "-");
    if (!negative && !is(&token, "(")) return expected(r, "a number, a parameter or '('");
    if (r->depth == MG_MAX_EXPRESSION_DEPTH) return refuse(&token, "this expression is nested too deeply", "");
    next(r);
    r->depth++;
    MG_TRY(negative ? read_operand(r) : read_sum(r));
    r->depth--;
    return negative ? emit(r, (MgOperation){ MG_NEGATE, 0, 0.0 }) : require(r, ")", "')'");
}

static MgStatus read_product(Reader *r) {
    MG_TRY(read_operand(r));
    while (is(&r->token, "*") || is(&r->token, "/")) {
        MgOperationKind kind = is(&r->token, "*") ? MG_MULTIPLY : MG_DIVIDE;
        next(r);
        MG_TRY(read_operand(r));
        MG_TRY(emit(r, (MgOperation){ kind, 0, 0.0 }));
    }
    return MG_OK;
}

static MgStatus read_sum(Reader *r) {
    MG_TRY(read_product(r));
    while (is(&r->token, "+") || is(&r->token, "-")) {
        MgOperationKind kind = is(&r->token, "+") ? MG_ADD : MG_SUBTRACT;
        next(r);
        MG_TRY(read_product(r));
        MG_TRY(emit(r, (MgOperation){ kind, 0, 0.0 }));
    }
    return MG_OK;
}

static MgStatus read_expression(Reader *r, MgExpression *out) {
    out->first = r->network->operation_count;
    MG_TRY(read_sum(r));
    out->count = r->network->operation_count - out->first;
    return MG_OK;
}

// A number that is fixed by the text, with a sign.
static MgStatus read_constant(Reader *r, double *out) {
    bool negative = take(r, "-");
    if (r->token.kind != NUMBER) return expected(r, "a number");
    *out = negative ? -r->token.number : r->token.number;
    next(r);
    return MG_OK;
}

static MgStatus read_whole(Reader *r, int32_t min, int32_t max, const char *what, int32_t *out) {
    double value = r->token.number;
    if (r->token.kind != NUMBER || !(value >= min && value <= max) || value != (double)(int32_t)value)
        return expected(r, what);
    *out = (int32_t)value;
    next(r);
    return MG_OK;
}

// ---- lines

static MgStatus read_parameter(Reader *r) {
    MgNetwork *n = r->network;
    if (n->param_count == MG_MAX_PARAMS) return too_many(&r->token, "parameters", MG_MAX_PARAMS);
    MgNetworkParam param = { .min = 0.0, .max = 1e6 };
    Token token = r->token;
    MG_TRY(read_new_name(r, param.id));
    MG_TRY(require(r, "=", "'='"));
    MG_TRY(read_constant(r, &param.initial));
    if (take(r, "in")) {
        MG_TRY(read_constant(r, &param.min));
        MG_TRY(require(r, "..", "'..'"));
        MG_TRY(read_constant(r, &param.max));
    }
    if (!(param.initial >= param.min && param.initial <= param.max))
        return refuse(&token, "outside its own range: ", param.id);
    if (r->token.kind == STRING) {
        copy(param.doc, MG_SENTENCE_BYTES, &r->token);
        next(r);
    }
    n->params[n->param_count++] = param;
    return MG_OK;
}

static MgStatus read_law(Reader *r, MgLaw *out) {
    out->poisson = take(r, "poisson");
    if (out->poisson) MG_TRY(require(r, "(", "'('"));
    MG_TRY(read_expression(r, &out->mean));
    return out->poisson ? require(r, ")", "')'") : MG_OK;
}

static MgStatus read_species(Reader *r) {
    MgNetwork *n = r->network;
    if (n->species_count == MG_MAX_SPECIES) return too_many(&r->token, "species", MG_MAX_SPECIES);
    MgSpecies species = { .initial = { .poisson = false } };
    MG_TRY(read_new_name(r, species.id));
    while (r->token.kind == NAME) {
        Token key = r->token;
        if (!is(&key, "D") && !is(&key, "initial") && !is(&key, "patch")) return expected(r, "D, initial or patch");
        next(r);
        MG_TRY(require(r, "=", "'='"));
        if (is(&key, "D")) MG_TRY(read_expression(r, &species.diffusion));
        else MG_TRY(read_law(r, is(&key, "initial") ? &species.initial : &species.patch));
    }
    n->species[n->species_count++] = species;
    return MG_OK;
}

// 0, or terms like A, 2 A, 2A with + between; counts how many of each.
static MgStatus read_side(Reader *r, int32_t most, int32_t counts[MG_MAX_SPECIES]) {
    if (r->token.kind == NUMBER && r->token.number == 0.0) {
        next(r);
        return MG_OK;
    }
    do {
        int32_t many = 1, species;
        if (r->token.kind == NUMBER) MG_TRY(read_whole(r, 1, MG_MAX_BATCH, "a whole number from 1 to 1000", &many));
        Token token = r->token;
        MG_TRY(read_species_name(r, &species));
        counts[species] += many;
        if (counts[species] > most) return too_many(&token, "molecules of one species here", most);
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
    if (n->source_count == MG_MAX_SOURCES) return too_many(&r->token, "sources", MG_MAX_SOURCES);
    int32_t kind = 0;
    while (kind < MG_COUNT_OF(kinds) && !is(&r->token, kinds[kind].name)) kind++;
    if (kind == MG_COUNT_OF(kinds)) return expected(r, "gradient, layer, vent or noise");
    MgSource *source = &n->sources[n->source_count];
    *source = (MgSource){ .kind = (MgSourceKind)kind };
    next(r);
    MG_TRY(require(r, "(", "'('"));
    if (kinds[kind].axis) {
        MG_TRY(read_axis(r, &source->axis));
        MG_TRY(require(r, ",", "','"));
    }
    for (int32_t i = 0; i < kinds[kind].numbers; i++) {
        if (i > 0) MG_TRY(require(r, ",", "','"));
        MG_TRY(read_expression(r, &source->numbers[i]));
    }
    *out = n->source_count++;
    return require(r, ")", "')'");
}

static MgStatus read_hill(Reader *r, MgReaction *reaction) {
    MG_TRY(require(r, "(", "'('"));
    MG_TRY(read_species_name(r, &reaction->hill_species));
    MG_TRY(require(r, ",", "','"));
    MG_TRY(read_expression(r, &reaction->hill_constant));
    MG_TRY(require(r, ",", "','"));
    MG_TRY(read_whole(r, 1, MG_MAX_HILL_EXPONENT, "a whole exponent from 1 to 8", &reaction->hill_exponent));
    return require(r, ")", "')'");
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

static MgStatus read_reaction(Reader *r) {
    MgNetwork *n = r->network;
    if (n->reaction_count == MG_MAX_REACTIONS) return too_many(&r->token, "reactions", MG_MAX_REACTIONS);
    MgReaction reaction = { .source = -1 };
    int32_t taken[MG_MAX_SPECIES] = { 0 }, made[MG_MAX_SPECIES] = { 0 }, order = 0;
    Token token = r->token;
    MG_TRY(read_side(r, MG_MAX_ORDER, taken));
    for (int32_t s = 0; s < MG_MAX_SPECIES; s++) order += taken[s];
    if (order > MG_MAX_ORDER) return too_many(&token, "molecules meet in one reaction", MG_MAX_ORDER);
    MG_TRY(require(r, "->", "'->'"));
    MG_TRY(read_side(r, MG_MAX_BATCH, made));
    count_ways(&reaction, taken);
    for (int32_t s = 0; s < MG_MAX_SPECIES; s++) reaction.delta[s] = made[s] - taken[s];
    MG_TRY(require(r, "rate", "'rate'"));
    MG_TRY(read_expression(r, &reaction.rate));
    reaction.hill = is(&r->token, "hill")      ? MG_HILL_ACTIVATE
                    : is(&r->token, "repress") ? MG_HILL_REPRESS
                                               : MG_HILL_NONE;
    if (reaction.hill != MG_HILL_NONE) {
        next(r);
        MG_TRY(read_hill(r, &reaction));
    }
    if (take(r, "where")) MG_TRY(read_source(r, &reaction.source));
    n->reactions[n->reaction_count++] = reaction;
    return MG_OK;
}

static MgStatus read_line(Reader *r) {
    if (r->token.kind == LINE_END || r->token.kind == END) return MG_OK;
    if (take(r, "parameter")) return read_parameter(r);
    if (take(r, "species")) return read_species(r);
    if (take(r, "reaction")) return read_reaction(r);
    return expected(r, "parameter, species or reaction");
}

static void take_known(MgNetwork *network, const MgParam *known, int32_t count) {
    MG_ASSERT(count <= MG_MAX_PARAMS);
    for (int32_t i = 0; i < count; i++) {
        MgNetworkParam *param = &network->params[network->param_count++];
        MgText id = mg_text_into(param->id, MG_SPECIES_NAME_BYTES), doc = mg_text_into(param->doc, MG_SENTENCE_BYTES);
        mg_text_string(&id, known[i].id);
        mg_text_string(&doc, known[i].doc);
        param->initial = known[i].initial, param->min = known[i].min, param->max = known[i].max;
    }
}

MgStatus mg_network_parse(const char *text, size_t length, const MgParam *known, int32_t known_count, MgNetwork *out) {
    memset(out, 0, sizeof *out);
    take_known(out, known, known_count);
    Reader r = { .at = text, .end = text + length, .line = 1, .column = 1, .network = out };
    next(&r);
    for (;;) {
        MG_TRY(read_line(&r));
        if (r.token.kind == END) break;
        if (r.token.kind != LINE_END) return expected(&r, "the end of the line");
        next(&r);
    }
    if (out->species_count == 0) return expected(&r, "at least one species");
    return MG_OK;
}
