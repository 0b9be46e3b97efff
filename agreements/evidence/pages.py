"""The Jinja environment of documents: no request, no globals, nothing that could differ between two renderings."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import jinja2
from django.utils import timezone

from agreements.wording.headings import names_itself
from datashare.lib import clock
from datashare.lib.phrases import listed

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates" / "documents" / "evidence" / "v1"
STYLES = Path(__file__).resolve().parent / "styles"


@cache
def environment() -> jinja2.Environment:
    """Return the strict environment: a name that a template misses is an error, never a hole in an agreement."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"date": clock.long_date, "datetime": exact_time, "without_number": without_number}
    environment.filters["listed"] = listed
    environment.tests |= {"named": names_itself}
    return environment


def render(template: str, **context: object) -> str:
    """Return one document template rendered with its context."""
    return environment().get_template(template).render(context)


def exact_time(moment: datetime) -> str:
    """Return a time in United Kingdom time, with the name of its zone, and as the attached files write it."""
    zone = timezone.localtime(moment).strftime("%Z")
    return f"{clock.long_datetime(moment)} {zone} ({moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC)"


def without_number(heading: str, number: str) -> str:
    """Return a heading without its own number, since the skeleton prints the number itself."""
    return heading.removeprefix(number).lstrip(" .:") if heading.startswith(f"{number} ") else heading


@cache
def style(name: str) -> str:
    """Return one of our style sheets, whole: a document refers to nothing outside itself."""
    return (STYLES / name).read_text(encoding="utf-8")
