#!/bin/sh
# Every header compiles alone. $1: source root, $2: compiler, further arguments: include options for the agent.
set -eu
cd "$1"
compiler=$2
shift 2
bad=0
for header in $(find src -name '*.h' | sort); do
    case $header in *_class.h | src/agent/java_methods.h) continue ;; esac # generated, or a table that is included twice
    "$compiler" -std=gnu17 -fsyntax-only -Wall -Wextra -Isrc "$@" -x c "$header" || bad=1
done
exit $bad
