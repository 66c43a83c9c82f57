// The part of <string.h> that the house uses; a freestanding compiler has none. Implemented in runtime.c.
#ifndef MG_WASM_STRING_H
#define MG_WASM_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *a, const void *b, size_t count);
int strcmp(const char *a, const char *b);
char *strchr(const char *string, int c);
size_t strlen(const char *string);

// Freestanding, the compiler takes these names for anybody's functions and would call one to move four bytes.
#define memcpy(to, from, count) __builtin_memcpy(to, from, count)
#define memmove(to, from, count) __builtin_memmove(to, from, count)
#define memset(to, value, count) __builtin_memset(to, value, count)

#endif
