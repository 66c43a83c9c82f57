// The commands: each takes what follows its name and returns an exit code.
#ifndef MORPHOGEN_CLI_COMMANDS_H
#define MORPHOGEN_CLI_COMMANDS_H

int command_hash(int argc, char **argv);
int command_mesh(int argc, char **argv);
int command_describe(int argc, char **argv);
int command_bench(int argc, char **argv);
int command_run(int argc, char **argv);
int command_resume(int argc, char **argv);
int command_convert(int argc, char **argv);
int command_info(int argc, char **argv);
int command_sweep(int argc, char **argv);
int command_manual(int argc, char **argv);
int command_completion(int argc, char **argv);

int command_count(void);                     // of the list in main.c
const char *command_name(int index);
const char *command_doc(int index);

#endif
