# The registry lists itself: every file of a models folder becomes a line of models.inc, which src/model/registry.c
# includes. So a model is added by adding its file. The C compiler is told, too, when the list changes.

# Writes <folder>/models.inc: MG_MODEL(id) for each file <id>.c, in alphabetical order.
function(mg_write_model_list folder)
    set(lines "")
    foreach(model IN LISTS ARGN)
        get_filename_component(id ${model} NAME_WE)
        list(APPEND lines "MG_MODEL(${id})\n")
    endforeach()
    list(SORT lines)
    list(JOIN lines "" text)
    file(CONFIGURE OUTPUT ${folder}/models.inc CONTENT "${text}" @ONLY)   # rewritten only when it differs
endfunction()

# mg_add_library(name [SHARED] MODELS files... [FLAGS options...]): the library with just these models.
# Everything but the models and the registry is compiled once and shared, unless FLAGS differ.
function(mg_add_library name)
    cmake_parse_arguments(arg "SHARED" "" "MODELS;FLAGS" ${ARGN})
    mg_write_model_list(${PROJECT_BINARY_DIR}/generated/${name} ${arg_MODELS})
    if(arg_FLAGS)
        set(common ${library_sources})
    else()
        if(library_sources AND NOT TARGET morphogen_common)
            add_library(morphogen_common OBJECT ${library_sources})
            mg_compile_as_library(morphogen_common)
        endif()
        set(common $<TARGET_OBJECTS:morphogen_common>)
    endif()
    set(kind STATIC)
    if(arg_SHARED)
        set(kind SHARED)
    endif()
    add_library(${name} ${kind} ${common} ${arg_MODELS} ${registry})
    mg_compile_as_library(${name})
    target_compile_options(${name} PRIVATE ${arg_FLAGS})
    target_include_directories(${name} PRIVATE ${PROJECT_BINARY_DIR}/generated/${name})
    target_link_libraries(${name} PUBLIC Threads::Threads)
endfunction()

function(mg_compile_as_library target)
    target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>
                               PRIVATE ${PROJECT_SOURCE_DIR}/src)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)      # the shared library is made of the same
    target_compile_definitions(${target} PRIVATE ${MG_CLONES_DEFINITION} MG_VERSION="${PROJECT_VERSION}")
endfunction()
