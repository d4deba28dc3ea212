# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What the recipe (image/install-program) and tools/release both know of the vendor's servers: names, versions, and what an
# installer looks like. Sourced. Functions say on stderr what is wrong, and return 1.

INSTALLER_BASE=${INSTALLER_BASE:-https://download2.interactivebrokers.com/installers}
IBC_BASE=${IBC_BASE:-https://github.com/IbcAlpha/IBC/releases/download}
INSTALLER_BYTES=100000000 # real ones have 200 to 350 million; what is smaller is something else

complain() {
    echo "$0: $*" >&2
    return 1
}

# fetch URL FILE: the whole of it, or nothing.
fetch() {
    curl --fail --silent --show-error --location --retry 3 --connect-timeout 30 --max-time 3600 --output "$2" "$1" && return
    rm -f "$2"
    complain "$1 cannot be fetched"
}

digest_of() {
    sha256sum "$1" | cut -d ' ' -f 1
}

# versions_row FILE NAME CHANNEL MACHINE: "VERSION SHA256" of that row
versions_row() {
    awk -v name="$2" -v channel="$3" -v machine="$4" \
        '$1 == name && $2 == channel && $3 == machine { print $4, $5 }' "$1"
}

installer_folder() {
    echo "$INSTALLER_BASE/$1/$2-standalone"
}

# installer_url PROGRAM CHANNEL MACHINE
installer_url() {
    echo "$(installer_folder "$1" "$2")/$1-$2-standalone-linux-$3.sh"
}

is_version() {
    printf '%s\n' "$1" | grep -Eqx '[0-9]+\.[0-9]+\.[0-9]+([a-z][0-9]*)?'
}

# served_version PROGRAM CHANNEL: the version the vendor serves now. The file is JSONP: NAME({"buildVersion":"10.45.1j",...});
served_version() {
    served_url=$(installer_folder "$1" "$2")/version.json
    served_file=$(mktemp)
    fetch "$served_url" "$served_file" || return 1
    served=$(tr -d '\r\n' < "$served_file" | sed -n 's/^ *[A-Za-z_][A-Za-z0-9_]*(\(.*\)) *;\{0,1\} *$/\1/p' |
        jq -er '.buildVersion | strings' 2> /dev/null) || served=
    if ! is_version "$served"; then
        complain "$served_url names no version; it begins with: $(head -c 80 "$served_file" | tr '\r\n' '  ')"
        rm -f "$served_file"
        return 1
    fi
    rm -f "$served_file"
    echo "$served"
}

# check_installer FILE URL: what every installer is, whatever its digest
check_installer() {
    start=$(head -c 512 "$1" | tr -d '\0')
    size=$(stat -c %s "$1")
    if printf '%s\n' "$start" | grep -aqiE '<!doctype|<html|<\?xml'; then
        complain "$2 is a page, not an installer; it begins with: $(printf '%s' "$start" | head -c 80 | tr '\r\n' '  ')"
    elif [ "$size" -lt "$INSTALLER_BYTES" ]; then
        complain "$2 has $size bytes; an installer has more than $INSTALLER_BYTES"
    elif [ "$(printf '%s' "$start" | head -c 9)" != '#!/bin/sh' ]; then
        complain "$2 is no shell script, which an installer is"
    fi
}

# fetch_installer PROGRAM CHANNEL MACHINE FILE: fetches what is served now, and prints its version: the same before and after
fetch_installer() {
    before=$(served_version "$1" "$2") || return 1
    url=$(installer_url "$1" "$2" "$3")
    fetch "$url" "$4" && check_installer "$4" "$url" || return 1
    after=$(served_version "$1" "$2") || return 1
    if [ "$before" != "$after" ]; then
        complain "$1 $2 changed from $before to $after while it was fetched; try again"
        return 1
    fi
    echo "$before"
}

# unpack_ibc ZIP FOLDER: IBC.jar and its licence
unpack_ibc() {
    unzip -qq -o "$1" IBC.jar LICENSE.txt -d "$2" > /dev/null 2>&1 && [ -s "$2/IBC.jar" ] && return
    complain "the archive of IBC holds no IBC.jar and LICENSE.txt"
}
