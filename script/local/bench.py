"""Runs the benchmark with the tests' services; it measures one process with its own database."""

import fcntl
import os
import shutil
import subprocess
import sys

from script.local.bootstrap import PYTHON
from script.local.console import complain
from script.local.paths import ROOT, ServiceError, testing
from script.local.services import Services


def main(arguments: list[str]) -> int:
    services = Services(testing())
    run = f"bench-{os.getpid()}"
    folder = services.place.data / run
    folder.mkdir()
    # The settings of script/server, with a cache, a queue and files of its own.
    told = {"DATASHARE_ENV": "local", "DATA_DIR": str(folder), "CACHE_PREFIX": run, "QUEUE_PREFIX": f"{run}-"}
    try:
        with (services.place.data / "users.lock").open("w") as users:
            fcntl.flock(users, fcntl.LOCK_SH)
            services.start()
            environment = {**os.environ, **services.environment(), **told}
            command = [str(PYTHON), "-m", "tests.benchmarks", *arguments]
            return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
    except ServiceError as problem:
        complain(str(problem))
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        services.stop_unless_used()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
