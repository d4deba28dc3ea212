#!/bin/sh
# ibgateway [JVM_OPTION...]: starts the simulator without any driver; log in by hand. The settings directory is JTS_CONFIG_DIR, else the Jts directory.
here=$(cd "$(dirname "$0")" && pwd)
case ${0##*/} in
tws*) main=jclient.LoginFrame up=.. vmoptions=$here/tws.vmoptions ;;
*) main=ibgateway.GWClient up=../.. vmoptions=$here/ibgateway.vmoptions ;;
esac
settings=${JTS_CONFIG_DIR:-$(cd "$here/$up" && pwd)}
java=java
if [ -r "$here/.install4j/inst_jre.cfg" ]; then
	read -r home < "$here/.install4j/inst_jre.cfg"
	java=$home/bin/java
fi
# shellcheck disable=SC2046 # one option for each line, without blanks
exec "$java" $(grep -v '^#' "$vmoptions") -cp "$here/jars/*" "-DjtsConfigDir=$settings" "$@" "$main" "$settings"
