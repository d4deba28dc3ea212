#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Debian's libmicrohttpd calls GnuTLS for HTTPS, which gatehouse-web never switches on. The shared library drags it and eight
# libraries of its along into the process that strangers talk to, two thirds of its memory. The static one only misses some
# functions: here they are, and end the process should anybody call them. The build calls this, nobody else.
# usage: no-tls.sh LIBMICROHTTPD.A > no_tls.c
set -eu

printf '// Made by the build from the names that %s misses.\n#include <stdlib.h>\n' "$(basename "$1")"
nm -u "$1" | awk '$1 == "U" && $2 ~ /^gnutls_/ { print $2 }' | sort -u | while read -r name; do
    case $name in
    gnutls_global_init | gnutls_global_deinit) body='return 0;' ;; # called at the start and the end of every program
    *) body='abort();' ;;
    esac
    printf 'int %s(void);\nint %s(void) { %s }\n' "$name" "$name" "$body"
done
