#!/bin/sh
# The rules of CONTRIBUTING.md that a machine can check. $1: source root.
set -eu
cd "$1"
bad=0

complain() {
    echo "$1"
    bad=1
}

code=$(find src simulator tests bench -name node_modules -prune -o \( -name '*.[ch]' -o -name '*.java' -o -name '*.mjs' \) -print | sort)

# Tables may be long.
echo "$code" | xargs awk '
    function complain(what) { print last " " what; bad = 1 }
    function finish() {
        if (lines > 400 && last !~ /_table\.c$/ && last != "src/config/settings.c") complain("has " lines " lines; 400 is the limit")
    }
    FNR == 1 {
        finish()
        last = FILENAME
        if (!/SPDX-License-Identifier: MIT/) complain("does not begin with its licence")
    }
    { lines = FNR }
    END { finish(); exit bad }' || bad=1

# shellcheck disable=SC2086 # lists of files
banned=$(grep -nE '\b(sprintf|strcpy|strcat|atoi|atol|strtok|gets|alloca|usleep|sleep|nanosleep)\(' \
    $(find src -name '*.[ch]') | grep -v '^src/agent/hook_class' || true)
[ -z "$banned" ] || complain "banned calls:
$banned"
open=$(grep -nE 'TODO|FIXME|\bXXX\b' $code || true)
[ -z "$open" ] || complain "left open:
$open"

# Function lengths: a body is what stands between a line "{" and a line "}".
lengths=$(find src -name '*.c' | sort | xargs awk '
    /^\{$/ { begin = FNR }
    /^\}$/ && begin { print FNR - begin - 1; begin = 0 }' | sort -n)
count=$(echo "$lengths" | wc -l)
median=$(echo "$lengths" | sed -n "$((count / 2 + 1))p")
ninety=$(echo "$lengths" | sed -n "$((count * 9 / 10 + 1))p")
longest=$(echo "$lengths" | tail -n 1)
echo "functions: $count, median $median lines, nine in ten up to $ninety, longest $longest"
[ "$median" -le 15 ] && [ "$ninety" -le 45 ] && [ "$longest" -le 60 ] || complain "functions are too long"
exit $bad
