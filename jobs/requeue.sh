# shellcheck shell=bash
# The end of every job: a stage that stopped early because its time was over (exit 75) is put back into the queue and
# goes on where it stopped; every other exit status is the job's.

requeue_or_exit() { # exit status of thema
  if [ "$1" -eq 75 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 50 ]; then
    echo "stopped early, put back into the queue (restart $((${SLURM_RESTART_COUNT:-0} + 1)))"
    scontrol requeue "$SLURM_JOB_ID" && sleep 60 # Slurm ends this script meanwhile
  fi
  exit "$1"
}
