#!/bin/sh
# The settings in README.md are those of src/config/settings.c. $1: source root, $2: gatehouse. With `--write` as third
# argument README.md is brought up to date instead.
set -eu
cd "$1"
wanted=$(mktemp)
trap 'rm -f "$wanted"' EXIT
{
    sed '/^<!-- settings:/q' README.md
    "$2" settings
    sed -n '/^<!-- end of settings -->/,$p' README.md
} > "$wanted"
[ "${3-}" != --write ] || cp "$wanted" README.md
diff -u README.md "$wanted"
