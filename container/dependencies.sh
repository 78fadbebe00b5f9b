#!/usr/bin/env bash
# Installs everything thema needs on Debian 12: Debian packages and Python environments of pinned wheels.
# Idempotent: what is there already is left alone. The Apptainer and Docker images run this same script.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: container/dependencies.sh [--cpu | --cuda] [--peers] [--notebook] [--slurm] [--browser] [--python-only] [--check]
  --cpu          libtorch without the CUDA libraries: builds, links and runs on a CPU
  --cuda         libtorch with its CUDA libraries; the site brings CUDA 13.0 and Kokkos >= 4.7 with CUDA
                 (without either: what was installed before, else --cpu)
  --peers        also a second environment with the tools thema is compared with (tests/run.sh --all uses it)
  --notebook     also an environment with pandas, pyarrow and JupyterLab, for tables and notebooks (tests/run.sh uses it)
  --slurm        also a Slurm, for the test that starts one (tests/run.sh uses it)
  --browser      also a Chromium, for the test of the page of the map (tests/run.sh uses it)
  --python-only  leave the Debian packages out: the site's modules bring the compiler and the libraries
  --check        install nothing; exit 1 and list what is missing
environment:
  THEMA_PREFIX   where the Python environments go (default /opt/thema)
exit status: 0 complete, 1 something is missing (--check) or an installation failed, 64 wrong arguments,
             69 this user cannot install Debian packages, 73 the prefix cannot be written
TEXT
}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
prefix=${THEMA_PREFIX:-/opt/thema}
variant='' slurm=no browser=no python_only=no check=no
environments=(python)
for argument in "$@"; do
  case "$argument" in
    --cpu | --cuda) variant=${argument#--} ;;
    --peers | --notebook) environments+=("${argument#--}") ;;
    --slurm) slurm=yes ;;
    --browser) browser=yes ;;
    --python-only) python_only=yes ;;
    --check) check=yes ;;
    -h | --help) usage; exit 0 ;;
    *) echo "dependencies.sh: unknown argument '$argument'" >&2; usage >&2; exit 64 ;;
  esac
done

missing_debian() {
  local package lists=("$here/debian.txt")
  [ "$python_only" = no ] || return 0
  if [ "$slurm" = yes ]; then lists+=("$here/debian-slurm.txt"); fi
  if [ "$browser" = yes ]; then lists+=("$here/debian-browser.txt"); fi
  while read -r package; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || echo "$package"
  done < <(sed 's/#.*//' "${lists[@]}" | tr -s '[:space:]' '\n' | sed '/^$/d')
}

requirements_of() { # environment
  case "$1" in
    python) printf '%s\n' "$here/python-$variant.txt" "$here/python.txt" ;;
    *) printf '%s\n' "$here/python-$1.txt" ;;
  esac
}

# An environment is complete when the digest of its requirement files was written after the last pip call.
environment_digest() { requirements_of "$1" | xargs -d '\n' cat | sha256sum | cut -d' ' -f1; }
environment_is_complete() { # environment
  local folder=$prefix/$1
  [ "$(cat "$folder/complete" 2>/dev/null)" = "$(environment_digest "$1")" ] && "$folder/bin/python" -c '' 2>/dev/null
}
missing_environments() {
  local environment
  for environment in "${environments[@]}"; do
    environment_is_complete "$environment" || echo "$environment"
  done
}

# The files name every wheel, so --no-deps: a CPU build needs libtorch alone, not the 3 GB of CUDA libraries that the
# torch wheel asks for.
install_environment() { # environment
  local folder=$prefix/$1 file
  if environment_is_complete "$1"; then return; fi
  echo "installing the Python environment $folder"
  rm -f "$folder/complete"
  local arguments=(--quiet --disable-pip-version-check --no-deps)
  while read -r file; do arguments+=(-r "$file"); done < <(requirements_of "$1")
  python3 -m venv "$folder"
  "$folder/bin/python" -m pip install "${arguments[@]}"
  environment_digest "$1" >"$folder/complete"
}

# Without a choice on the command line the installed variant stays: a CUDA environment serves a CPU build too.
if [ -z "$variant" ]; then
  variant=cuda
  environment_is_complete python || variant=cpu
fi
mapfile -t missing < <(missing_debian)

if [ "$check" = yes ]; then
  status=0
  if [ "${#missing[@]}" -gt 0 ]; then
    echo "missing Debian packages: ${missing[*]}"
    status=1
  fi
  while read -r environment; do
    echo "missing Python environment: $prefix/$environment"
    status=1
  done < <(missing_environments)
  exit "$status"
fi

if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    {
      echo "thema needs these Debian 12 packages, and here they cannot be installed (no root, or not Debian):"
      echo "  ${missing[*]}"
      echo "Either have an administrator run:  apt-get install --no-install-recommends ${missing[*]}"
      echo "or load the same libraries as modules and run:  container/dependencies.sh --python-only"
      echo "or build the Apptainer image: container/README.md"
    } >&2
    exit 69
  fi
  echo "installing Debian packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  dpkg --configure -a >/dev/null # ends an installation that was interrupted
  apt-get -qq update
  apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
fi

if ! mkdir -p "$prefix" 2>/dev/null || [ ! -w "$prefix" ]; then
  if [ -z "$(missing_environments)" ]; then
    echo "dependencies: complete ($variant, $prefix)"
    exit 0
  fi
  echo "cannot write to $prefix: set THEMA_PREFIX to a folder of your own" >&2
  exit 73
fi
exec 9>"$prefix/.lock"
flock 9 # two installations at once would spoil one another
for environment in "${environments[@]}"; do install_environment "$environment"; done
echo "dependencies: complete ($variant, $prefix)"
