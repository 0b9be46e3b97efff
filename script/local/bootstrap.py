"""Sets up a checkout from bare Python: packages, page assets, PDF libraries, a browser. Standard library only."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from script.local import system_packages
from script.local.console import Failed, run, step
from script.local.paths import ROOT

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MODULES = ROOT / "node_modules"
COMMANDS = {
    "server": "script.local.server",
    "test": "script.local.checks",
    "bench": "script.local.bench",
    "image": "script.local.image",
}


def main(arguments: list[str]) -> int:
    """Set up what the command needs, then exec it."""
    command, rest = arguments[0], arguments[1:]
    os.chdir(ROOT)
    try:
        with OneAtATime():
            set_up(command)
    except Failed as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    os.execv(PYTHON, [str(PYTHON), "-m", COMMANDS[command], *rest])


class OneAtATime:
    """A lock: of script/server and script/test started together, the second waits for the first's set-up."""

    def __enter__(self) -> None:
        (ROOT / ".data").mkdir(exist_ok=True)
        self.lock = (ROOT / ".data" / "setup.lock").open("w")
        fcntl.flock(self.lock, fcntl.LOCK_EX)

    def __exit__(self, *problem: object) -> None:
        self.lock.close()


def set_up(command: str) -> None:
    for_tests = command == "test"
    make_venv()
    # The folder of collected page assets in production; WhiteNoise warns if it is missing.
    (ROOT / "static-built").mkdir(exist_ok=True)
    install(ROOT / "script" / "local" / "uv.txt", with_uv=False)
    install(ROOT / ("requirements-dev.txt" if command in {"test", "image"} else "requirements-local.txt"))
    if command == "image":
        return  # the image has its own pages, libraries and fonts
    fetch_page_assets(for_tests=for_tests)
    system_packages.ensure_pdf_libraries(required=for_tests)
    if for_tests:
        system_packages.ensure_browser()


def make_venv() -> None:
    """Make a virtual environment, or remake one whose Python is gone."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    ):
        return
    with step("Virtual environment"):
        system_packages.ensure_venv_module()
        try:
            venv.create(VENV, with_pip=True, clear=VENV.exists())
        except subprocess.CalledProcessError as problem:
            raise Failed(f"Python could not make {VENV}: {problem.output!r}") from problem
        name_checkout()


def name_checkout() -> None:
    """Add the checkout to the environment's path, so that pytest and the linters find it from anywhere."""
    for packages in (VENV / "lib").glob("python3*/site-packages"):
        (packages / "design-a-data-share.pth").write_text(f"{ROOT}\n")


def install(requirements: Path, *, with_uv: bool = True) -> None:
    """Install a hashed list, once for each version of its content."""
    stamp = VENV / f"installed-{requirements.stem}"
    if stamp_is(stamp, [requirements]):
        return
    with step(f"Python packages ({requirements.name})"):
        pip = [str(VENV / "bin" / "uv"), "pip", "install", "--python", str(PYTHON)] if with_uv else [
            str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]  # fmt: skip
        run([*pip, "--require-hashes", "-r", str(requirements)])
        name_checkout()
        write_stamp(stamp, [requirements])


def fetch_page_assets(*, for_tests: bool) -> None:
    """Fetch the style sheets and scripts that package-lock.json names; for tests, axe as well."""
    lists = [ROOT / "package.json", ROOT / "package-lock.json"]
    full, lean = MODULES / ".installed-for-tests", MODULES / ".installed"
    if stamp_is(full, lists) or (not for_tests and stamp_is(lean, lists)):
        return
    command = npm()
    with step("Page assets"):
        run([*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *([] if for_tests else ["--omit=dev"])])
        write_stamp(full if for_tests else lean, lists)


def npm() -> list[str]:
    """Return the machine's npm, or the one in a Python package."""
    found = shutil.which("npm")
    if found:
        return [found]
    install(ROOT / "script" / "local" / "node.txt")
    # The package's own npm looks for its node on the path.
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return [str(VENV / "bin" / "npm")]


def fingerprint(files: Sequence[Path]) -> str:
    content = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(content + sys.platform.encode()).hexdigest()


def stamp_is(stamp: Path, files: Sequence[Path]) -> bool:
    return stamp.exists() and stamp.read_text() == fingerprint(files)


def write_stamp(stamp: Path, files: Sequence[Path]) -> None:
    stamp.write_text(fingerprint(files))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
