// For every file: assertions, errors with a message, small arithmetic.
#ifndef MG_BASE_BASE_H
#define MG_BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "morphogen/morphogen.h"

_Noreturn void mg_assert_failed(const char *condition, const char *file, int line);

// Assertions about the caller, always on: each costs little beside the row of cells it guards.
#define MG_ASSERT(condition) ((condition) ? (void)0 : mg_assert_failed(#condition, __FILE__, __LINE__))

// Stores the message for mg_error_message and returns the status. The formats are those of base/text.h.
MgStatus mg_fail(MgStatus status, const char *format, ...);
#define MG_FAIL(status, ...) mg_fail(MG_##status, __VA_ARGS__)

// Returns from the calling function when the expression is not MG_OK.
#define MG_TRY(expression)                                                                                             \
    do {                                                                                                               \
        MgStatus mg_try_status = (expression);                                                                         \
        if (mg_try_status != MG_OK) return mg_try_status;                                                              \
    } while (0)

#define MG_LITTLE_ENDIAN (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) // the first of two halves in memory is the low one
#define MG_COUNT_OF(array) ((int32_t)(sizeof(array) / sizeof((array)[0])))

static inline int32_t mg_min_i32(int32_t a, int32_t b) { return a < b ? a : b; }
static inline int32_t mg_max_i32(int32_t a, int32_t b) { return a > b ? a : b; }
static inline int64_t mg_min_i64(int64_t a, int64_t b) { return a < b ? a : b; }
static inline float mg_min_f32(float a, float b) { return a < b ? a : b; }
static inline float mg_max_f32(float a, float b) { return a > b ? a : b; }
static inline int32_t mg_clamp_i32(int32_t v, int32_t lo, int32_t hi) { return v < lo ? lo : v > hi ? hi : v; }
static inline float mg_clamp_f32(float v, float lo, float hi) { return v < lo ? lo : v > hi ? hi : v; }
static inline int32_t mg_divide_up(int32_t a, int32_t b) { return (a + b - 1) / b; }

// Several versions of one function for several vector widths, chosen when the program starts. The bits are the same in
// all of them: no contraction, no reassociation. The build turns it off where the loader cannot choose (wasm,
// sanitizers). Callees must be inlined to be compiled for the same width.
//
// MG_VECTOR_CLONES_APART is a kernel whose registers must be its own, which matters most in WebAssembly: it is inlined
// nowhere. A function chosen at run time never is.
//
// MG_LANES_AT_ONCE: 32-bit lanes in a register of the machines that loops are compiled for.
#if defined(MG_VECTOR_CLONES) || defined(__AVX2__)
#define MG_LANES_AT_ONCE 8
#else
#define MG_LANES_AT_ONCE 4
#endif
#ifdef MG_VECTOR_CLONES
#define MG_VECTOR_CLONES_APART MG_VECTOR_CLONES
#else
#define MG_VECTOR_CLONES
#define MG_VECTOR_CLONES_APART __attribute__((noinline))
#endif

// For functions called rarely: optimised for size in the WebAssembly module.
#ifdef __clang__
#define MG_SMALL __attribute__((noinline, minsize))
#else
#define MG_SMALL __attribute__((noinline, cold))
#endif

// Code that no portable loop expresses is written with AVX2 intrinsics in functions marked MG_AVX2, called if
// MG_HAS_AVX2.
#if defined(__AVX2__)
#define MG_AVX2
#define MG_HAS_AVX2 true
#elif defined(__x86_64__) && MG_LANES_AT_ONCE == 8
#define MG_AVX2 __attribute__((target("arch=x86-64-v3")))
#define MG_HAS_AVX2 __builtin_cpu_supports("x86-64-v3")
#endif

#define MG_INLINE static inline __attribute__((always_inline))

// MG_FOR_BROWSERS: compiling for WebAssembly, where the browser allocates the registers and has fewer than clang
// assumes.
//
// MG_SHARED_MEMORY: its memory is one that threads share.
//
// MG_IN_REGISTER_NOW: forces the value into a register here, so that the compiler neither recomputes a constant in
// every iteration nor delays the computation.
#ifdef __wasm__
#define MG_FOR_BROWSERS true
#define MG_IN_REGISTER_NOW(value) __asm__ volatile("" : "+r"(value))
#else
#define MG_FOR_BROWSERS false
#define MG_IN_REGISTER_NOW(value) (void)0
#endif

#ifdef __wasm_atomics__
#define MG_SHARED_MEMORY true
#else
#define MG_SHARED_MEMORY false
#endif

// The compiler forgets how a pointer was computed. A load at a distance from it then adds the distance itself, where
// the compiler would otherwise keep a pointer for every distance.
#define MG_FORGET_ORIGIN(pointer) __asm__ volatile("" : "+r"(pointer))

#endif
