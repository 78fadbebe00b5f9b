#!/usr/bin/env bash
# Installs what is missing, builds, runs the tests; ends in ctest's own summary, of the first suite that fails or of
# the last one.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: tests/run.sh [--all] [--no-install] [-- CTEST_ARGUMENT...]
  (default)     all tests but the long ones
  --all         also the long ones (fuzzing, many kills, comparisons with other tools), after the single-rank tests
                with address and undefined-behaviour sanitizers
  --no-install  take the machine as it is
  -- ...        handed to ctest, for example -- -R kmeans
environment:
  THEMA_PREFIX  where the Python environments are (default /opt/thema)
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
all=no install=yes build_arguments=() ctest_arguments=()
while [ $# -gt 0 ]; do
  case "$1" in
    --all) all=yes ;;
    --no-install) install=no build_arguments+=(--no-install) ;;
    -h | --help) usage; exit 0 ;;
    --) shift; ctest_arguments=("$@"); break ;;
    *) echo "tests/run.sh: unknown argument '$1'" >&2; usage >&2; exit 64 ;;
  esac
  shift
done

suite() { # build folder, ctest arguments...
  local folder=$1
  shift
  ctest --test-dir "$folder" -j "$(nproc)" --output-on-failure --no-tests=error "$@"
}

if [ "$all" = yes ] && [ "$install" = yes ]; then "$root/container/dependencies.sh" --peers; fi
if [ "$install" = yes ] && ! "$root/container/dependencies.sh" --notebook; then
  echo "tests/run.sh: the tests of export and notebooks tell that they are skipped" >&2 # a prefix of somebody else, say
fi
# Their tests tell why they are skipped elsewhere; that of Slurm takes root anyway.
if [ "$install" = yes ] && [ "$(id -u)" -eq 0 ]; then "$root/container/dependencies.sh" --slurm --browser; fi
"$root/jobs/build.sh" --tests "${build_arguments[@]}"
if [ "$all" = no ]; then
  suite "$root/build" -LE '^long$' "${ctest_arguments[@]}"
  exit
fi
"$root/jobs/build.sh" --sanitize "${build_arguments[@]}"
suite "$root/build-sanitize" -L '^unit$' -LE '^reference$' "${ctest_arguments[@]}"
suite "$root/build" "${ctest_arguments[@]}"
