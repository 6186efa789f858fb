#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# build-aux/install.sh and ./quickstart against made-up machines: a folder of stand-in commands is the whole PATH.
# A package counts as installed once $machine/installed exists, which the stand-in package managers make.

set -u
top=$1
machine=$(mktemp -d) || exit 99
trap 'rm -rf "$machine"' EXIT
number=0

stand_in ()
{
  printf '#!/bin/sh\n%s\n' "$2" >"$machine/bin/$1"
  chmod +x "$machine/bin/$1"
}

# new_machine UID MANAGER: nothing installed yet.
new_machine ()
{
  rm -rf "$machine/bin" "$machine/lib" "$machine/etc" "$machine/installed" "$machine/log" "$machine/out"
  mkdir -p "$machine/bin" "$machine/lib" "$machine/etc/ssl/certs"
  : >"$machine/etc/ssl/certs/authority.pem"
  : >"$machine/log"
  stand_in id "echo $1"
  stand_in env 'while [ "${1#*=}" != "$1" ]; do shift; done; exec "$@"'
  for name in cc meson ninja python3 msgfmt update-desktop-database gtk-update-icon-cache; do
    stand_in "$name" 'exit 0'
  done
  stand_in pkg-config "case \$1 in --variable=*) echo $machine/lib ;; *) [ -e $machine/installed ] ;; esac"
  for name in libgstapp.so libgstvideoconvertscale.so libgstvpx.so libgstmatroska.so libgiognutls.so \
    libgstopenh264.so libgstlibav.so; do
    : >"$machine/lib/$name"
  done
  if [ -n "$2" ]; then
    stand_in "$2" "echo $2 \"\$@\" >>$machine/log; : >$machine/installed"
  fi
}

# run CODE: runs the installer, which must end with CODE.
run ()
{
  (
    PATH=$machine/bin FIGMENT_MACHINE=$machine
    export PATH FIGMENT_MACHINE
    /bin/sh "$top/build-aux/install.sh" build run
  ) >"$machine/out" 2>&1 </dev/null
  code=$?
  [ "$code" = "$1" ] || { echo "# exit $code, not $1"; return 1; }
}

says ()
{
  grep -q -e "$1" "$machine/out" || { echo "# does not say $1"; return 1; }
}

did ()
{
  grep -q -e "$1" "$machine/log" || { echo "# did not call $1"; return 1; }
}

report ()
{
  code=$?
  number=$((number + 1))
  if [ "$code" = 0 ]; then
    echo "ok $number $1"
  else
    echo "not ok $number $1"
    sed 's/^/# /' "$machine/out" "$machine/log"
    bad=1
  fi
}

bad=0
echo 1..15

new_machine 0 apt-get && : >"$machine/installed"
run 0 && [ ! -s "$machine/log" ]
report "nothing missing, nobody asked"

new_machine 0 apt-get
run 0 && did 'apt-get update' && did 'apt-get install .*libsoup-3.0-dev' && ! grep -q ' gcc' "$machine/log"
report "apt installs what is missing and no more"

new_machine 0 dnf
run 0 && did 'dnf install .*libsoup3-devel'
report "dnf"

new_machine 0 pacman
run 0 && did 'pacman .*libsoup3'
report "pacman"

new_machine 0 zypper
run 0 && did 'zypper .*libsoup-devel'
report "zypper"

new_machine 1000 apt-get
stand_in sudo "echo sudo \"\$@\" >>$machine/log; while [ \"\${1#-}\" != \"\$1\" ]; do shift; done; \"\$@\""
run 0 && did 'sudo .*apt-get install .*libsoup-3.0-dev'
report "a user goes through sudo"

new_machine 1000 apt-get
run 1 && says 'no sudo' && says 'libsoup-3.0-dev' && [ ! -s "$machine/log" ]
report "a user without sudo is told the packages"

new_machine 0 ''
run 1 && says 'libsoup-3.0-dev' && says 'packages.txt'
report "an unknown distribution is told the packages"

new_machine 0 apt-get
stand_in apt-get 'exit 100'
run 1 && says 'could not be installed' && says 'libsoup-3.0-dev'
report "no network"

new_machine 0 apt-get
stand_in apt-get 'exit 0'
run 1 && says 'still not found' && says 'libsoup-3.0-dev'
report "installed, and not there"

new_machine 0 apt-get && : >"$machine/installed" && rm "$machine/lib/libgstvpx.so"
stand_in apt-get "echo apt-get \"\$@\" >>$machine/log; : >$machine/lib/libgstvpx.so"
run 0 && did 'install .*recommends gstreamer1.0-plugins-good$'
report "a missing plugin brings its package alone"

new_machine 0 apt-get && : >"$machine/installed" && rm "$machine/etc/ssl/certs/authority.pem"
stand_in apt-get "echo apt-get \"\$@\" >>$machine/log; : >$machine/etc/ssl/certs/authorities.crt"
run 0 && did 'install .*recommends ca-certificates$'
report "a machine that trusts nobody gets authorities"

new_machine 0 apt-get && : >"$machine/installed" && rm "$machine/lib/libgstlibav.so"
stand_in apt-get "echo apt-get \"\$@\" >>$machine/log; exit 100"
run 0 && did 'apt-get update' && says 'Going on without: gstreamer1.0-libav'
report "what is only wished for is done without"

new_machine 0 zypper && : >"$machine/installed" && rm "$machine/lib/libgstopenh264.so"
run 0 && [ ! -s "$machine/log" ]
report "what is wished for and has no package is not asked for"

: >"$machine/log"
"$top/quickstart" nonsense >"$machine/out" 2>&1
[ $? = 2 ] && says 'Usage:' && { "$top/quickstart" test more >"$machine/out" 2>&1; [ $? = 2 ]; }
report "quickstart refuses other arguments"

exit "$bad"
