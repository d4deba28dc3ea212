#!/bin/sh
# Who may include whom: the table of ARCHITECTURE.md. Run from the source root.
set -eu
cd "$1"

allowed() {
    case $1 in
        base) echo base ;;
        config | control) echo "base $1" ;;
        agent) echo agent ;;
        main.c) echo "base config ctl init launch logger relay session tunnel" ;;
        *) echo "base config control $1" ;;
    esac
}

bad=0
for file in $(find src -name '*.[ch]' | sort); do
    place=${file#src/}
    place=${place%%/*}
    for floor in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file" | sort -u); do
        case " $(allowed "$place") " in
            *" $floor "*) ;;
            *)
                echo "$file includes $floor/, but src/$place may only include: $(allowed "$place")"
                bad=1
                ;;
        esac
    done
done
exit $bad
