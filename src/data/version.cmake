# Writes version.hpp: the version with the commit it was built from, "-dirty" where files differ from it.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --exclude *
                OUTPUT_VARIABLE THEMA_COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT THEMA_COMMIT)
  set(THEMA_COMMIT "no commit")
endif()
set(PROJECT_VERSION ${VERSION})
configure_file(${SOURCE}/src/data/version.hpp.in ${HEADER} @ONLY)
