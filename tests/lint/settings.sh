#!/bin/sh
# What is said of the settings in README.md, .env.example and man/ is what src/config/settings.c says. $1: source root,
# $2: gatehouse. With `--write` as third argument those files are brought up to date instead.
set -eu
cd "$1"
wanted=$(mktemp -d)
trap 'rm -rf "$wanted"' EXIT
mkdir -p "$wanted/man"
{
    sed '/^<!-- settings:/q' README.md
    "$2" settings
    sed -n '/^<!-- end of settings -->/,$p' README.md
} > "$wanted/README.md"
"$2" settings --env > "$wanted/.env.example"
"$2" settings --man > "$wanted/man/gatehouse-settings.7"
for file in README.md .env.example man/gatehouse-settings.7; do
    if [ "${3-}" = --write ]; then
        mkdir -p "$(dirname "$file")"
        cp "$wanted/$file" "$file"
    fi
    diff -u "$file" "$wanted/$file"
done
