#!/usr/bin/env bash
# Submits the stages as a chain of Slurm jobs: each starts when the one before has succeeded.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: jobs/run_all.sh [--from STAGE] [--to STAGE] [--one] [--dry-run]
  --from, --to  first and last stage: ingest, encode, cluster, label or project (default: all five)
  --one         one job for all stages (run_one.sbatch, on the GPU nodes) in place of a chain
  --dry-run     print the commands of sbatch and submit nothing
What runs, on which data and with which partitions stands in jobs/env.sh.
TEXT
}

stages=(ingest encode cluster label project)
scripts=(10_ingest 20_encode 30_cluster 40_label 50_project)
first=0 last=4 one=no dry_run=no

index_of() { # name of a stage
  local i
  for i in "${!stages[@]}"; do
    if [ "${stages[i]}" = "$1" ]; then
      echo "$i"
      return
    fi
  done
  echo "run_all.sh: '$1' is not a stage; allowed are ${stages[*]}" >&2
  exit 64
}
while [ $# -gt 0 ]; do
  case "$1" in
    --from) first=$(index_of "${2-}"); shift ;;
    --to) last=$(index_of "${2-}"); shift ;;
    --one) one=yes ;;
    --dry-run) dry_run=yes ;;
    -h | --help) usage; exit 0 ;;
    *) echo "run_all.sh: unknown argument '$1'" >&2; usage >&2; exit 64 ;;
  esac
  shift
done
if [ "$first" -gt "$last" ]; then
  echo "run_all.sh: --from ${stages[first]} comes after --to ${stages[last]}" >&2
  exit 64
fi

THEMA_HOME=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export THEMA_HOME
# shellcheck source=read_site.sh
source "$THEMA_HOME/jobs/read_site.sh"
if [ "$dry_run" = no ]; then
  if ! command -v sbatch >/dev/null; then
    echo "run_all.sh: there is no sbatch here; without Slurm use jobs/demo.sh or mpirun" >&2
    exit 69
  fi
  if [ ! -x "$THEMA_HOME/build/thema" ] && [ "${THEMA[0]}" = "$THEMA_HOME/build/thema" ]; then
    echo "run_all.sh: $THEMA_HOME/build/thema is not built: jobs/build.sh" >&2
    exit 69
  fi
  mkdir -p "$THEMA_RUN"
fi

submit() { # script, sbatch options... ; prints the job's number
  local script=$1
  shift
  # THEMA_HOME goes by the environment: in --export a comma in the path would end it.
  local command=(sbatch --parsable --chdir="$THEMA_HOME" --export=ALL --output="$THEMA_RUN/%x-%j.log"
    "${THEMA_ALL_OPTIONS[@]}" "$@" "$THEMA_HOME/jobs/$script.sbatch")
  if [ "$dry_run" = yes ]; then
    { printf '%q ' "${command[@]}" && echo; } >&2
    echo "<job number of $script>"
  else
    "${command[@]}" | cut -d';' -f1
  fi
}

if [ "$one" = yes ]; then
  previous=$(submit run_one "${THEMA_GPU_OPTIONS[@]}") # by itself: in an echo a failure would go unseen
  echo "run: job $previous"
  exit
fi
previous=''
for i in $(seq "$first" "$last"); do
  options=("${THEMA_CPU_OPTIONS[@]}")
  if [ "${stages[i]}" = encode ]; then options=("${THEMA_GPU_OPTIONS[@]}"); fi
  # A stage whose predecessor failed leaves the queue; it would wait for ever.
  if [ -n "$previous" ]; then options+=(--dependency="afterok:$previous" --kill-on-invalid-dep=yes); fi
  previous=$(submit "${scripts[i]}" "${options[@]}")
  echo "${stages[i]}: job $previous"
done
