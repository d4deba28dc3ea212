#!/bin/sh
# The rules of CONTRIBUTING.md that a machine can check. $1: source root.
set -eu
cd "$1"
bad=0

complain() {
    echo "$1"
    bad=1
}

code=$(find src simulator tests bench -name '*.[ch]' -o -name '*.java' -o -name '*.mjs' -not -path '*/node_modules/*' \
    2> /dev/null | grep -v node_modules | sort)

for file in $code; do
    lines=$(wc -l < "$file")
    case $file in
        *_table.c | src/config/settings.c) ;; # tables may be long
        *) [ "$lines" -le 400 ] || complain "$file has $lines lines; 400 is the limit" ;;
    esac
    head -n 1 "$file" | grep -q 'SPDX-License-Identifier: MIT' || complain "$file does not begin with its licence"
done

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
