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

#endif
