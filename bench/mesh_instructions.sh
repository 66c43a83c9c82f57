#!/usr/bin/env bash
# Instructions a vertex of the mesher's functions, counted by valgrind: the mean of packed and float meshes of one keyframe and
# of two, noise as flying_edges.py makes it. A run of two rounds less one of one, so that reading the field does not count.
#
#     bench/mesh_instructions.sh [baseline | avx2]       wants valgrind, python3-numpy, python3-vtk9 and that build
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-baseline} size=128 folder=build/mesh_instructions
mkdir -p $folder
strip -g -o $folder/program "build/$build/bench_mesh"              # valgrind 3.19 does not read clang 22's debug information
PYTHONPATH=bench /usr/bin/python3 -c "import flying_edges; flying_edges.make_field($size).tofile('$folder/field.raw')"
for rounds in 1 2; do
    valgrind --quiet --tool=callgrind --callgrind-out-file=$folder/$rounds.out \
        $folder/program $folder/field.raw $size $size $size 0.2 $rounds >$folder/$rounds.json
    callgrind_annotate $folder/$rounds.out |
        sed -nE 's/^ *([0-9,]+) \([^)]*\) +(PROGRAM|[^:]+:([^ ]+)).*/\2 \1/p' |
        tr -d , | sort >$folder/$rounds.txt
done
vertices=$(grep -om1 '"vertices": [0-9]*' $folder/1.json | tr -dc 0-9)
join $folder/1.txt $folder/2.txt |
    awk -v vertices="$vertices" '$3 > $2 { sub(/.*:/, "", $1); printf "%8.1f  %s\n", ($3 - $2) / 4 / vertices, $1 }' |
    sort -rn | head -16
