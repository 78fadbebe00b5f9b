#!/usr/bin/env bash
# From a fresh machine to topics and figures: installs what is missing, builds, runs the whole job, shows the result.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: jobs/demo.sh [--input FILE...] [--run DIR] [--config FILE] [--ranks N] [--resume] [--no-install] [-- OPTION...]
  --input FILE...  JSON-lines files of the arXiv form, also .gz, .zst or a glob; without it 3,000 papers with planted
                   topics are made, and the result says how well the topics were found
  --run DIR        run directory (default: run/ in the checkout). A run on files of your own skips what is complete
                   and goes on where it stopped; a run on the papers the demo made is made anew
  --config FILE    options of the job (default: configs/demo.toml)
  --ranks N        MPI processes (default: one a core)
  --resume         go on with the run on the demo's papers too
  --no-install     take the machine as it is
  -- OPTION...     handed to `thema run`, for example -- --cluster.k 40 --encode.max_length 128
exit status: that of thema: 0 done, 64 options, 65 input, 70 program, 73 output may not be written, 75 stopped early
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
input=() options=() build_arguments=()
run=$root/run config=$root/configs/demo.toml ranks=$(nproc) resume=no

needs_value() { # option, the arguments behind it...
  if [ $# -lt 2 ]; then
    echo "demo.sh: $1 needs a value" >&2
    exit 64
  fi
}
while [ $# -gt 0 ]; do
  case "$1" in
    --input)
      needs_value "$@"
      shift
      while [ $# -gt 0 ] && [[ $1 != --* ]]; do
        input+=("$1")
        shift
      done
      continue
      ;;
    --run) needs_value "$@"; run=$2; shift ;;
    --config) needs_value "$@"; config=$2; shift ;;
    --ranks) needs_value "$@"; ranks=$2; shift ;;
    --resume) resume=yes ;;
    --no-install) build_arguments+=(--no-install) ;;
    -h | --help) usage; exit 0 ;;
    --) shift; options=("$@"); break ;;
    *) echo "demo.sh: unknown argument '$1' (options of thema stand behind --)" >&2; usage >&2; exit 64 ;;
  esac
  shift
done
if ! [[ $ranks =~ ^[1-9][0-9]*$ ]]; then
  echo "demo.sh: --ranks is '$ranks'; a whole number from 1 is allowed" >&2
  exit 64
fi

# Open MPI in a container: as root, with more ranks than cores, without cross-memory attach.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_btl_vader_single_copy_mechanism=none
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none
if [ "$ranks" -gt "$(nproc)" ]; then export OMPI_MCA_mpi_yield_when_idle=1; fi
export THEMA_PYTHON=${THEMA_PREFIX:-/opt/thema}/python # configs/models/minilm.toml finds the weights by it
thema() { mpirun -n "$ranks" "$root/build/thema" "$@"; }
progress=lines
if [ -t 2 ]; then progress=bar; fi # thema cannot see the terminal through mpirun

# A folder with this file holds a run on made papers. Only such a one is emptied, and only of what thema and this script
# write.
marker=$run/.made_by_demo
prepare_run() {
  local stage
  mkdir -p "$run"
  if [ -e "$marker" ] && { [ "$resume" = no ] || [ ${#input[@]} -gt 0 ]; }; then
    for stage in documents embeddings clusters topics map thema; do
      rm -f "$run/$stage.h5" "$run/$stage.h5.partial"
    done
    rm -rf "$run/papers.jsonl" "$run/figures" "$marker"
  fi
  if [ ${#input[@]} -gt 0 ]; then return; fi
  if [ ! -e "$marker" ] && compgen -G "$run/*.h5*" >/dev/null; then
    echo "demo.sh: $run holds a run on other files; name another folder by --run DIR, or the files by --input" >&2
    exit 73
  fi
  touch "$marker"
}

prepare_run
began=$SECONDS
"$root/jobs/build.sh" "${build_arguments[@]}"
built=$SECONDS
summary=()
if [ ${#input[@]} -eq 0 ]; then
  summary=(--planted)
  input=("$run/papers.jsonl")
  if [ ! -e "${input[0]}" ]; then thema synth --output "${input[0]}" --synth.papers 3000; fi
fi
status=0
thema run --config "$config" --input "${input[@]}" --run "$run" --run.progress "$progress" "${options[@]}" || status=$?
if [ "$status" -eq 75 ]; then
  echo "stopped early: the same command goes on (with --resume on the demo's papers)" >&2
fi
if [ "$status" -ne 0 ]; then exit "$status"; fi

python=$THEMA_PYTHON/bin/python
"$python" -B "$root/analysis/figures.py" --run "$run"
echo
"$python" -B "$root/analysis/summary.py" --run "$run" "${summary[@]}"
cat <<TEXT

map of the papers    $run/figures/topic_map.png
other figures        $run/figures/topic_sizes.png, k_selection.png (when several K were tried)
table of topics      $run/figures/topics.csv
results              $run/thema.h5 opens all stage files; analysis/README.md says how to read them
time                 $((built - began)) s to install and build, $((SECONDS - built)) s for the job and its figures
ranks                $ranks
TEXT
