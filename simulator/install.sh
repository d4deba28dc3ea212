#!/bin/sh
# install.sh BUILT_JTS DESTINATION: copies the layout; run by meson install.
set -eu
case $2 in
/*) dest=${DESTDIR:-}$2 ;;
*) dest=$MESON_INSTALL_DESTDIR_PREFIX/$2 ;;
esac
rm -rf "$dest/Jts"
mkdir -p "$dest"
cp -R "$1" "$dest/Jts"
# a run from the build directory may have renamed the launcher
old=$dest/Jts/ibgateway/1045/ibgateway1
if [ -e "$old" ]; then mv "$old" "${old%1}"; fi
old=$dest/Jts/1045/tws1
if [ -e "$old" ]; then mv "$old" "${old%1}"; fi
chmod -R u+rwX,go+rX "$dest/Jts"
