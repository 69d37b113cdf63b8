"""The teacher's server shows the course: nbgrader's form grader works inside that folder only."""

from pathlib import Path

c = get_config()  # noqa: F821 - Jupyter defines it

c.ServerApp.root_dir = str(Path(__file__).resolve().parents[3])
