#!/usr/bin/env bash
# All tests and benchmarks that need a GPU, in one go: one JSON file and one table. Nothing is downloaded or built.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: jobs/gpu_check.sh [--build DIR] [--model DIR] [--papers FILE] [--out DIR] [--quick]
  --build DIR    a CUDA build (jobs/build.sh --tests -- -DTHEMA_CUDA=ON); default: build/
  --model DIR    folder of all-MiniLM-L6-v2; weights in fp16 do (analysis/halve_weights.py: 45 MB)
                 (default: that of the Python environment, THEMA_PYTHON)
  --papers FILE  JSON-lines papers; a few thousand suffice (default: synthetic ones)
  --out DIR      what was measured: gpu_check.json, gpu_check.md, each report and log (default: gpu-check/)
  --quick        few repetitions: to see that all runs
environment:
  PYTHON         for the table, and for sentence-transformers beside thema where it has them (default python3)
exit status: 0 all passed, 1 a test failed, a benchmark ended with an error or the time was over before it, 64 arguments,
  69 no GPU
TEXT
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build model='' papers='' out=$root/gpu-check repetitions=6 documents=4096
while [ $# -gt 0 ]; do
  case "$1" in
    --build | --model | --papers | --out)
      if [ $# -lt 2 ]; then echo "gpu_check.sh: $1 needs a value" >&2; exit 64; fi
      declare "${1#--}=$2"
      shift
      ;;
    --quick) repetitions=2 documents=512 ;;
    -h | --help) usage; exit 0 ;;
    *) echo "gpu_check.sh: unknown argument '$1'" >&2; usage >&2; exit 64 ;;
  esac
  shift
done
thema=$build/thema python=${PYTHON:-python3}
export THEMA_SOURCE=$root THEMA_CONFIGS=${THEMA_CONFIGS:-$root/configs} OMP_NUM_THREADS=1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
if [ -n "$model" ]; then export THEMA_MINILM=$model; fi
encoder=(--encode.model "${model:-minilm}")
texts=(--bench.documents "$documents")
if [ -n "$papers" ]; then texts+=(--bench.input "$papers"); fi
mkdir -p "$out"
rm -f "$out"/*.json "$out"/*.log "$out"/*.md

timeout -k 10 60 "$thema" info --json >"$out/info.json" 2>"$out/info.log" || { cat "$out/info.log" >&2; exit 1; }
if reason=$(grep -o 'no CUDA device[^"]*' "$out/info.json"); then
  echo "gpu_check.sh: $reason" >&2
  exit 69
fi

has_peers=no
if timeout -k 10 60 "$python" -c 'import sentence_transformers' 2>/dev/null; then has_peers=yes; fi

deadline=460 # seconds; a step may take 10 more to end, the table 1: all in under 8 minutes, whatever hangs
failed=()
step() { # name, seconds at most, command...: its output is NAME.json (or what it writes itself), its messages NAME.log
  local name=$1 limit=$2 status=0 start=$SECONDS
  shift 2
  printf '%-28s' "$name"
  if [ "$start" -ge "$deadline" ]; then
    echo "left out: $deadline seconds were over" | tee "$out/$name.log"
    : >"$out/$name.json" # so that the table says it
    failed+=("$name")
    return
  fi
  if [ "$limit" -gt $((deadline - start)) ]; then limit=$((deadline - start)); fi
  timeout -k 10 "$limit" "$@" >"$out/$name.json" 2>"$out/$name.log" || status=$?
  printf '%4d s  %s\n' $((SECONDS - start)) "$([ "$status" = 0 ] && echo "done" || echo "FAILED ($status): $out/$name.log")"
  if [ "$status" != 0 ]; then failed+=("$name"); fi
}
bench() { # name, seconds, arguments of thema bench...
  local name=$1 limit=$2
  shift 2
  step "$name" "$limit" "$thema" bench "$@" --json --bench.repetitions "$repetitions"
}
encode() { # name, seconds, options...
  local name=$1 limit=$2
  shift 2
  bench "$name" "$limit" encode "${encoder[@]}" "${texts[@]}" "$@"
}

step tests 120 "$build/tests/gpu/gpu_test" --gtest_brief=1
if command -v mpirun >/dev/null; then # two ranks share the GPU
  step tests-2-ranks 60 mpirun --oversubscribe -n 2 "$build/tests/gpu/gpu_test" --gtest_brief=1 \
    --gtest_filter='KmeansOnGpu.*:DeviceReductionOnGpu.*:MapOnGpu.*'
else
  echo "tests-2-ranks: left out, there is no mpirun"
fi
bench attention 100 attention
bench kmeans-1024 60 kmeans --bench.documents 200000 --bench.width 1024 --bench.topics 500 --bench.iterations 20
bench kmeans-128 60 kmeans --bench.documents 1000000 --bench.width 128 --bench.topics 1024 --bench.iterations 20
bench map 90 map --bench.documents 40000
encode minilm-fp16 50 --encode.dtype fp16 --bench.backends flash,efficient,math_no_upcast,math
bench minilm-fp16-cudnn 60 encode "${encoder[@]}" --encode.dtype fp16 --bench.backends cudnn,math \
  --bench.documents 256 # cuDNN makes a plan for each shape
encode minilm-fp16-one-by-one 40 --encode.dtype fp16 --encode.launches one_by_one --bench.backends flash,math
encode minilm-fp8 40 --encode.dtype fp8 --bench.backends flash,math
encode e5-large-bf16 90 --encode.dtype bf16 --bench.shape e5-large-v2 --bench.datasheet_tflops 990 \
  --bench.backends flash,math
encode e5-large-bf16-tanh 60 --encode.dtype bf16 --bench.shape e5-large-v2 --encode.gelu tanh --bench.backends flash
encode e5-large-fp8 60 --encode.dtype fp8 --bench.shape e5-large-v2 --bench.backends flash
encode e5-base-bf16 40 --encode.dtype bf16 --bench.shape e5-base-v2 --bench.backends flash,math
stage_input=$papers
if [ -z "$papers" ]; then
  stage_input=$out/papers.jsonl
  step papers 30 "$thema" synth --output "$stage_input" --synth.papers "$documents"
fi
rm -rf "$out/run"
step stage 60 "$thema" run --run "$out/run" --input "$stage_input" "${encoder[@]}" --cluster.k 20
if [ "$has_peers" = yes ]; then
  peers=("$python" "$root/analysis/compare_with_peers.py" encode --thema "$thema" --device cuda --cores 1 --rounds 3
    --documents "$documents" --input "$stage_input" --json "$out/peers-rows.json" --dtypes fp16,bf16,fp8 --backends flash --peer-dtypes fp16,bf16
    --peer-batches 128,512)
  if [ -n "$model" ]; then peers+=(--model "$model"); fi
  step peers 120 "${peers[@]}"
else
  echo "peers: left out, $python has no sentence-transformers"
fi

timeout 10 "$python" "$root/analysis/gpu_report.py" "$out" || failed+=(report)
if [ "${#failed[@]}" -gt 0 ]; then
  echo "gpu_check.sh: failed: ${failed[*]}" >&2
  exit 1
fi
