#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sid-build.sh: builds Figment on a fresh Debian sid, with deprecations as errors, and runs all tests there. That the
# build on the oldest system passes shows that nothing too new is used; that this one passes shows that nothing has
# aged, and that what the newest GTK, libadwaita, GLib, libsoup and GStreamer say at run time is nothing.
#
# Needs root, mmdebstrap and a Debian mirror, which is the one that this machine's apt uses. Takes about 15 minutes and
# leaves nothing behind. The slow suite, the whole tour of the window, is left out. The last line is "N passed, N
# failed[, N skipped]". Exit 0: built and passed, 1: did not, 77: cannot be done here, and the last line says why.

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

packages=$(awk '($1 == "build" || $1 == "run" || $1 == "test") && $3 != "-" { print $3 }' \
  "$top/build-aux/packages.txt" | sort -u | paste -sd,)

# Makes the new system $1 the root of a mount namespace of its own, with the sources in it. In a mere chroot, or where
# /proc cannot be written to, no program may make a sandbox, and gdk-pixbuf 2.44 decodes pictures in one.
cat >"$work/enter.sh" <<'ENTER'
set -eu
root=$1
top=$2
mount --make-rprivate /
mount --rbind "$root" "$root"
mount -t proc proc "$root/proc"
mkdir -p "$root/figment" "$root/shared" "$root/mnt/old"
mount --bind -o ro "$top" "$root/figment"
[ ! -d "$top/../shared" ] || mount --bind -o ro "$top/../shared" "$root/shared"
cd "$root"
pivot_root . mnt/old
exec /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 TERM=dumb \
  PYTHONDONTWRITEBYTECODE=1 /bin/sh /inside.sh
ENTER

cat >"$work/inside.sh" <<'INSIDE'
set -eu
cd /figment
for module in glib-2.0 gtk4 libadwaita-1 libsoup-3.0 json-glib-1.0 gdk-pixbuf-2.0 gstreamer-1.0; do
  echo "$module $(pkg-config --modversion $module)"
done
CC_LD=mold meson setup /build --buildtype=plain -Dc_args=-Werror=deprecated-declarations >/tmp/setup.log \
  || { cat /tmp/setup.log; exit 1; }
ninja -C /build >/tmp/ninja.log || { cat /tmp/ninja.log; exit 1; }
python3 build-aux/run-tests.py /build --no-suite slow
INSIDE

# The hook runs while mmdebstrap has /proc and /dev mounted in the new system; nothing is packed up afterwards.
mmdebstrap --variant=apt --format=null --quiet \
  --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='Acquire::Retries "2"' \
  --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' \
  --include="mold,$packages" \
  --customize-hook="touch '$work/installed'" \
  --customize-hook="cp '$work/inside.sh' \"\$1\"" \
  --customize-hook="unshare --mount sh '$work/enter.sh' \"\$1\" '$top' >'$work/report' 2>&1 && touch '$work/passed'" \
  sid - "deb $mirror sid main" >"$work/log" 2>&1

if [ -e "$work/installed" ]; then
  cat "$work/report"
  [ -e "$work/passed" ] && exit 0
  exit 1
fi
tail -n 20 "$work/log"
# A name that Debian does not know is a fault of packages.txt; anything else is the mirror's.
if grep -q -e 'Unable to locate package' -e 'has no installation candidate' "$work/log"; then
  exit 1
fi
skip "the packages could not be installed"
