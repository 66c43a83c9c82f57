#!/usr/bin/env bash
# Writes the hashes of build/release into hashes.txt, keeping rows and comments. A deliberate act: the change is a commit
# of its own that says why every run on earth now ends in other bits. To add a row, write it with hash 0 and run this.
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --build build/release --target golden >/dev/null
{ grep '^#' tests/golden/hashes.txt; build/release/tests/golden --print; } >build/hashes.txt
mv build/hashes.txt tests/golden/hashes.txt
{ grep '^#' tests/golden/painted.txt; build/release/tests/golden --print-painted; } >build/painted.txt
mv build/painted.txt tests/golden/painted.txt
git --no-pager diff --stat -- tests/golden
