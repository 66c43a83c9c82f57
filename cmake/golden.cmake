# morphogen validate looks for the same bits as the tests do: the rows of tests/golden/hashes.txt become strings of
# <folder>/golden_rows.inc. The file itself stays the only place where a hash is written.
function(mg_write_golden_rows folder)
    set(file ${PROJECT_SOURCE_DIR}/tests/golden/hashes.txt)
    set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    file(STRINGS ${file} rows REGEX "^[a-z]")
    set(lines "")
    foreach(row IN LISTS rows)
        string(APPEND lines "\"${row}\",\n")
    endforeach()
    file(CONFIGURE OUTPUT ${folder}/golden_rows.inc CONTENT "${lines}" @ONLY)
endfunction()
