# How every C file is compiled. The flags that decide the bits stand here once: no contraction, no fast-math.
include(CheckCCompilerFlag)
include(CheckCSourceCompiles)

add_compile_options(-ffp-contract=off -fno-math-errno -fno-trapping-math -fopenmp-simd -fvisibility=hidden
                    -Wall -Wextra -Wshadow -Wstrict-prototypes -Wvla -Wconversion -Wno-sign-conversion)
if(MG_WERROR)
    add_compile_options(-Werror)
endif()
if(CMAKE_C_COMPILER_ID MATCHES "Clang")
    add_compile_options(-Wno-pass-failed)   # an unvectorised loop is slower, not wrong; the bench tells
else()
    # -std=c17 lets gcc compute floats in a wider type where a platform's float_t is one: in double on an IBM Z.
    add_compile_options(-fexcess-precision=fast)
    add_compile_options(-Wno-maybe-uninitialized)   # gcc's guess; clang proves its own
    add_compile_options(-Wno-psabi)                 # a note about vectors in calls; all of ours are inlined
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    # The clones for AVX-512 use its whole width, which compilers hold back from for the sake of the first processors that had
    # it; on those, too, a stencil gains more from the width than it loses in clock. Tuned for no processor in particular:
    # by -march alone clang tunes x86-64-v2 for the first of them, and the clones for AVX2 then load 32 bytes in two halves.
    set(MG_MARCH "x86-64-v2" CACHE STRING "What every function may use; wider clones are chosen at run time")
    add_compile_options(-march=${MG_MARCH} -mtune=generic -mprefer-vector-width=512)
endif()

if(CMAKE_C_COMPILER_ID MATCHES "Clang")
    find_program(MG_LLD NAMES ld.lld-22 ld.lld)
    if(MG_LLD)
        add_link_options(--ld-path=${MG_LLD})
    endif()
endif()

if(MG_SANITIZE)
    add_compile_options(-fsanitize=${MG_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${MG_SANITIZE})
endif()

# Functions marked MG_VECTOR_CLONES are compiled for three vector widths and one is chosen when the program starts.
# Sanitizers run before the loader's choice, so their builds have one width.
set(clones "__attribute__((target_clones(\"default\",\"arch=x86-64-v3\",\"arch=x86-64-v4\")))")
set(CMAKE_REQUIRED_FLAGS "-march=x86-64-v2")
check_c_source_compiles("
    ${clones} void scale(float *a, int n);
    ${clones} void scale(float *a, int n) { for (int i = 0; i < n; i++) a[i] *= 2.0f; }
    int main(void) { float a[4] = { 1 }; scale(a, 4); return a[0] != 2.0f; }" MG_HAS_TARGET_CLONES)
unset(CMAKE_REQUIRED_FLAGS)
if(MG_HAS_TARGET_CLONES AND NOT MG_BASELINE AND NOT MG_SANITIZE)
    set(MG_CLONES_DEFINITION "MG_VECTOR_CLONES=${clones}")
else()
    set(MG_CLONES_DEFINITION "")
endif()
