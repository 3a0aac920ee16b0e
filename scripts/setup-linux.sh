#!/bin/sh
# Installs the Debian or Ubuntu packages that Showroom needs and that are not there yet.
#
#   scripts/setup-linux.sh run     what the desk needs: Qt's system libraries, printing, venv
#   scripts/setup-linux.sh video   and what plays films
#   scripts/setup-linux.sh installer  and what makes the Debian package
#   scripts/setup-linux.sh test    and what the suite needs besides: Xvfb, a virtual printer, a keychain
#
# Says nothing and is done at once when all is there.
set -eu

# Qt: drawing, fonts, the session bus; then what a real X11 window needs.
desk="libgl1 libegl1 libfontconfig1 libdbus-1-3 libglib2.0-0 libxkbcommon0
  libxkbcommon-x11-0 libx11-xcb1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
  libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1
  libcups2 cups-client"
# Sound, and the screen's own memory.
video="libpulse0 libdrm2 libxext6 libxrandr2"
# A screen without a screen, a virtual IPP printer (which wants a running avahi), a keychain, a load balancer.
suite="xvfb xauth cups-ipp-utils avahi-daemon dbus gnome-keyring haproxy"
# What looks into libraries, says which packages they ask for, and packs; and what the plug-in for Wayland asks for,
# which is found only where it is installed.
packing="binutils dpkg-dev xz-utils libwayland-cursor0 libwayland-egl1"

set -- "${1:-run}"
case $1 in
  run) wanted=$desk ;;
  video) wanted="$desk $video" ;;
  installer) wanted="$desk $video $packing" ;;
  test) wanted="$desk $video $suite" ;;
  *) echo "usage: $0 [run|video|installer|test]" >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "Not Debian or Ubuntu: please see to it that these libraries are there, under your system's names:" >&2
  echo $wanted >&2
  exit 0
fi

# A virtual environment needs ensurepip, which Debian packages apart from Python.
"${PYTHON:-python3}" -c 'import ensurepip' 2>/dev/null || wanted="$wanted python3 python3-venv"

# Debian's own interpreter has its library in a package apart.
[ "$1" != installer ] || wanted="$wanted $("${PYTHON:-python3}" -c 'import sys
print("libpython%d.%d" % sys.version_info[:2] if sys.base_prefix == "/usr" else "")')"

# The virtual printer goes by the name localhost, which a machine without /etc/hosts does not know.
[ "$1" != test ] || getent hosts localhost >/dev/null || wanted="$wanted libnss-myhostname"

# Ubuntu 24.04 and Debian 13 renamed some libraries to …t64.
installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | sed -n 's/^installed //p' | sed 's/t64$//')
missing=
for package in $wanted; do
  printf '%s\n' "$installed" | grep -qxF "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=
elif command -v sudo >/dev/null; then
  as_root=sudo
else
  echo "These packages are missing; please have an administrator run:" >&2
  echo "  apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
echo "Installing system packages:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root apt-get install -qq -y --no-install-recommends $missing >/dev/null
