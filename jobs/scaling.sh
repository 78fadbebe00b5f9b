#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Strong and weak scaling of the stages over a list of rank counts, with mpirun or in a Slurm allocation.
set -euo pipefail
shopt -s inherit_errexit

usage() {
  cat <<'TEXT'
usage: jobs/scaling.sh [OPTION...] [-- THEMA_OPTION...]
  --ranks "1 2 4"      MPI processes (default: the divisors of the allocation's tasks, without Slurm of the cores)
  --repetitions N      of every case, at least 5 (default: 6, from which on an interval of 95 % is possible; the range
                       of 5 covers the median with 93.75 %)
  --few                allow fewer than 5, to try the script; their medians are no result
  --mode MODE          strong: the same papers for all; weak: as many papers a rank; both (default)
  --input FILE         papers, JSON lines; without it `thema synth` makes some
  --papers N           strong: the first N lines of the input, or N made ones (default: all of the input, 3000 made)
  --weak-papers N      weak: papers a rank (default: 1000)
  --stages "A B"       neighbours out of ingest encode cluster label project (default: all five); what comes before them
                       is done once and not measured
  --config FILE        options of the job (default: configs/demo.toml; with Slurm or a site file that of env.sh)
  --out DIR            where the study stands (default: run-scaling/ in the checkout); the same command goes on there
  --launcher NAME      mpirun, srun or auto (default): srun inside a Slurm allocation
  --no-bench           leave out `thema bench write` and `thema bench reduce`
  --submit KIND        cpu or gpu: submit all this as a Slurm job of the size that jobs/env.sh gives for such nodes
  --dry-run            print what would run, in order
  -- OPTION...         handed to thema, for example -- --cluster.k 40 --run.threads 2
A case is one line of DIR/scaling.jsonl. Repetitions take turns over the rank counts, so that a machine that slows down
slows all of them; one run before them is not counted. analysis/scaling.py DIR/scaling.jsonl makes tables and figures.
exit status: 0 done, 64 options, 65 input, 69 something is missing, 73 DIR holds another study, 75 stopped early; any
other is that of thema
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=warning.sh
source "$root/jobs/warning.sh"
fewest=5
all_stages=(ingest encode cluster label project)
ranks=() stages=() options=() arguments=("$@")
repetitions=6 few=no mode=both input='' papers='' weak_papers=1000 config='' out=$root/run-scaling
launcher=auto bench=yes submit='' dry_run=no

fail() { # exit status, message
  echo "scaling.sh: $2" >&2
  exit "$1"
}
needs_value() { # option, the arguments behind it...
  if [ $# -lt 2 ]; then fail 64 "$1 needs a value"; fi
}
needs_number() { # option, value
  if ! [[ $2 =~ ^[1-9][0-9]*$ ]]; then fail 64 "$1 is '$2'; a whole number from 1 is allowed"; fi
}

read_arguments() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --ranks) needs_value "$@"; read -ra ranks <<<"${2//,/ }"; shift ;;
      --repetitions) needs_value "$@"; repetitions=$2; shift ;;
      --few) few=yes ;;
      --mode) needs_value "$@"; mode=$2; shift ;;
      --input) needs_value "$@"; input=$2; shift ;;
      --papers) needs_value "$@"; needs_number "$1" "$2"; papers=$2; shift ;;
      --weak-papers) needs_value "$@"; needs_number "$1" "$2"; weak_papers=$2; shift ;;
      --stages) needs_value "$@"; read -ra stages <<<"${2//,/ }"; shift ;;
      --config) needs_value "$@"; config=$2; shift ;;
      --out) needs_value "$@"; out=$2; shift ;;
      --launcher) needs_value "$@"; launcher=$2; shift ;;
      --no-bench) bench=no ;;
      --submit) needs_value "$@"; submit=$2; shift ;;
      --dry-run) dry_run=yes ;;
      -h | --help) usage; exit 0 ;;
      --) shift; options=("$@"); break ;;
      *) echo "scaling.sh: unknown argument '$1' (options of thema stand behind --)" >&2; usage >&2; exit 64 ;;
    esac
    shift
  done
}

