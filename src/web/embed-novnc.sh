#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Fetches noVNC, of the version and digest that the lock file pins, with npm, and makes a C source of it, as declared in files.h.
# Without npm, or where it reaches nothing, the table is empty and the page says so. The build calls it, nobody else.
# usage: embed-novnc.sh PACKAGE.JSON PACKAGE-LOCK.JSON > novnc_files.c
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$1" "$2" "$folder"

fetch()
{
    command -v npm > /dev/null && (cd "$folder" && timeout 120 npm ci --ignore-scripts --no-audit --no-fund --silent --fetch-retries=1 >&2)
}

printf '// Made by the build from noVNC (MPL-2.0).\n#include "web/files.h"\n'
if ! fetch; then
    echo 'embed-novnc.sh: npm could not fetch noVNC: the page will have no screen to type at' >&2
    printf '\nconst struct web_file novnc_files[] = { { 0 } };\nconst size_t novnc_files_count = 0;\n'
    exit 0
fi

cd "$folder/node_modules/@novnc/novnc"
list=$(find core vendor -name '*.js' | sort; ls LICENSE.txt AUTHORS docs/LICENSE.MPL-2.0)
index=0
for file in $list
do
    printf '\nstatic const unsigned char bytes_%d[] = {\n' "$index"
    od -A n -v -t u1 "$file" | sed 's/  */ /g; s/\([0-9]\)\( \|$\)/\1,\2/g'
    printf '};\n'
    index=$((index + 1))
done
printf '\nconst struct web_file novnc_files[] = {\n'
index=0
for file in $list
do
    case $file in
    *.js) type='text/javascript; charset=utf-8' ;;
    *) type='text/plain; charset=utf-8' ;;
    esac
    printf '    { "novnc/%s", "%s", bytes_%d, sizeof bytes_%d },\n' "$file" "$type" "$index" "$index"
    index=$((index + 1))
done
printf '};\n\nconst size_t novnc_files_count = %d;\n' "$index"
