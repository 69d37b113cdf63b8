#!/bin/sh
# The browser tests drive Debian's chromium. Install it where that needs no question (root on
# Debian); elsewhere say what will be skipped. In CI a skipped test is a lost test, so that fails.
set -u
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing chromium for the browser tests"
    log=.venv/chromium.log
    { apt-get update && apt-get install --yes --no-install-recommends chromium; } >"$log" 2>&1 && exit 0
    echo "apt-get could not install chromium (log: $log)"
fi
echo "The browser tests will be skipped: there is no chromium here. On Debian: sudo apt-get install chromium"
[ -z "${CI:-}" ]
