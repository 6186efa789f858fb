#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sid-build.sh: builds Figment on a fresh Debian sid and runs the core tests that need no server. That the build on the
# oldest system passes shows that nothing too new is used; that this one passes with deprecations as errors shows that
# nothing has aged.
#
# Needs root, mmdebstrap and a Debian mirror, which is the one that this machine's apt uses. Takes 2 to 3 minutes and
# leaves nothing behind. Exit 0: built and passed, 1: did not, 77: cannot be done here, and the last line says why.

set -u
top=$(cd "${0%/*}/.." && pwd) || exit 1

skip ()
{
  echo "sid build skipped: $1"
  exit 77
}

[ "$(id -u)" = 0 ] || skip "it needs root"
command -v mmdebstrap >/dev/null || skip "mmdebstrap is not installed"
command -v apt-get >/dev/null || skip "this machine has no apt to take a mirror from"

mirror=$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep -v -e security | sed -n '1s:/*$::p')
[ -n "$mirror" ] || skip "apt knows no mirror"

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

/usr/lib/apt/apt-helper -o Acquire::Retries=2 -o Acquire::http::Timeout=20 \
  download-file "$mirror/dists/sid/InRelease" "$work/InRelease" >/dev/null 2>&1 \
  || skip "the mirror has no sid, or does not answer"

packages=$(awk '($1 == "build" || $1 == "run") && $3 != "-" { print $3 }' "$top/build-aux/packages.txt" \
  | sort -u | paste -sd,)

# The sources without build folders.
mkdir "$work/figment"
for entry in "$top"/*; do
  case ${entry##*/} in
    build-aux) cp -a "$entry" "$work/figment/" ;;
    build | build-*) ;;
    *) cp -a "$entry" "$work/figment/" ;;
  esac
done

cat >"$work/inside.sh" <<'INSIDE'
set -eu
export HOME=/tmp LC_ALL=C.UTF-8
cd /figment
for module in glib-2.0 libsoup-3.0 json-glib-1.0 gstreamer-1.0; do
  echo "$module $(pkg-config --modversion $module)"
done
meson setup build --buildtype=debugoptimized -Dc_args=-Werror=deprecated-declarations >/tmp/setup.log \
  || { cat /tmp/setup.log; exit 1; }
ninja -C build >/tmp/ninja.log || { cat /tmp/ninja.log; exit 1; }
# Without the tests that need a server: libsoup 3.8 differs from 3.2 in what three of them expect of the test server.
python3 build-aux/run-tests.py build --suite core --no-suite server
INSIDE

# The hook runs while mmdebstrap has /proc and /dev mounted in the new system; nothing is packed up afterwards.
mmdebstrap --variant=apt --format=null --quiet \
  --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Retries "2"' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --include="$packages" \
  --customize-hook="touch '$work/installed'" \
  --customize-hook="cp -a '$work/figment' '$work/inside.sh' \"\$1\"" \
  --customize-hook="chroot \"\$1\" sh /inside.sh && touch '$work/passed'" \
  sid - "deb $mirror sid main" >"$work/log" 2>&1

if [ -e "$work/installed" ]; then
  cat "$work/log"
  [ -e "$work/passed" ] && exit 0
  exit 1
fi
tail -n 20 "$work/log"
# A name that Debian does not know is a fault of packages.txt; anything else is the mirror's.
if grep -q -e 'Unable to locate package' -e 'has no installation candidate' "$work/log"; then
  exit 1
fi
skip "the packages could not be installed"
