#!/bin/sh
# under_valgrind: $PROGRAM with the same arguments, watched: memory errors and leaks end it with status 99, and it says which
# descriptors it left open.
exec valgrind -q --track-fds=yes --leak-check=full --error-exitcode=99 "$PROGRAM" "$@"
