#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Prints the folder of a JDK: it has bin/javac and include/jni.h. JAVA_HOME goes first, then the javac in
# the PATH, then what lies in /usr/lib/jvm.
set -eu

is_jdk() {
    [ -x "$1/bin/javac" ] && [ -f "$1/include/jni.h" ]
}

from_path() {
    javac=$(command -v javac) || return 0
    dirname "$(dirname "$(readlink -f "$javac")")"
}

for home in "${JAVA_HOME:-}" "$(from_path)" /usr/lib/jvm/*; do
    if is_jdk "$home"; then
        printf '%s\n' "$home"
        exit 0
    fi
done
echo 'no JDK found: install one (17 or later), or set JAVA_HOME' >&2
exit 1
