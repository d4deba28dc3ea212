#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Makes a C source of static files, as declared in files.h. The build calls it, nobody else.
# usage: embed.sh FILE... > files.c
set -eu

type_of()
{
    case $1 in
    *.css) echo 'text/css; charset=utf-8' ;;
    *.js) echo 'text/javascript; charset=utf-8' ;;
    *.svg) echo 'image/svg+xml' ;;
    *) echo "embed.sh: $1: no content type is known" >&2; exit 1 ;;
    esac
}

printf '// Made by the build from www/.\n#include "web/files.h"\n'
index=0
for file
do
    printf '\nstatic const unsigned char bytes_%d[] = {\n' "$index"
    od -A n -v -t u1 "$file" | awk '{
        line = "   "
        for (i = 1; i <= NF; i++)
            line = line " " $i ","
        print line
    }'
    printf '};\n'
    index=$((index + 1))
done

printf '\nconst struct web_file web_files[] = {\n'
index=0
for file
do
    type=$(type_of "$file")
    printf '    { "%s", "%s", bytes_%d, sizeof bytes_%d },\n' "$(basename "$file")" "$type" "$index" "$index"
    index=$((index + 1))
done
printf '};\n\nconst size_t web_files_count = %d;\n' "$index"
