"""The report of the benchmark: a line for each page, and one for the seal."""

import statistics
from collections.abc import Mapping, Sequence

from script.local.console import say
from tests.benchmarks.stopwatch import Measured
from tests.benchmarks.timing import SealTimes

SEAL_AIM = 1.25
HEADINGS = ("Page", "median ms", "ratio", "quiet", "aim", "queries", "with little data", "")
LINE = "{:<34} {:>9} {:>7} {:>7} {:>6} {:>8} {:>17}  {}"


def say_pages(size: Mapping[str, int], measured: Sequence[Measured], *, whole: bool) -> None:
    floor = statistics.median(time for one in measured for time in one.floors)
    rounds = len(measured[0].times)
    say("One process, the WSGI application called directly with all its middleware, PostgreSQL of the tests.")
    say(f"Medians of {rounds} after a warm-up, each page beside the floor; the floor takes {1000 * floor:.1f} ms.")
    say("Ratios are of medians; “quiet” is of the fastest tenth, for a machine that others use meanwhile.")
    say("With " + ", ".join(f"{number:,} {what}" for what, number in size.items()) + ".")
    if not whole:
        say(
            "The whole catalogue was not found: SEARCH IS MEASURED OVER THE DEMONSTRATION'S EXTRACT (--catalogue FILE)."
        )
    say("\n" + LINE.format(*HEADINGS))
    for one in measured:
        say(_line(one))


def _line(one: Measured) -> str:
    milliseconds = 1000 * statistics.median(one.times)
    few = "" if one.queries_when_small is None else str(one.queries_when_small)
    ratios = f"{one.ratio:.1f}", f"{one.quiet_ratio:.1f}"
    aim = f"{one.page.most}" if one.page.most else ""
    return LINE.format(one.page.name, f"{milliseconds:.1f}", *ratios, aim, one.queries, few, one.verdict)


def say_seal(times: SealTimes) -> bool:
    """Print the times; return whether the aim was missed."""
    missed = times.ratio > SEAL_AIM
    say(
        f"\nSeal of {times.pages} pages: {times.sealed:.2f} s, bare WeasyPrint on the same page {times.bare:.2f} s: "
        f"ratio {times.ratio:.2f}, aim {SEAL_AIM}, {'MISSED' if missed else 'met'}"
    )
    return missed
