#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Compiles the agent's one Java class and makes a C header of it. The build calls it, nobody else.
# usage: embed.sh JAVAC HOOK.java HEADER SCRATCH_FOLDER
set -eu

javac=$1
source=$2
header=$3
scratch=$4

mkdir -p "$scratch"
# without debug information: the class is the same wherever and whenever it is compiled
"$javac" --release 17 -g:none -Xlint:all -d "$scratch" "$source"
{
    printf '// Made by the build from %s.\n\n' "$(basename "$source")"
    printf 'static const signed char hook_class_bytes[] = {\n'
    # signed, for Java's bytes are: 202 is written as -54
    od -A n -v -t d1 "$scratch/gatehouse/Hook.class" | awk '{
        line = "   "
        for (i = 1; i <= NF; i++)
            line = line " " $i ","
        print line
    }'
    printf '};\n'
} > "$header"
