// morphogen completion: scripts for shells. They call this program with the words up to the cursor:
//     morphogen completion words run gray_scott --laplacian ''
// and get a line each: the word, a tab, what it means. ":files .ply .stl" stands for files with such endings, ":files"
// for any.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "files/files.h"
#include "options/catalog.h"
#include "options/flags.h"

// ---- the scripts

static const char bash_script[] =
    "_morphogen() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} line ending\n"
    "    COMPREPLY=()\n"
    "    while IFS= read -r line; do\n"
    "        case $line in\n"
    "        :files) compopt -o filenames; COMPREPLY+=($(compgen -f -- \"$word\")) ;;\n"
    "        :files*)\n"
    "            compopt -o filenames\n"
    "            for ending in ${line#:files}; do COMPREPLY+=($(compgen -f -X \"!*$ending\" -- \"$word\")); done\n"
    "            COMPREPLY+=($(compgen -d -- \"$word\")) ;;\n"
    "        *) printf -v line %q \"${line%%$'\\t'*}\"; COMPREPLY+=(\"$line\") ;;\n"
    "        esac\n"
    "    done < <(\"${COMP_WORDS[0]}\" completion words \"${COMP_WORDS[@]:1:COMP_CWORD}\" 2>/dev/null)\n"
    "}\n"
    "complete -F _morphogen morphogen\n";

static const char zsh_script[] =
    "_morphogen() {\n"
    "    local line\n"
    "    local -a told endings\n"
    "    for line in \"${(@f)$(\"${(Q)words[1]}\" completion words \"${(@Q)words[2,CURRENT]}\" 2>/dev/null)}\"; do\n"
    "        case $line in\n"
    "        (:files) _files ;;\n"
    "        (:files*) endings=(${=line#:files}); _files -g \"${(j: :)endings/#/*}\" ;;\n"
    "        (?*) told+=(\"${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}\") ;;\n"
    "        esac\n"
    "    done\n"
    "    (( $#told == 0 )) || _describe -V morphogen told\n"
    "}\n"
    "if [[ $funcstack[1] = _morphogen ]]; then _morphogen \"$@\"; else compdef _morphogen morphogen; fi\n";

static const char fish_script[] =
    "function __morphogen_words\n"
    "    set -l words (commandline -opc) (commandline -ct)\n"
    "    for line in ($words[1] completion words $words[2..-1] 2>/dev/null)\n"
    "        switch $line\n"
    "            case ':files'\n"
    "                __fish_complete_path (commandline -ct)\n"
    "            case ':files *'\n"
    "                set -l endings (string split ' ' -- $line | string escape --style=regex)[2..-1]\n"
    "                __fish_complete_path (commandline -ct) | string match -er -- '(/|'(string join '|' "
    "$endings)')(\\t|$)'\n"
    "            case '*'\n"
    "                echo $line\n"
    "        end\n"
    "    end\n"
    "end\n"
    "complete -c morphogen -f -k -a '(__morphogen_words)'\n";

static const struct Shell {
    const char *name, *script, *head;
} shells[] = {
    { "bash", bash_script, "" },
    { "zsh", zsh_script, "#compdef morphogen\n" },
    { "fish", fish_script, "" },
};
#define SHELL_COUNT (sizeof shells / sizeof shells[0])

int command_completion(RunOptions *o) {
    for (size_t i = 0; i < SHELL_COUNT && o->positional_count == 1; i++) {
        if (strcmp(o->positionals[0], shells[i].name) != 0) continue;
        printf("%s# Completion of morphogen for %s; made by: morphogen completion %s\n%s", shells[i].head,
               shells[i].name, shells[i].name, shells[i].script);
        return EXIT_SUCCESS;
    }
    log_error("completion wants a shell, bash, zsh or fish: morphogen completion bash");
    return EXIT_USAGE;
}

// ---- what may stand where the cursor is

