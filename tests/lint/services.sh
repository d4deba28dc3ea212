#!/bin/sh
# The picture in docs/services.md is that of src/init/service.c. $1: source root, $2: service-picture. With `--write` as third
# argument the page is brought up to date instead.
set -eu
cd "$1"
wanted=$(mktemp)
trap 'rm -f "$wanted"' EXIT
{
    sed '/^<!-- states:/q' docs/services.md
    "$2"
    sed -n '/^<!-- end of states -->/,$p' docs/services.md
} > "$wanted"
[ "${3-}" != --write ] || cp "$wanted" docs/services.md
diff -u docs/services.md "$wanted"