check_arguments() {
  needs_number --repetitions "$repetitions"
  if [ "$repetitions" -lt "$fewest" ] && [ "$few" = no ]; then
    fail 64 "$repetitions repetitions tell little of a median; at least $fewest are wanted (--few allows fewer)"
  fi
  case "$mode" in
    strong | weak) modes=("$mode") ;;
    both) modes=(strong weak) ;;
    *) fail 64 "--mode is '$mode'; allowed are strong, weak and both" ;;
  esac
  case "$launcher" in
    auto) if [ -n "${SLURM_JOB_ID:-}" ]; then launcher=srun; else launcher=mpirun; fi ;;
    mpirun | srun) ;;
    *) fail 64 "--launcher is '$launcher'; allowed are mpirun, srun and auto" ;;
  esac
  if [ -n "$input" ] && [ ! -r "$input" ]; then fail 65 "the input $input cannot be read"; fi
  if [ -n "$config" ] && [ ! -r "$config" ]; then fail 64 "the configuration $config cannot be read"; fi
  if [[ $input == *.gz || $input == *.zst ]] && { [ "$mode" != strong ] || [ -n "$papers" ]; }; then
    fail 64 "the first lines of $input cannot be taken: unpack it, or --mode strong without --papers"
  fi
  if [ -z "$input" ] && [ -z "$papers" ]; then papers=3000; fi
  # Twice the same count would be two cases of one name.
  if [ ${#ranks[@]} -gt 0 ]; then mapfile -t ranks < <(printf '%s\n' "${ranks[@]}" | sort -nu); fi
}

check_stages() { # sets first_stage: the number of the first measured one
  local i wanted=" ${stages[*]} " found=()
  if [ ${#stages[@]} -eq 0 ]; then stages=("${all_stages[@]}") wanted=" ${all_stages[*]} "; fi
  for i in "${!all_stages[@]}"; do
    if [[ $wanted == *" ${all_stages[i]} "* ]]; then found+=("$i"); fi
  done
  if [ ${#found[@]} -ne ${#stages[@]} ]; then
    fail 64 "--stages is '${stages[*]}'; allowed are ${all_stages[*]}, each once"
  fi
  first_stage=${found[0]}
  if [ $((found[-1] - first_stage + 1)) -ne ${#found[@]} ]; then
    fail 64 "--stages is '${stages[*]}'; stages that follow one another are allowed"
  fi
  stages=("${all_stages[@]:first_stage:${#found[@]}}")
}

use_site() { # what env.sh has set: sets config, tasks and python
  if [ -z "$config" ]; then
    config=$root/configs/demo.toml
    if [ -n "$of_site" ]; then config=$THEMA_CONFIG; fi
  fi
  # Of this machine: THEMA_PYTHON may be a path inside an image.
  python=${THEMA_PREFIX:-/opt/thema}/python/bin/python
  if [ ! -x "$python" ]; then python=python3; fi
  tasks=$(nproc) tasks_of_node=$(nproc)
  if [ "$launcher" = srun ]; then
    tasks=${SLURM_NTASKS:-1}
    tasks_of_node=$(((tasks + ${SLURM_NNODES:-1} - 1) / ${SLURM_NNODES:-1}))
  fi
}

choose_ranks() {
  local n
  if [ ${#ranks[@]} -eq 0 ]; then
    for ((n = 1; n <= tasks; ++n)); do
      if [ $((tasks % n)) -eq 0 ]; then ranks+=("$n"); fi
    done
  fi
  for n in "${ranks[@]}"; do
    needs_number --ranks "$n"
    if [ "$launcher" = srun ] && [ "$n" -gt "$tasks" ]; then
      fail 64 "--ranks has $n, and the allocation has $tasks tasks"
    fi
  done
}

submit_job() {
  local size=("${THEMA_CPU_OPTIONS[@]}") handed=() i
  case "$submit" in
    cpu) ;;
    gpu) size=("${THEMA_GPU_OPTIONS[@]}") ;;
    *) fail 64 "--submit is '$submit'; allowed are cpu and gpu" ;;
  esac
  out=$(realpath -m "$out")
  for ((i = 0; i < ${#arguments[@]}; ++i)); do # the same study, without what is of the submission
    case "${arguments[i]}" in
      --submit | --out) i=$((i + 1)) ;;
      --input | --config) handed+=("${arguments[i]}" "$(realpath "${arguments[i + 1]}")"); i=$((i + 1)) ;;
      --dry-run) ;;
      --) handed+=("${arguments[@]:i}"); break ;;
      *) handed+=("${arguments[i]}") ;;
    esac
  done
  local command=(sbatch --parsable --chdir="$root" --export=ALL --output="$out/%x-%j.log"
    "${THEMA_ALL_OPTIONS[@]}" "${size[@]}" "$root/jobs/scaling.sbatch" --out "$out" "${handed[@]}")
  if [ "$dry_run" = yes ]; then
    printf '%q ' "${command[@]}" && echo
    return
  fi
  if ! command -v sbatch >/dev/null; then fail 69 "there is no sbatch here; leave --submit out to use mpirun"; fi
  mkdir -p "$out"
  local job
  job=$("${command[@]}" | cut -d';' -f1)
  echo "scaling: job $job"
}

launch() { # ranks, arguments of thema... ; standard input is closed, or the launcher would take it
  local n=$1
  shift
  if [ "$launcher" = srun ]; then
    # Full nodes, as few as hold them; --ntasks-per-node alone would only be a maximum.
    unless_warned srun --mpi="$THEMA_MPI" --kill-on-bad-exit=1 --ntasks="$n" --ntasks-per-node="$tasks_of_node" \
      --nodes=$(((n + tasks_of_node - 1) / tasks_of_node)) "${THEMA[@]}" "$@" </dev/null
  else
    local idle=()
    if [ "$n" -gt "$tasks" ]; then idle=(env OMPI_MCA_mpi_yield_when_idle=1); fi
    unless_warned "${idle[@]}" mpirun -n "$n" "${THEMA[@]}" "$@" </dev/null
  fi
}

prepare_mpirun() { # as root, in a container and with more ranks than cores; what the user has set stays
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
  export OMPI_MCA_btl_vader_single_copy_mechanism=${OMPI_MCA_btl_vader_single_copy_mechanism:-none}
  export OMPI_MCA_rmaps_base_oversubscribe=${OMPI_MCA_rmaps_base_oversubscribe:-1}
  export OMPI_MCA_hwloc_base_binding_policy=${OMPI_MCA_hwloc_base_binding_policy:-none}
}

check_program() { # thema can be started here and writes reports
  if [ "$dry_run" = yes ]; then return; fi
  local help
  if ! command -v "$launcher" >/dev/null; then fail 69 "there is no $launcher here"; fi
  if ! command -v "${THEMA[0]}" >/dev/null; then fail 69 "${THEMA[0]} is not there: jobs/build.sh builds thema"; fi
  if ! help=$(launch 1 run --help 2>&1); then fail 69 "thema does not start: $help"; fi
  if [[ $help != *--run.report* ]]; then fail 69 "this thema has no --run.report; a newer one is needed"; fi
  check_options "$help"
}

settings() { # what must stay the same for lines to belong to one study
  echo "input ${input:-synthetic}"
  echo "papers ${papers:-all}, $weak_papers a rank"
  echo "stages ${stages[*]}"
  echo "config $(sha256sum <"$config" | cut -c1-16)"
  echo "options ${options[*]}"
}

open_study() { # the folder with its settings; refuses one of another study
  mkdir -p "$out"
  out=$(cd "$out" && pwd)
  study=$out/scaling.jsonl
  if [ -e "$out/settings.txt" ] && ! diff "$out/settings.txt" <(settings) >&2; then
    fail 73 "$out holds a study of other settings (< theirs, > these); take another folder by --out"
  fi
  settings >"$out/settings.txt"
}

record() { # arguments of analysis/scaling_record.py
  "$python" -B "$root/analysis/scaling_record.py" "$@"
}

papers_of() { # mode, ranks: how many lines; nothing for all of the input
  if [ "$1" = weak ]; then echo $((weak_papers * $2)); else echo "$papers"; fi
}

papers_file() { # number of lines: sets file, making it where it is not there
  local status=0
  file=$out/papers-$1.jsonl
  if [ -z "$1" ]; then
    file=$(realpath "$input")
    return
  fi
  if [ ! -e "$file" ]; then
    if [ -n "$input" ]; then
      head -n "$1" "$input" >"$file.partial"
      if [ "$(wc -l <"$file.partial")" -lt "$1" ]; then fail 65 "$input has fewer than $1 lines"; fi
    else
      launch 1 synth --output "$file.partial" --synth.papers "$1" >"$out/last.log" 2>&1 || status=$?
      stop_if_failed "$status" "thema synth"
    fi
    mv "$file.partial" "$file"
  fi
}

options_of() { # stage: sets chosen, those of the options behind -- that it knows; `run` knows all
  local word help keep=no
  chosen=("${options[@]}")
  if [ "$1" = run ] || [ ${#options[@]} -eq 0 ]; then return; fi
  chosen=()
  help=$(launch 1 "$1" --help)
  for word in "${options[@]}"; do
    if [[ $word == --* ]]; then
      keep=no
      if grep -qE -- "^ *${word%%=*}( |,|\$)" <<<"$help"; then keep=yes; fi
    fi
    if [ "$keep" = yes ]; then chosen+=("$word"); fi
  done
}

check_options() { # what no stage knows would be left out in silence
  local word
  for word in "${options[@]}"; do
    if [[ $word == --* ]] && ! grep -qE -- "^ *${word%%=*}( |,|\$)" <<<"$1"; then
      fail 64 "thema run has no option ${word%%=*}"
    fi
  done
}

stage_command() { # ranks, stage or run, file of papers, run directory, more...
  local n=$1 stage=$2 file=$3 run=$4 with_input=() chosen=()
  shift 4
  options_of "$stage"
  if [ "$stage" = run ] || [ "$stage" = ingest ]; then with_input=(--input "$file"); fi
  launch "$n" "$stage" --config "$config" "${with_input[@]}" --run "$run" "${chosen[@]}" "$@" >"$out/last.log" 2>&1
}

stop_if_failed() { # exit status, what ran
  if [ "$1" -eq 0 ]; then return; fi
  rm -rf "$out/run"
  # After the warning srun may end in its own way, such as while it waits for the nodes of the step before.
  if [ "$1" -eq 75 ] || [ "$warned" = yes ]; then
    fail 75 "stopped early in $2 (status $1); the same command goes on"
  fi
  tail -n 20 "$out/last.log" >&2
  fail "$1" "$2 ended with status $1; its output stands in $out/last.log"
}

prepare_stages() { # file of papers: sets prepared, a run directory with all stages before the measured ones
  local file=$1 status=0 stage
  prepared=$out/prepared-$(basename "$file")
  if [ ! -e "$prepared" ]; then
    rm -rf "$prepared.partial"
    for stage in "${all_stages[@]:0:first_stage}"; do
      stage_command "${ranks[-1]}" "$stage" "$file" "$prepared.partial" || status=$?
      stop_if_failed "$status" "$stage before the measured stages"
    done
    mv "$prepared.partial" "$prepared"
  fi
}

run_case() { # ranks, file of papers: one run in $out/run, its report in $out/run/report.jsonl
  local n=$1 file=$2 prepared commands=("${stages[@]}") status=0 stage
  if [ "$warned" = yes ]; then stop_if_failed 75 "the preparation of a case"; fi
  rm -rf "$out/run"
  if [ "$first_stage" -gt 0 ]; then
    prepare_stages "$file"
    cp -r "$prepared" "$out/run"
  fi
  mkdir -p "$out/run"
  if [ ${#stages[@]} -eq ${#all_stages[@]} ]; then commands=(run); fi
  for stage in "${commands[@]}"; do
    stage_command "$n" "$stage" "$file" "$out/run" --run.report "$out/run/report.jsonl" || status=$?
    stop_if_failed "$status" "thema $stage on $n ranks"
  done
}

make_plan() { # sets plan: "mode ranks repetition" of what is not measured yet, in order
  local measured repetition n one turn
  measured=$(record measured "$study")
  plan=() total=0
  for ((repetition = 1; repetition <= repetitions; ++repetition)); do
    mapfile -t turn < <(printf '%s\n' "${ranks[@]}" | if [ $((repetition % 2)) -eq 1 ]; then cat; else tac; fi)
    for n in "${turn[@]}"; do
      for one in "${modes[@]}"; do
        total=$((total + 1))
        if ! grep -qx "$one $n $repetition" <<<"$measured"; then plan+=("$one $n $repetition"); fi
      done
    done
  done
}

time_text() { # seconds
  if [ "$1" -lt 120 ]; then echo "$1 s"; else echo "$((($1 + 30) / 60)) min"; fi
}

measure() { # all of the plan
  local done=0 began one n repetition lines file seconds
  echo "scaling.sh: ${#plan[@]} of $total cases to measure, ranks ${ranks[*]}, $launcher, into $study"
  if [ ${#plan[@]} -eq 0 ]; then return; fi
  n=${ranks[-1]} # so that every node has the program, the model and the papers in its memory
  papers_file "$(papers_of "${modes[0]}" "$n")"
  run_case "$n" "$file"
  echo "scaling.sh: warm-up on $n ranks, not counted"
  began=$SECONDS
  for entry in "${plan[@]}"; do
    read -r one n repetition <<<"$entry"
    lines=$(papers_of "$one" "$n")
    papers_file "$lines"
    run_case "$n" "$file"
    seconds=$(record append "$study" --run "$out/run" --mode "$one" --ranks "$n" --repetition "$repetition" \
      --papers "${lines:-0}" --launcher "$launcher" --stages "${stages[@]}")
    rm -rf "$out/run"
    done=$((done + 1))
    echo "scaling.sh: $one, $n ranks, repetition $repetition of $repetitions: $seconds s;" \
      "$done of ${#plan[@]}, $(time_text $(((SECONDS - began) * (${#plan[@]} - done) / done))) left"
  done
}

run_benchmarks() { # write and reduce at every rank count
  local name n help status
  help=$(launch 1 bench --help) || stop_if_failed $? "bench --help"
  for name in write reduce; do
    if ! grep -qE "^ *benchmark .*\b$name\b" <<<"$help"; then
      echo "scaling.sh: this thema has no bench $name; left out"
      continue
    fi
    for n in "${ranks[@]}"; do
      if record measured "$out/$name.jsonl" | grep -qx "$n"; then continue; fi
      status=0
      mkdir -p "$out/run"
      benchmark_command "$name" "$n" >"$out/report.json" 2>"$out/last.log" || status=$?
      stop_if_failed "$status" "bench $name on $n ranks"
      record append-benchmark "$out/$name.jsonl" --report "$out/report.json" --launcher "$launcher"
      rm -rf "$out/report.json" "$out/run"
      echo "scaling.sh: bench $name on $n ranks"
    done
  done
}

benchmark_command() { # name, ranks: in the folder of the runs, so that what it writes goes to their file system
  local status=0
  pushd "$out/run" >/dev/null
  launch "$2" bench "$1" --json || status=$?
  popd >/dev/null
  return "$status"
}

print_plan() {
  local one n repetition
  echo "warm-up on ${ranks[-1]} ranks ($launcher)"
  for entry in "${plan[@]}"; do
    read -r one n repetition <<<"$entry"
    echo "$one $n ranks repetition $repetition, papers $(papers_of "$one" "$n")"
  done
  if [ "$bench" = yes ]; then echo "bench write and reduce on ${ranks[*]} ranks"; fi
}

read_arguments "$@"
check_arguments
check_stages
export THEMA_HOME=$root
of_site=${THEMA_CONFIG:-}${THEMA_SITE:-}${SLURM_JOB_ID:-}$submit
# shellcheck source=read_site.sh
source "$root/jobs/read_site.sh"
use_site
if [ -n "$submit" ]; then
  submit_job
  exit
fi
choose_ranks
if [ "$launcher" = mpirun ]; then prepare_mpirun; fi
check_program
if [ "$dry_run" = yes ]; then
  study=$out/scaling.jsonl
  make_plan
  print_plan
  exit
fi
open_study
make_plan
measure
if [ "$bench" = yes ]; then run_benchmarks; fi
rm -rf "$out"/prepared-* "$out"/papers-*.jsonl "$out/run" "$out/last.log"
echo "scaling.sh: done: $python $root/analysis/scaling.py $study"