typedef struct Line {
    RunOptions options; // from the words before the cursor
    Catalog catalog;
    const MgModel *model;      // NULL: not known yet
    const Flag *flag;          // whose value is completed; NULL: none
    const char *parameter;     // the same
    const char *word, *prefix; // the word so far; the prefix removed from it, "--cap=", or NULL
    int prefix_length;
} Line;

static void offer(const Line *line, const char *word, const char *doc) {
    const char *prefix = line->prefix != NULL ? line->prefix : "";
    if (strncmp(word, line->word, strlen(line->word)) == 0)
        printf("%.*s%s\t%s\n", line->prefix_length, prefix, word, doc);
}

static void offer_models(const Line *line) {
    for (int32_t i = 0; i < catalog_count(&line->catalog); i++)
        offer(line, catalog_at(&line->catalog, i)->id, catalog_at(&line->catalog, i)->doc);
}

static void offer_seedings(const Line *line) {
    for (int32_t i = 0; line->model != NULL && i < line->model->seeding_count; i++)
        offer(line, line->model->seedings[i].id, line->model->seedings[i].doc);
}

static void offer_views(const Line *line) {
    for (int32_t i = 0; line->model != NULL && i < line->model->view_count; i++)
        offer(line, line->model->views[i].id, line->model->views[i].doc);
}

static void offer_flag(void *context, const Flag *flag) {
    char word[64];
    snprintf(word, sizeof word, "--%s", flag->name);
    offer(context, word, flag->doc);
}

static void offer_parameters(const Line *line, const char *owner, const MgParam *params, int32_t count) {
    for (int32_t i = 0; i < count; i++) {
        char word[96];
        snprintf(word, sizeof word, "--%s%s%s", owner, *owner ? "." : "", params[i].id);
        offer(line, word, params[i].doc);
    }
}

static void offer_flags(Line *line) {
    const MgModel *m = line->model;
    for_each_flag((int)line->options.command, offer_flag, line);
    if (m == NULL || !(line->options.command & TAKES_PARAMETERS)) return;
    offer_parameters(line, "", m->params, m->param_count);
    for (int32_t i = 0; i < m->seeding_count; i++)
        offer_parameters(line, m->seedings[i].id, m->seedings[i].params, m->seedings[i].param_count);
}

static void offer_words(const Line *line, const char *words) {
    char word[32];
    for (int used; sscanf(words, "%31s%n", word, &used) == 1; words += used) offer(line, word, "");
}

static void offer_values(const Line *line, const char *values) {
    if (strcmp(values, ":") == 0) puts(":files");
    else if (values[0] == ':' || values[0] == '.') printf(":files %s\n", values + (values[0] == ':'));
    else if (strcmp(values, MODELS) == 0) offer_models(line);
    else if (strcmp(values, SEEDINGS) == 0) offer_seedings(line);
    else if (strcmp(values, VIEWS) == 0) offer_views(line);
    else offer_words(line, values);
}

static void offer_choices(const Line *line) {
    const MgParam *parameter = catalog_parameter(line->model, line->parameter);
    for (int32_t i = 0; i < choice_count(parameter); i++) offer(line, parameter->choices[i], "");
}

static void offer_first_words(const Line *line) {
    const RunOptions *o = &line->options;
    if (o->command & (MAKES_A_RUN | DESCRIBE) && o->positional_count == 0) offer_models(line);
    else if (o->command == RESUME) puts(":files .mgs");
    else if (o->command & (CONVERT | INFO)) puts(":files .mgs .vti .npy .nrrd .nhdr .json");
}

// ---- what follows from the words before

