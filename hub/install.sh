#!/bin/sh
# sudo sh hub/install.sh TEACHER: make this machine a class server. TEACHER is a user of it.
#
# For Debian 12 or Ubuntu 22.04 and newer, with Node.js 20 or newer. Run it again after an update:
# nothing that students or the teacher have is changed.
set -eu
teacher=${1:?"Say who teaches, a user of this machine: sudo sh hub/install.sh TEACHER"}
course=$(cd "$(dirname "$0")/.." && pwd)
exchange=${FALSEMATCH_EXCHANGE:-/srv/falsematch/exchange}
state=${FALSEMATCH_HUB_STATE:-/var/lib/falsematch-hub}

fail() { echo "$1" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fail "Run this as root: sudo sh hub/install.sh $teacher"
id "$teacher" >/dev/null 2>&1 || fail "There is no user $teacher here. Make one: adduser $teacher"
command -v npm >/dev/null || fail "There is no npm here. Install Node.js 20 or newer: https://nodejs.org"
[ "$(node --version | tr -dc '0-9.' | cut -d. -f1)" -ge 20 ] || fail "Node.js is $(node --version); it must be 20 or newer."
case $course in
    /root/* | /home/*) fail "Students could not read $course. Put the course under /opt." ;;
esac

cd "$course"
CI=yes sh scripts/system.sh bwrap bubblewrap "the sandbox in which submissions are graded"
[ -n "${FALSEMATCH_HUB_IS_SET_UP:-}" ] || make setup-teach
(cd hub && npm ci --no-fund --no-audit --no-update-notifier --loglevel=error)

# The course is the teacher's to change and everybody's to read, but for what students hand in.
chown -R "$teacher" exercises solutions lessons data
install -d -o "$teacher" -m 700 grading
install -d -m 700 "$state"

# In the exchange everybody may write. The sticky bit keeps each from moving others' files, and
# the course's own folders are made first, so that nobody else can make them.
install -d -m 1777 "$exchange"
install -d -o "$teacher" -m 755 "$exchange/falsematch" "$exchange/falsematch/outbound"
install -d -o "$teacher" -m 1733 "$exchange/falsematch/inbound"
install -d -o "$teacher" -m 711 "$exchange/falsematch/feedback"

# The form grader reads the course's settings from the teacher's own folder.
home=$(getent passwd "$teacher" | cut -d: -f6)
install -d -o "$teacher" "$home/.jupyter"
ln -sfn "$course/nbgrader_config.py" "$home/.jupyter/nbgrader_config.py"

if [ -d /run/systemd/system ]; then
    cat >/etc/systemd/system/falsematch-hub.service <<UNIT
[Unit]
Description=False Match class server
After=network.target

[Service]
Environment=FALSEMATCH_TEACHERS=$teacher FALSEMATCH_EXCHANGE=$exchange FALSEMATCH_HUB_STATE=$state
WorkingDirectory=$state
ExecStart=$course/.venv/bin/jupyterhub --config $course/hub/jupyterhub_config.py
Restart=on-failure

[Install]
WantedBy=multi-user.target
UNIT
    systemctl daemon-reload
    systemctl enable --now falsematch-hub
    echo "The class server runs at http://127.0.0.1:8000. Put HTTPS in front of it: hub/README.md"
else
    echo "There is no systemd here. Start it with:"
    echo "FALSEMATCH_TEACHERS=$teacher $course/.venv/bin/jupyterhub --config $course/hub/jupyterhub_config.py"
fi
