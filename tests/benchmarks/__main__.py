"""The command script/bench: make the data, measure, print the table. Exits with 1 if an aim is missed."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django

BESIDE = Path("..", "shared", "data", "uk_catalogue.jsonl.gz")
SEAL_ROUNDS = 5


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "datashare.settings")
    django.setup()
    from django.conf import settings

    from tests.benchmarks.database import own_database

    settings.ROOT_URLCONF = "tests.benchmarks.floor"
    with own_database(keep=options.keep):
        missed = 0 if options.no_pages else _pages(options)
    return 1 if missed + (0 if options.no_seal else _seal(SEAL_ROUNDS)) else 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    given = Path(os.environ["BENCH_CATALOGUE"]) if os.environ.get("BENCH_CATALOGUE") else BESIDE
    parser.add_argument("--catalogue", type=Path, default=given, help="uk_catalogue.jsonl.gz (or BENCH_CATALOGUE)")
    parser.add_argument("--rounds", type=int, default=60, help="how often each page is asked for after the warm-up")
    parser.add_argument("--keep", action="store_true", help="keep the database, so that the next run starts at once")
    parser.add_argument("--shares", type=int, default=40, help="how many data shares are on the desk, 40 or more")
    parser.add_argument("--only", default="", help="only pages whose name begins so")
    parser.add_argument("--no-seal", action="store_true", help="do not time the seal")
    parser.add_argument("--no-pages", action="store_true", help="do not time the pages")
    return parser.parse_args(arguments)


def _write_the_log_away() -> None:
    """Write the request log to nowhere, as requests are logged as in the service."""
    nowhere = open(os.devnull, "w")  # noqa: PTH123, SIM115 (for as long as this process)
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(nowhere)


def _pages(options: argparse.Namespace) -> int:
    from datashare import serving
    from tests.benchmarks import report, scene, stopwatch
    from tests.benchmarks.database import gather_statistics
    from tests.benchmarks.pages import Page, pages
    from tests.benchmarks.visitor import Visitor

    catalogue = options.catalogue if options.catalogue.exists() else None
    setting = scene.small()
    visitor = Visitor(setting.person)
    _write_the_log_away()
    small = stopwatch.queries_of(pages(setting), visitor)
    scene.grow(setting, scene.on_the_desk(options.shares), catalogue)
    gather_statistics()
    serving.post_worker_init(None)
    chosen = [page for page in pages(setting) if page.name.startswith(options.only)]
    address = f"/floor/{setting.draft.reference}/"
    floor = Page("Floor", lambda someone: someone.get(address), None)
    measured = stopwatch.measure(chosen, floor, visitor, rounds=options.rounds, small=small)
    report.say_pages(setting.size(), measured, whole=catalogue is not None)
    return sum(one.verdict == "MISSED" for one in measured)


def _seal(rounds: int) -> bool:
    from tests.benchmarks import report, sealing

    _write_the_log_away()
    logging.getLogger("weasyprint").setLevel(logging.WARNING)
    return report.say_seal(sealing.seal_times(rounds))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
