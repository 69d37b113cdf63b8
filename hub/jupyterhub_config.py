"""A class server on one machine: JupyterHub, nbgrader's exchange and the course.

``hub/install.sh`` sets it up. Each student and the teacher is a user of the machine, so that the
system itself keeps their files apart.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub defines it

HUB = Path(__file__).resolve().parent
BIN = HUB.parent / ".venv" / "bin"
#: What the hub remembers, and its keys. Only root may look into it.
STATE = Path(os.environ.get("FALSEMATCH_HUB_STATE", "/var/lib/falsematch-hub"))
EXCHANGE = os.environ.get("FALSEMATCH_EXCHANGE", "/srv/falsematch/exchange")
TEACHERS = os.environ.get("FALSEMATCH_TEACHERS", "").split()

c.JupyterHub.bind_url = os.environ.get("FALSEMATCH_HUB_URL", "http://127.0.0.1:8000")
c.JupyterHub.hub_port = int(os.environ.get("FALSEMATCH_HUB_PORT", "8081"))
c.JupyterHub.db_url = f"sqlite:///{STATE}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.command = str(HUB / "node_modules" / ".bin" / "configurable-http-proxy")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")

# Users of the machine, with the passwords that they have there. There is no admin of the hub: an
# admin could open everybody's server.
c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.allow_all = True
c.PAMAuthenticator.open_sessions = False

# One student cannot take the machine from the others: bytes of each process, processes of each
# student. Kernels and servers that nobody uses end after an hour; what was saved stays.
c.Spawner.cmd = ["prlimit", "--as=8000000000", "--nproc=500", "--core=0", "--",
                 str(BIN / "jupyterhub-singleuser")]  # fmt: skip
c.Spawner.args = [
    # Kernels speak through files in the user's own folder: over TCP, which is Jupyter's default,
    # everybody on the machine could read along what a kernel puts out.
    "--KernelManager.transport=ipc",
    "--MappingKernelManager.cull_idle_timeout=3600",
    "--ServerApp.shutdown_no_activity_timeout=3600",
]
c.Spawner.default_url = "/lab"


def settings(spawner) -> str:
    """Where Jupyter finds its settings: a student's leave out the teacher's tools."""
    role = "teacher" if spawner.user.name in TEACHERS else "student"
    return f"{HUB / 'config' / role}:{HUB / 'config'}"


c.Spawner.environment = {
    "PATH": f"{BIN}:/usr/local/bin:/usr/bin:/bin",
    "JUPYTER_CONFIG_PATH": settings,
    "FALSEMATCH_EXCHANGE": EXCHANGE,
    "ORT_DISABLE_TELEMETRY": "1",
}
