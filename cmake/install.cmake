# cmake --install: the header, the library (static and shared), what find_package and pkg-config need, the command line
# with its manual page and shell completion.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

mg_add_library(morphogen_shared SHARED MODELS ${models})
add_library(morphogen::morphogen ALIAS morphogen_shared)
set_target_properties(morphogen PROPERTIES EXPORT_NAME static)
set_target_properties(morphogen_shared PROPERTIES EXPORT_NAME morphogen OUTPUT_NAME morphogen VERSION ${PROJECT_VERSION}
                      SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})       # as with SameMinorVersion below

install(TARGETS morphogen morphogen_shared EXPORT morphogen
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/morphogen DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

# find_package(morphogen): morphogen::morphogen is the shared library, morphogen::static the other.
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/morphogen)
install(EXPORT morphogen NAMESPACE morphogen:: FILE morphogen-targets.cmake DESTINATION ${package_folder})
configure_package_config_file(cmake/morphogen-config.cmake.in ${PROJECT_BINARY_DIR}/morphogen-config.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/morphogen-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/morphogen-config.cmake ${PROJECT_BINARY_DIR}/morphogen-config-version.cmake
        DESTINATION ${package_folder})

# Paths relative to the .pc file, so that an installation may be moved.
file(RELATIVE_PATH to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(cmake/morphogen.pc.in ${PROJECT_BINARY_DIR}/morphogen.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/morphogen.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

if(TARGET morphogen_cli)
    install(TARGETS morphogen_cli DESTINATION ${CMAKE_INSTALL_BINDIR})
    # All are made by the program itself from the tables its --help is made from.
    add_custom_command(TARGET morphogen_cli POST_BUILD
                       COMMAND morphogen_cli manual > ${PROJECT_BINARY_DIR}/morphogen.1
                       COMMAND morphogen_cli completion bash > ${PROJECT_BINARY_DIR}/morphogen.bash
                       COMMAND morphogen_cli completion zsh > ${PROJECT_BINARY_DIR}/morphogen.zsh
                       COMMAND morphogen_cli completion fish > ${PROJECT_BINARY_DIR}/morphogen.fish VERBATIM)
    install(FILES ${PROJECT_BINARY_DIR}/morphogen.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
    install(FILES ${PROJECT_BINARY_DIR}/morphogen.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
            RENAME morphogen)
    install(FILES ${PROJECT_BINARY_DIR}/morphogen.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _morphogen)
    install(FILES ${PROJECT_BINARY_DIR}/morphogen.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
