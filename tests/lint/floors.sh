#!/bin/sh
# Who may include whom: the table of ARCHITECTURE.md. Run from the source root.
set -eu
cd "$1"
find src -name '*.[ch]' | sort | xargs awk '
    BEGIN {
        allowed["base"] = "base"
        allowed["config"] = "base config"
        allowed["control"] = "base control"
        allowed["agent"] = "agent"
        allowed["main.c"] = "base config ctl init launch logger relay session tunnel"
    }
    /^#include "[a-z]*\// {
        split(FILENAME, path, "/")
        split($2, include, /["\/]/)
        places = path[2] in allowed ? allowed[path[2]] : "base config control " path[2]
        if (index(" " places " ", " " include[2] " ")) next
        print FILENAME " includes " include[2] "/, but src/" path[2] " may only include: " places
        bad = 1
    }
    END { exit bad }'
