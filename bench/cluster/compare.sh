#!/usr/bin/env bash
# Runs one small sweep whole, in three shards by GNU parallel, and as a Slurm job array; joins the shards and compares the
# bytes of cells.csv. What is not installed is said and left out. Ends with 1 when a table differs or a run fails.
#
#     bench/cluster/compare.sh [sweep file]
#
# Debian: apt-get install --no-install-recommends parallel slurmctld slurmd slurm-client munge
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
sweep=$(realpath "${1:-$here/small.attribution-sweep.json}")
scratch=$(mktemp -d)
cli=$root/dist/cli.js
failed=0

source "$here/slurm.sh"
trap 'stop_slurm; rm -rf "$scratch"' EXIT

attribution() { node "$cli" "$@"; }

# Prints how long a way of running the sweep took, and whether its table is that of the whole.
# $1: what it is; $2: folder of the parts' table; $3: when it began
report() {
  local seconds=$(($(date +%s) - $3)) verdict
  if cmp -s "$scratch/whole/cells.csv" "$2/cells.csv"; then verdict='the same bytes'; else verdict='OTHER BYTES' failed=1; fi
  printf '%-24s %4d s   %s\n' "$1" "$seconds" "$verdict"
}

# Prints the commands that are not there. $@: commands
missing() {
  local name
  for name in "$@"; do command -v "$name" > /dev/null || PATH=$PATH:/usr/sbin command -v "$name" > /dev/null || printf ' %s' "$name"; done
}

[ -f "$cli" ] || (cd "$root" && node scripts/build.mjs --release)

began=$(date +%s)
attribution sweep "$sweep" --out "$scratch/whole" > /dev/null 2> "$scratch/whole.log"
report 'whole' "$scratch/whole" "$began"
printf '%-24s %s cells, %s diverged, SHA-256 %s\n' '' "$(($(wc -l < "$scratch/whole/cells.csv") - 1))" \
  "$(grep -c ',diverged,' "$scratch/whole/cells.csv" || true)" "$(sha256sum < "$scratch/whole/cells.csv" | cut -c1-12)"

absent=$(missing parallel)
if [ -n "$absent" ]; then
  echo "GNU parallel: left out, not installed:$absent"
else
  began=$(date +%s)
  # The three ways of a shard to its number: {} is 1, 2, 3.
  parallel --will-cite --jobs 3 node "$cli" sweep "$sweep" --out "$scratch/parallel-{}" --shard {}/3 --jobs 1 ::: 1 2 3 \
    > /dev/null 2> "$scratch/parallel.log" || { cat "$scratch/parallel.log"; exit 1; }
  attribution merge "$scratch"/parallel-[123] --out "$scratch/parallel" > /dev/null
  report 'GNU parallel, 3 shards' "$scratch/parallel" "$began"
fi

absent=$(missing slurmctld slurmd sbatch munged)
if [ -n "$absent" ]; then
  echo "Slurm: left out, not installed:$absent"
elif ! start_slurm "$scratch/slurm"; then
  echo 'Slurm: left out, it is installed but did not start here:'
  tail -n 5 "$scratch"/slurm/*.log
else
  began=$(date +%s)
  export SWEEP=$sweep PARTS=$scratch/slurm-parts CLI=$cli
  sbatch --quiet --wait --array=1-3 --cpus-per-task=1 --output="$scratch/slurm/array-%a.log" "$here/sweep-array.sbatch" \
    || { cat "$scratch"/slurm/array-*.log; exit 1; }
  attribution merge "$scratch"/slurm-parts/* --out "$scratch/slurm-joined" > /dev/null
  report 'Slurm job array, 1-3' "$scratch/slurm-joined" "$began"
fi
exit "$failed"
