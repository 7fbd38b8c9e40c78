#!/bin/sh
# Runs Goldstone's device tests and benchmark on this machine's GPU and prints the results (README.md).
# Nothing is installed, nothing is fetched. This part only asks whether the host can run the packed Node.
set -u
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
refuse() {
  printf '%s\n' "$1" >&2
  exit 2
}

machine="$(uname -s) $(uname -m)"
[ "$machine" = 'Linux x86_64' ] || refuse "This archive is for Linux on x86-64; this machine is $machine."

library=$(getconf GNU_LIBC_VERSION 2>/dev/null) || library=
newer='this archive needs glibc 2.34 or newer (Debian 12, Ubuntu 22.04, Red Hat 9 or later).'
version=${library#glibc }
major=${version%%.*}
minor=${version#*.}
minor=${minor%%[!0-9]*}
case "$library:$major:$minor" in
  'glibc '*:[0-9]*:[0-9]*) ;;
  *) refuse "This host has no glibc that could be found; $newer" ;;
esac
if [ "$major" -lt 2 ] || { [ "$major" -eq 2 ] && [ "$minor" -lt 34 ]; }; then
  refuse "This host has glibc $version; $newer"
fi

unset NODE_OPTIONS NODE_PATH
answer=$("$here/bin/node" --version 2>&1) || refuse "The packed Node does not start here: $answer"
exec "$here/bin/node" "$here/lib/run.mjs" "$@"
