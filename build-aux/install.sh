#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# install.sh GROUP…: installs what packages.txt lists for these groups and is not there yet. The package manager is
# asked nothing when everything is there, so that this is quick and works offline. Exit 1, naming the packages, if it
# cannot. What is wished for (its check begins with "?") is installed with the rest, and never the reason to give up.

set -u
here=${0%/*}
table=$here/packages.txt
groups=" $* "

links_fuzzer ()
{
  program=$(mktemp) || return 1
  echo 'int LLVMFuzzerTestOneInput (void) { return 0; }' | "$1" -fsanitize=fuzzer -x c -o "$program" - >/dev/null 2>&1
  linked=$?
  rm -f "$program"
  return "$linked"
}

# Whether a folder has certificates in it. FIGMENT_MACHINE is the root of the made-up machine of a test.
trusts ()
{
  for certificate in "${FIGMENT_MACHINE:-}$1"/*.crt "${FIGMENT_MACHINE:-}$1"/*.pem; do
    [ ! -e "$certificate" ] || return 0
  done
  return 1
}

present ()
{
  what=${1#*:}
  case $1 in
    cmd:*) command -v "$what" >/dev/null 2>&1 ;;
    pc:*=*) pkg-config --exists "${what%%=*} >= ${what#*=}" 2>/dev/null ;;
    pc:*) pkg-config --exists "$what" 2>/dev/null ;;
    plugin:*) [ -e "$(pkg-config --variable=pluginsdir gstreamer-1.0 2>/dev/null)/$what" ] ;;
    gio:*) [ -e "$(pkg-config --variable=giomoduledir gio-2.0 2>/dev/null)/$what" ] ;;
    trust:*) trusts "$what" ;;
    fuzzer:*) links_fuzzer "$what" ;;
    bus:*) [ -e "/usr/share/dbus-1/services/$what.service" ] ;;
    py:*) /usr/bin/python3 -c "import $what" 2>/dev/null ;;
    *) echo "$table: unknown check $1" >&2; exit 1 ;;
  esac
}

# Sets $checks to the checks that fail, and $packages to what brings them with package manager $1 (none: apt's names).
# With $2 = all, what is only wished for counts too, where a package brings it.
look ()
{
  checks=
  packages=
  while read -r group check apt dnf pacman zypper; do
    case $group in '' | '#'*) continue ;; esac
    case $groups in *" $group "*) ;; *) continue ;; esac
    present "${check#\?}" && continue
    case $1 in
      dnf) package=$dnf ;;
      pacman) package=$pacman ;;
      zypper) package=$zypper ;;
      *) package=$apt ;;
    esac
    case $check:$2:$package in '?'*:all:-) continue ;; '?'*:all:*) ;; '?'*) continue ;; esac
    checks="$checks $check"
    case " $packages - " in *" $package "*) ;; *) packages="$packages $package" ;; esac
  done <"$table"
}

# Ends with the reason $1, unless everything that is missing is only wished for.
give_up ()
{
  look "$manager" all
  wished=$packages
  look "$manager" needed
  if [ -z "$checks" ]; then
    echo "$1 Going on without:$wished" >&2
    exit 0
  fi
  echo "$1" >&2
  echo "Figment needs these packages:$packages" >&2
  [ -n "$manager" ] || echo "(as Debian calls them; other distributions: build-aux/packages.txt)" >&2
  exit 1
}

manager=
for candidate in apt-get dnf pacman zypper; do
  if command -v "$candidate" >/dev/null 2>&1; then
    manager=$candidate
    break
  fi
done

look "$manager" all
[ -n "$checks" ] || exit 0
[ -n "$manager" ] || give_up "No package manager that is known here (apt, dnf, pacman, zypper)."
[ -n "$packages" ] || give_up "Not found, and no package brings it here:$checks"

if [ "$(id -u)" = 0 ]; then
  as_root=
elif command -v sudo >/dev/null 2>&1; then
  # Without a terminal nobody could type a password.
  if [ -t 0 ]; then as_root=sudo; else as_root="sudo -n"; fi
else
  give_up "Installing needs root, and there is no sudo."
fi

echo "Installing with $manager:$packages"
# The lists are split into words on purpose.
# shellcheck disable=SC2086
case $manager in
  apt-get)
    $as_root apt-get update -q \
      && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages
    ;;
  dnf) $as_root dnf install -y $packages ;;
  pacman) $as_root pacman -Sy --needed --noconfirm $packages ;;
  zypper) $as_root zypper --non-interactive install --no-recommends $packages ;;
esac || give_up "The packages could not be installed."

look "$manager" needed
[ -z "$checks" ] || give_up "Installed, and still not found:$checks"
