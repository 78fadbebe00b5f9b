# shellcheck shell=bash
# Reads env.sh, and by way of it the site's file. A command of theirs that fails, `module load` for example, ends the
# script with status 64: it would go on with half of its settings. Source this file in a line of its own and outside
# functions; elsewhere bash overlooks what fails.
#
# Paths become absolute, because a job starts in another folder than it was submitted from: relative ones of the
# environment are taken from the caller's folder, those of the files from the checkout.

site_failed() { # what failed
  trap - ERR EXIT
  echo "the site's settings cannot be used: $1" >&2
  exit 64
}

line_failed() { # exit status, file, number of the line
  site_failed "$2, line $3 ended with status $1: $(sed -n "$3p" "$2")"
}

make_absolute() { # folder, names of variables...
  local name
  for name in "${@:2}"; do
    if [ -n "${!name:-}" ]; then
      # Symbolic links stay: they may lead elsewhere on the nodes that run the job.
      printf -v "$name" '%s' "$(cd "$1" && realpath -ms -- "${!name}")"
    fi
  done
}

make_absolute_of_files() { # what env.sh and the site's file have set
  local i
  make_absolute "$THEMA_HOME" THEMA_RUN THEMA_CONFIG THEMA_MODELS
  for i in "${!THEMA_INPUT[@]}"; do make_absolute "$THEMA_HOME" "THEMA_INPUT[$i]"; done
  if [[ ${THEMA[0]} == */* ]]; then make_absolute "$THEMA_HOME" 'THEMA[0]'; fi # else a program on the PATH
}

make_absolute "$PWD" THEMA_HOME THEMA_SITE THEMA_RUN THEMA_CONFIG THEMA_DATA THEMA_MODELS
if [ -n "${THEMA_SITE:-}" ] && { [ ! -f "$THEMA_SITE" ] || [ ! -r "$THEMA_SITE" ]; }; then
  echo "THEMA_SITE is '$THEMA_SITE', and there is no such file that can be read" >&2
  exit 64
fi
# What counts is whether a line of theirs fails as a whole, not each command inside a function such as `module`.
errexit_was=${-//[^e]/}
set +e
trap 'line_failed $? "${BASH_SOURCE[0]}" "$LINENO"' ERR
trap 'site_failed "reading them ended the shell"' EXIT # an unset variable does
# shellcheck source=env.sh
source "$THEMA_HOME/jobs/env.sh"
trap - ERR EXIT
if [ -n "$errexit_was" ]; then set -e; fi
make_absolute_of_files
