#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Compiles the Java program that the agent is tested with. The build calls it.
# usage: build-windows.sh JDK JAR SCRATCH_FOLDER SOURCES...
set -eu

jdk=$1
jar=$2
scratch=$3
shift 3

mkdir -p "$scratch"
"$jdk/bin/javac" --release 17 -Xlint:all -d "$scratch" "$@"
"$jdk/bin/jar" --create --file "$jar" -C "$scratch" .
