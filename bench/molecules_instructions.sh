#!/usr/bin/env bash
# Instructions a cell and step of the molecules' functions at SSE only, counted by valgrind: a run of 8 steps less one of 4,
# so that the first state does not count. Wants valgrind and build/baseline.
set -euo pipefail
cd "$(dirname "$0")/.."
size=64 folder=build/molecules_instructions
mkdir -p $folder
strip -g -o $folder/program build/baseline/bench_molecules         # valgrind 3.19 does not read clang 22's debug information
for steps in 4 8; do
    valgrind --quiet --tool=callgrind --callgrind-out-file=$folder/$steps.out $folder/program $size --only $steps >/dev/null
    callgrind_annotate $folder/$steps.out |
        sed -nE 's/^ *([0-9,]+) \([^)]*\) +(PROGRAM|[^:]+:([^ ]+)).*/\2 \1/p' |
        tr -d , | sort >$folder/$steps.txt
done
join $folder/4.txt $folder/8.txt |
    awk -v cells=$((size ** 3)) '$3 > $2 { printf "%8.1f  %s\n", ($3 - $2) / 4 / cells, $1 }' |
    sort -rn | head -16
