# What C made of a text includes, for the command line to hand to a compiler: the library's own headers, as bytes, in
# <folder>/source_headers.inc. So no copy of the arithmetic is kept anywhere.
function(mg_write_source_headers folder)
    set(lines "")
    foreach(name base/base.h base/detmath.h base/hash.h base/lanes.h base/rng.h model/model.h model/operations.h
                 model/ring.h model/stencil.h model/white_noise.h morphogen/model.h morphogen/morphogen.h)
        set(file ${PROJECT_SOURCE_DIR}/src/${name})
        if(name MATCHES "^morphogen/")
            set(file ${PROJECT_SOURCE_DIR}/include/${name})
        endif()
        set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
        file(READ ${file} bytes HEX)
        string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
        string(APPEND lines "{ \"${name}\", (const unsigned char[]){ ${bytes}0 } },\n")
    endforeach()
    file(CONFIGURE OUTPUT ${folder}/source_headers.inc CONTENT "${lines}" @ONLY)
endfunction()
