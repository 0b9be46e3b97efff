"""Builds the production image from the Dockerfile and tries it: `script/image`, as root on Debian.

The images that FROM names are made from Debian's own packages, so that no image registry is needed.
"""

import argparse
import fcntl
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from script.local import trial
from script.local.console import Failed, complain, run, say, step
from script.local.container import Image
from script.local.paths import ROOT, ServiceError, is_root
from script.local.recipe import bases
from script.local.system_packages import apt_install, debian

FOLDER: Final = ROOT / ".data" / "image"
# In memory, visible to this command only, and removed with it.
SCRATCH: Final = Path("/run/design-a-data-share-image")
TAG: Final = "localhost/design-a-data-share"
SUITE: Final = "trixie"
PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# For each image that FROM may name: the packages in its place, and how to get their version.
STANDS_FOR: Final = {
    "node": ("nodejs,npm,ca-certificates", ["node", "--version"]),
    "python": ("python3,python3-venv,python-is-python3,ca-certificates,netbase,tzdata", ["python", "--version"]),
}
# Where this machine's package clients find their registries and certificates: read while building, never kept.
CLIENTS: Final = ("/etc/ssl/certs", "/etc/pip.conf")
CLIENTS_AT_HOME: Final = (".config/pip", ".config/uv", ".npmrc")
APT: Final = FOLDER / "apt.conf"
HOME_INSIDE: Final = Path("/root")  # RUN is root's, until USER says otherwise
# A mount and a process namespace, so that nothing runs or is mounted when it ends in any way.
ALONE: Final = (
    "setpriv",
    "--pdeathsig",
    "KILL",
    "unshare",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
    "--mount-proc",
)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/image", description="Build the production image and try it.")
    parser.add_argument("--fresh", action="store_true", help="build everything again, the bases too")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    try:
        return build_and_try() if given.inside else prepare(fresh=given.fresh)
    except (Failed, ServiceError, OSError, subprocess.TimeoutExpired) as problem:
        complain(f"\n{problem}")
        return 1


def prepare(*, fresh: bool) -> int:
    """Install the tools, then do the work where nothing is left behind."""
    if not (is_root() and debian()):
        raise Failed("script/image makes file systems with Debian's own tools: run it as root on Debian.")
    if not (shutil.which("buildah") and shutil.which("mmdebstrap")):
        with step("buildah and mmdebstrap"):
            apt_install(["buildah", "mmdebstrap"])
    FOLDER.mkdir(parents=True, exist_ok=True)
    FOLDER.chmod(0o700)
    with (FOLDER / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise Failed("script/image runs already in this checkout.") from held
        for name in ("storage", "log") if fresh else ("log",):
            shutil.rmtree(FOLDER / name, ignore_errors=True)
        SCRATCH.mkdir(exist_ok=True)
        try:
            command = [*ALONE, sys.executable, "-m", "script.local.image", "--inside"]
            return subprocess.run(command, cwd=ROOT, check=False).returncode
        finally:
            SCRATCH.rmdir()


def build_and_try() -> int:
    """Build the image and try it, in namespaces of our own."""
    began = time.monotonic()
    run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", str(SCRATCH)])
    told = run(["apt-config", "dump", "Acquire"]).splitlines()
    APT.write_text("".join(f"{line}\n" for line in told if line.startswith(("Acquire::http:", "Acquire::https:"))))
    buildah("rm", "--all")
    for name in bases():
        make_base(name)
    with step("The image, as the Dockerfile stands"):
        build()
    container = buildah("from", "--pull-never", TAG)
    try:
        image = Image.of(Path(buildah("mount", container)), buildah("inspect", "--type", "image", TAG))
        trial.Trial(image, SCRATCH / "trial", FOLDER / "log").run()
    finally:
        buildah("umount", container)
        buildah("rm", container)
    say(f"The image was built and its parts work: {time.monotonic() - began:.0f} s in all.")
    return 0


def buildah(*words: str) -> str:
    """Run buildah with storage of our own. Raise Failed with the end of its output."""
    folder = FOLDER / "tmp"
    folder.mkdir(exist_ok=True)
    storage = ["--root", str(FOLDER / "storage"), "--runroot", str(SCRATCH / "storage"), "--storage-driver", "overlay"]
    told = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run(["buildah", *storage, *words], capture_output=True, text=True, env=told, check=False)
    if done.returncode:
        raise Failed(f"buildah {words[0]} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout.strip()


def make_base(name: str) -> None:
    """Make the image that FROM names from Debian's packages, once."""
    kind = name.partition(":")[0]
    if kind not in STANDS_FOR:
        raise Failed(f"The Dockerfile starts from {name}; script/local/image.py does not know what stands for it.")
    packages, asked = STANDS_FOR[kind]
    image = f"docker.io/library/{name}"
    if image not in buildah("images", "--format", "{{.Name}}:{{.Tag}}").split():
        with step(f"A base for {name}, from Debian's {SUITE}"):
            container = buildah("from", "--pull-never", "scratch")
            bootstrap(Path(buildah("mount", container)), packages)
            buildah("umount", container)
            buildah("config", "--env", f"PATH={PATH}", container)
            buildah("commit", "--quiet", "--rm", container, image)
    container = buildah("from", "--pull-never", image)
    version = buildah("run", "--isolation", "chroot", container, "--", *asked)
    buildah("rm", container)
    say(f"  {name} is {version} here")
    if kind == "python" and not version.startswith(f"Python {name.partition(':')[2].partition('-')[0]}."):
        raise Failed(f"The Dockerfile asks for {name}, and Debian's {SUITE} has {version}.")


def bootstrap(root: Path, packages: str) -> None:
    """Fill a root with a small Debian, through the proxies of this machine's apt, which are not kept in it."""
    forget = '--customize-hook=rm -f "$1"/etc/apt/apt.conf.d/99mmdebstrap'
    made = ["--quiet", "--variant=minbase", "--mode=root", f"--include={packages}", f"--aptopt={APT}", forget]
    run(["mmdebstrap", *made, SUITE, str(root)])


def build() -> None:
    """Build the Dockerfile unchanged, with this machine's package clients mounted where the image's look."""
    trust = FOLDER / "uv.toml"
    trust.write_text("native-tls = true\n")
    mounted = {Path(place): Path(place) for place in CLIENTS}
    mounted |= {HOME_INSIDE / place: Path.home() / place for place in CLIENTS_AT_HOME}
    mounted |= {Path("/etc/uv/uv.toml"): trust, Path("/etc/apt/apt.conf.d/99machine"): APT}
    pairs = [f"{source}:{place}:ro" for place, source in mounted.items() if source.exists()]
    volumes = [word for pair in pairs for word in ("--volume", pair)]
    how = ["--isolation", "chroot", "--pull-never", "--network", "host", "--layers", "--format", "docker"]
    buildah("bud", *how, *volumes, "-t", TAG, str(ROOT))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
