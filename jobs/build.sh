#!/usr/bin/env bash
# Installs what is missing and builds thema; jobs/demo.sh and tests/run.sh begin with it.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: jobs/build.sh [--tests | --sanitize] [--no-install] [-- CMAKE_ARGUMENT...]
  (default)     the program alone: build/thema, release
  --tests       also the tests
  --sanitize    the tests with address and undefined-behaviour sanitizers, in build-sanitize/
  --no-install  take the machine as it is; the environment module or image brings everything
  -- ...        handed to cmake when it configures, for example -- -DTHEMA_CUDA=ON
environment:
  THEMA_PREFIX  where container/dependencies.sh keeps the Python environment with libtorch (default /opt/thema)
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$root/build targets=(thema) install=yes
configure=(-DTHEMA_PYTHON="${THEMA_PREFIX:-/opt/thema}/python")
while [ $# -gt 0 ]; do
  case "$1" in
    --tests) targets=(all) ;;
    --sanitize)
      targets=(all) folder=$root/build-sanitize
      configure+=(-DTHEMA_SANITIZE=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo)
      ;;
    --no-install) install=no ;;
    -h | --help) usage; exit 0 ;;
    --) shift; configure+=("$@"); break ;;
    *) echo "build.sh: unknown argument '$1'" >&2; usage >&2; exit 64 ;;
  esac
  shift
done

if [ "$install" = yes ]; then "$root/container/dependencies.sh"; fi
cmake -S "$root" -B "$folder" -G Ninja "${configure[@]}"
cmake --build "$folder" --target "${targets[@]}"
