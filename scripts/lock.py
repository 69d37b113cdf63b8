"""Write the lock files anew from pyproject.toml: `make lock`.

Everything is resolved together, once, so that a package has one version for everybody. Each
package then goes into the file of the first group that needs it, and a file names those that it
adds to: no package stands twice, and pip reads a group from one file.
"""

import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: In a folder of its own while the course's package is built, so no other file names it but the last.
BUILD = "requirements-build.lock"

#: Each lock file, with the files whose packages are there before, and what uv calls its group.
LOCKS = {
    "requirements.lock": ([], ["pyproject.toml"]),
    BUILD: (["requirements.lock"], ["--group", "build"]),
    "requirements-teach.lock": (["requirements.lock"], ["pyproject.toml", "--extra", "teach"]),
    "requirements-dev.lock": (
        ["requirements-teach.lock", BUILD],
        ["pyproject.toml", "--extra", "teach", "--group", "dev"],
    ),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.txt"
        # uv keeps the versions that it finds here, as long as they are still allowed.
        whole.write_text("".join(text for name in LOCKS for text in entries(name).values()))
        everything = resolve(LOCKS["requirements-dev.lock"][1], whole)
        reached = {}  # what is there after each file
        for name, (before, group) in LOCKS.items():
            needed = resolve([*group, "--constraints", str(whole)], Path(folder) / name).keys()
            there = set().union(*(reached[other] for other in before))
            reached[name] = there | needed
            lines = [] if name == BUILD else [f"-r {other}\n" for other in before]
            # From the whole, since a condition (Windows only, say) must hold for every group.
            lines += [everything[package] for package in sorted(needed - there)]
            (ROOT / name).write_text("".join(lines))


def resolve(what: list[str], path: Path) -> dict[str, str]:
    """The packages that uv finds for a group, with versions and hashes, by name."""
    subprocess.run(
        ["uv", "pip", "compile", *what, "--universal", "--python-version", "3.11",
         "--fork-strategy", "fewest", "--generate-hashes", "--no-header", "--no-annotate",
         "--quiet", "--output-file", str(path)],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return entries(path)


def entries(path: str | Path) -> dict[str, str]:
    """The packages of a file that uv wrote, with their lines, by name."""
    path = ROOT / path
    text = path.read_text() if path.exists() else ""
    return {
        found[1]: found[0] for found in re.finditer(r"^([a-z0-9-]+)==.*\n(?: .*\n)*", text, re.M)
    }


if __name__ == "__main__":
    main()
