# shellcheck shell=bash
# The end of every job: what stopped early because its time was over (exit 75) is put back into the queue and goes on
# where it stopped; every other exit status is the job's. A job that only goes round in circles is not put back.

most_restarts=50 most_in_vain=2

progress_in() { # run directory or folder of a study: text that changes when there is more in it
  cd "$1" || return
  # Neither times nor thema.h5 tell: a job that goes on writes to its files before it has done anything.
  find . -maxdepth 1 \( -name '*.h5' ! -name thema.h5 -o -name '*.jsonl' \) -printf '%f %s\n' | sort
  # There is not much time left. What cannot be read in it is large, and does no harm as progress.
  find . -maxdepth 1 -name '*.h5.partial' -exec timeout 30 sha256sum {} + || echo "not read, $RANDOM$RANDOM"
}

restarts_in_vain() { # folder: how many of the last restarts of this job changed nothing in it; remembers what is there
  local memory=$1/requeue.txt now job='' in_vain=0
  now=$(progress_in "$1")
  if [ -e "$memory" ]; then read -r job in_vain <"$memory"; fi
  if [ "$job" = "$SLURM_JOB_ID" ] && [ "$now" = "$(tail -n +2 "$memory")" ]; then
    in_vain=$((in_vain + 1))
  else
    in_vain=0
  fi
  printf '%s\n' "$SLURM_JOB_ID $in_vain" "$now" >"$memory"
  echo "$in_vain"
}

requeue_or_exit() { # exit status, folder that the job fills
  local restarts=${SLURM_RESTART_COUNT:-0}
  if [ "$1" -ne 75 ]; then
    rm -f "$2/requeue.txt"
    exit "$1"
  fi
  if [ "$restarts" -ge "$most_restarts" ]; then
    echo "stopped early, and not put back into the queue: $restarts restarts are the limit;" \
      "submitted again it goes on" >&2
    exit 75
  fi
  if [ "$(restarts_in_vain "$2")" -ge "$most_in_vain" ]; then
    echo "stopped early, and not put back into the queue: the last $most_in_vain restarts changed nothing in $2;" \
      "a longer --time may help, or more nodes" >&2
    exit 75
  fi
  echo "stopped early, put back into the queue (restart $((restarts + 1)))"
  scontrol requeue "$SLURM_JOB_ID" && sleep 60 # Slurm ends this script meanwhile
  exit 75
}