static void find_line_s_model(Line *line) {
    RunOptions *o = &line->options;
    MgSnapshotInfo info = { .model = "" };
    InFile file;
    if (o->command & (RESUME | CONVERT) && o->positional_count > 0 && in_open(&file, o->positionals[0])) {
        mg_snapshot_info(in_read, &file, file.bytes, &info);
        in_close(&file);
    }
    if (o->command & MAKES_A_RUN && o->positional_count > 0) o->base.config.model = o->positionals[0];
    if (!catalog_add_text_model(&line->catalog, &o->base.config)) return;
    line->model = catalog_model(&line->catalog, info.model[0] != 0 ? info.model : o->base.config.model);
}

// Applies flags that define the model and ignores the others.
static void take_words(Line *line, int count, char **words) {
    for (int i = 0; i < count; i++) {
        RunOptions *o = &line->options;
        const char *equals = strchr(words[i], '='), *name = words[i] + 2;
        if (strncmp(words[i], "--", 2) != 0) {
            if (o->positional_count < MAX_POSITIONALS) o->positionals[o->positional_count++] = words[i];
            continue;
        }
        const Flag *flag = find_flag(name, equals != NULL ? (size_t)(equals - name) : strlen(name));
        if (flag != NULL && flag->argument == NULL) continue;
        const char *value = equals != NULL ? equals + 1 : i + 1 < count ? words[i + 1] : NULL;
        if (value == NULL) line->flag = flag, line->parameter = name;
        else if (flag != NULL && (strcmp(flag->name, "model") == 0 || strcmp(flag->name, "network") == 0 ||
                                  strcmp(flag->name, "equations") == 0))
            take_flag(o, flag, value);
        i += equals == NULL;
    }
}

// Splits "--cap=y" into flag and value.
static void split_word(Line *line) {
    const char *equals = strchr(line->word, '=');
    if (line->flag != NULL || line->parameter != NULL || strncmp(line->word, "--", 2) != 0 || equals == NULL) return;
    line->prefix = line->word, line->prefix_length = (int)(equals - line->word) + 1;
    line->parameter = copy_text(&line->options, line->word + 2, (size_t)(equals - line->word) - 2);
    line->flag = find_flag(line->word + 2, (size_t)(equals - line->word) - 2);
    line->word = equals + 1;
}

static void offer_commands(const char *word) {
    Line line = { .word = word };
    for (int i = 0; i < command_count(); i++) offer(&line, command_at(i)->name, command_at(i)->doc);
    offer(&line, "help", "what a command takes");
    offer(&line, "--version", "which version this is");
}

static void offer_matches(Line *line, int count, char **words) {
    line->options.base.config = mg_config_default();
    line->word = words[count - 1];
    take_words(line, count - 1, words);
    split_word(line);
    find_line_s_model(line);
    if (line->flag != NULL && line->flag->values != NULL) offer_values(line, line->flag->values);
    else if (line->flag == NULL && line->parameter != NULL) offer_choices(line);
    else if (line->flag == NULL && line->word[0] == '-') offer_flags(line);
    else if (line->flag == NULL) offer_first_words(line);
}

// Bash splits "--cap=y" into three words.
static int skip_equals(int count, char **words) {
    static char nothing[] = "";
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], "=") != 0) words[kept++] = words[i];
        else if (i == count - 1) words[kept++] = nothing;
    return kept;
}

int complete_words(int count, char **words) {
    count = skip_equals(count, words);
    if (count <= 1) offer_commands(count == 1 ? words[0] : "");
    if (count == 2 && strcmp(words[0], "help") == 0) offer_commands(words[1]);
    const CommandInfo *command = count > 1 ? find_command(words[0]) : NULL;
    if (command == NULL) return EXIT_SUCCESS;
    Line line = { .options = { .command = command->id } };
    if (command->run == command_completion) {
        line.word = words[count - 1];
        for (size_t i = 0; i < SHELL_COUNT && count == 2; i++) offer(&line, shells[i].name, "");
        return EXIT_SUCCESS;
    }
    offer_matches(&line, count - 1, words + 1);
    free_run_options(&line.options);
    catalog_close(&line.catalog);
    return EXIT_SUCCESS;
}
