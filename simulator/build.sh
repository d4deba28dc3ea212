#!/bin/sh
# build.sh OUTDIR [JRE_HOME]: compiles the simulator and lays it out as OUTDIR/Jts, as the installers of the real programs do.
# With JRE_HOME the layout names it as the Java runtime to use. JAVA_HOME chooses the compiler, else the one in PATH.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
version=1045
mkdir -p "$1"
out=$(cd "$1" && pwd)
jre=${2:-}
tool() { if [ -n "${JAVA_HOME:-}" ]; then printf '%s/bin/%s\n' "$JAVA_HOME" "$1"; else printf '%s\n' "$1"; fi; }
javac=$(tool javac) jar=$(tool jar)
date=2026-01-01T00:00:00Z

work=$out/simulator.p
rm -rf "$work" "$out/Jts"
mkdir -p "$work/classes" "$work/empty"

find "$here/src" -name '*.java' | LC_ALL=C sort > "$work/sources"
"$javac" --release 17 -encoding UTF-8 -Xlint:all,-serial -Werror -d "$work/classes" @"$work/sources"

# pack FILE DIR NAME...: the entries in a fixed order and with a fixed date, so that the same sources give the same jar
pack() {
	target=$1 from=$2
	shift 2
	(cd "$from" && find "$@" -type f | LC_ALL=C sort) | sed "s|.*|-C \"$from\" \"&\"|" > "$work/list"
	"$jar" --create --date="$date" --file "$target" @"$work/list"
}

# lay_out DIR LAUNCHER: one installation
lay_out() {
	mkdir -p "$1/jars" "$1/data" "$1/.install4j"
	pack "$1/jars/jts4launch-$version.jar" "$work/classes" ibgateway jclient
	pack "$1/jars/twslaunch-$version.jar" "$work/classes" simulator
	: > "$work/empty/placeholder"
	pack "$1/.install4j/i4jruntime.jar" "$work/empty" placeholder
	printf '%s\n' '# Options of the Java virtual machine, one for each line' '-Xmx256m' '-XX:+UseG1GC' '-XX:MaxGCPauseMillis=200' \
		'-Dinstaller.uuid=00000000-0000-0000-0000-000000000000' > "$1/$2.vmoptions"
	printf '%s\n' 'vmParameters="-DjxBrowserKey=SIMULATORKEY"' > "$1/.install4j/i4jparams.conf"
	if [ -n "$jre" ]; then printf '%s\n' "$jre" > "$1/.install4j/inst_jre.cfg"; fi
	cp "$here/launcher.sh" "$1/$2"
	chmod 755 "$1/$2"
}

lay_out "$out/Jts/ibgateway/$version" ibgateway
lay_out "$out/Jts/$version" tws
rm -rf "$work"
