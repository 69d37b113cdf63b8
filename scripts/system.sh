#!/bin/sh
# sh scripts/system.sh PROGRAM PACKAGE "WHAT IT IS FOR": install a program of the system where that
# needs no question (root on Debian); elsewhere say what will be without it. In CI a test that is
# skipped is a test that is lost, so there a missing program fails.
set -u
program=$1 package=$2 use=$3
command -v "$program" >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $package for $use"
    log=.venv/$package.log
    { apt-get update && apt-get install --yes --no-install-recommends "$package"; } >"$log" 2>&1 && exit 0
    echo "apt-get could not install $package (log: $log)"
fi
echo "There is no $program here, for $use. On Debian: sudo apt-get install $package"
[ -z "${CI:-}" ]
