// The commands: each gets its parsed options and returns an exit code.
#ifndef MORPHOGEN_CLI_COMMANDS_H
#define MORPHOGEN_CLI_COMMANDS_H

#include "options/run_options.h"

typedef struct CommandInfo {
    Command id;
    const char *name, *usage, *doc;
    int (*run)(RunOptions *options);
} CommandInfo;

int command_run(RunOptions *options);
int command_resume(RunOptions *options);
int command_convert(RunOptions *options);
int command_info(RunOptions *options);
int command_sweep(RunOptions *options);
int command_hash(RunOptions *options);
int command_mesh(RunOptions *options);
int command_describe(RunOptions *options);
int command_model(RunOptions *options);
int command_validate(RunOptions *options);
int command_bench(RunOptions *options);
int command_manual(RunOptions *options);
int command_completion(RunOptions *options);

// Prints completions for a shell. words: the command line up to the cursor, the last one being completed.
int complete_words(int count, char **words);

int command_count(void);                           // of the table in main.c
const CommandInfo *find_command(const char *name); // NULL: no such command
const CommandInfo *command_at(int index);

// For the help and the manual; both tables end with a row of NULL.
typedef struct Example {
    int commands;
    const char *line, *doc;
} Example;
typedef struct ExitCode {
    const char *codes, *doc;
} ExitCode;
extern const Example examples[];
extern const ExitCode exit_codes[];

#endif
