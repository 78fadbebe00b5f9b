# shellcheck shell=bash
# For scripts that start several programs, one after the other: Slurm's warning that the time is nearly over (SIGUSR1)
# goes on to the program that runs, and none is started after it. A shell that waits for a program in the foreground
# would see the signal only after its end, and a signal to job steps alone is lost between two of them.

warned=no warnings=0 running=''
take_warning() {
  warned=yes warnings=$((warnings + 1))
  if [ -n "$running" ]; then kill -USR1 "$running" 2>/dev/null || true; fi # it may just have ended
}
trap take_warning USR1
# Ctrl-C reaches the program too, mpirun ends by it and srun by a second one. The script waits for that end.
end_with_program() {
  if [ -n "$running" ]; then wait "$running" || true; fi
  exit 130
}
trap end_with_program INT

unless_warned() { # command...: its exit status; 75 when the warning has come before it
  local status before
  if [ "$warned" = yes ]; then return 75; fi
  "$@" &
  running=$!
  if [ "$warned" = yes ]; then kill -USR1 "$running" 2>/dev/null || true; fi # came before `running` was known
  while :; do
    before=$warnings status=0
    wait "$running" || status=$?
    if [ "$warnings" -eq "$before" ]; then break; fi # otherwise the signal has ended `wait`, not the program
  done
  running=''
  # A program that has just begun does not take the signal yet, and is killed by it.
  if [ "$warned" = yes ] && [ "$status" -gt 128 ] && [ "$(kill -l "$status")" = USR1 ]; then status=75; fi
  return "$status"
}
