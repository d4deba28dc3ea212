#!/bin/sh
# The manual pages are clean, for mandoc and for groff where there is one. $1: source root.
set -eu
cd "$1"
for page in man/*.[1-8]; do
    mandoc -T lint -W warning "$page"
    ! command -v groff > /dev/null || [ -z "$(groff -mandoc -Tutf8 -ww -z "$page" 2>&1 | tee /dev/stderr)" ]
done
