"""Cleans single values of real catalogues: blanks, mailboxes, dates, addresses."""

import math
import re
from datetime import date, datetime
from urllib.parse import urlsplit

from django.utils.timezone import get_default_timezone

from catalogue.harvesting.sources import markup

MAILBOX = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# Words of a role mailbox: catalogues promise role mailboxes but some give a person's.
ROLE = re.compile(
    r"info|data|standards?|census|statistic|enquir|contact|help|support|team|planning|plan\b|desk|services?|survey|open|"
    r"community|engagement|england|press|safeguard|intelligence|housing|analysis|gis|governance|sharing|inbox|policy|visitors",
    re.IGNORECASE,
)
PERSONAL_LEFT_OUT = "(personal address left out)"
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PLACEHOLDER = re.compile(r"\{\{\s*\w+\s*\}\}")
_NOTHING = {
    "",
    "-",
    "/",
    "n/a",
    "na",
    "none",
    "null",
    "[]",
    "tba",
    "tbc",
    "unknown",
    "not applicable",
    "not stated",
    "not specified",
    "not provided",
    "in progress",
    "other",
}


def readable(value: object) -> str:
    """Return the value as text that a database and a page can hold: no NUL, no half characters; a number as written."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value) if math.isfinite(value) else ""
    return _UNREADABLE.sub("", value if isinstance(value, str) else "")


def one_line(value: object) -> str:
    """Return the value unchanged on one line."""
    return " ".join(readable(value).split())


def plain(value: object) -> str:
    """Return the value on one line, without markup and escapes."""
    return " ".join(prose(value).split())


def stated(value: object) -> str:
    """Return one plain line; empty if the source only says "not stated" or similar."""
    text = plain(value)
    return "" if text.lower() in _NOTHING else text


def has_markup(value: object) -> bool:
    return markup.is_in(readable(value))


def prose(value: object) -> str:
    """Return running text: markup and escapes turned into plain lines, a blank line between paragraphs."""
    text = readable(value).replace("\\r\\n", "\n").replace("\\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
    lines = [" ".join(line.split()) for line in _UNREADABLE.sub("", markup.without(text)).split("\n")]
    whole = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    quoted = re.fullmatch(r'"([^"]*)"', whole)
    return "" if _PLACEHOLDER.fullmatch(whole) else quoted[1].strip() if quoted else whole


def is_personal(mailbox: str) -> bool:
    """Return whether a mailbox looks like a person's: name.surname@, without a word for a role."""
    local = mailbox.partition("@")[0]
    return bool(re.fullmatch(r"[A-Za-z'-]+\.[A-Za-z'-]+", local)) and not ROLE.search(local)


def without_personal_mailboxes(text: str) -> str:
    return MAILBOX.sub(lambda match: PERSONAL_LEFT_OUT if is_personal(match[0].rstrip(".")) else match[0], text)


def mailbox_in(value: object) -> str:
    """Return the first role mailbox in a value, in lower case; empty if there is none."""
    match = MAILBOX.search(readable(value))
    return "" if match is None or is_personal(match[0]) else match[0].rstrip(".").lower()


_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)(?:[T ](\d{2}\S*(?: (?:Z|UTC|GMT|[+-]\d{2}:?\d{2})\b)?))?", re.IGNORECASE)
_UNIVERSAL = re.compile(r"(?:UTC|GMT)$", re.IGNORECASE)


def day(value: object) -> date | None:
    """Return the day of an ISO 8601 date or time, or None; a time that names its zone is taken to the day in the UK."""
    match = _DAY.match(one_line(value))
    try:
        return _day_here(match[1], match[2] or "") if match else None
    except (ValueError, OverflowError):
        return None


def _day_here(day: str, clock: str) -> date:
    try:
        moment = (
            datetime.fromisoformat(f"{day}T{_UNIVERSAL.sub('Z', clock.replace(' ', '')).upper()}") if clock else None
        )
    except ValueError:  # the day may still be valid
        moment = None
    if moment is None or moment.tzinfo is None:
        return date.fromisoformat(day)
    return moment.astimezone(get_default_timezone()).date()


def web_address(value: object) -> str:
    """Return an http or https address without stray blanks and escapes; empty if there is none."""
    text = markup.unescaped(one_line(value)).replace(" ", "%20")
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.hostname and len(text) <= 500 else ""


def words(value: object, longest: int) -> tuple[list[str], int]:
    """Return a list's entries, each once and at most `longest` characters, and how many were too long."""
    entries = [plain(entry) for entry in value] if isinstance(value, list) else []
    texts = list(dict.fromkeys(entry for entry in entries if entry and len(entry) <= longest))
    return texts, sum(len(entry) > longest for entry in entries)


def british(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def period(value: object) -> str:
    """Return "2011-01-01/" as "From 1 January 2011"; anything but an ISO interval unchanged."""
    text = stated(value)
    start, slash, end = text.partition("/")
    first, last = day(start), day(end)
    if first and last:
        return f"{british(first)} to {british(last)}"
    if first and slash and not end.strip():
        return f"From {british(first)}"
    return text


def area(value: object) -> str:
    """Return an area in words, without the URL of its entry in a gazetteer."""
    text = re.sub(r"\s*\(https?://\S+\)", "", stated(value))
    place = re.fullmatch(r"https?://www\.geonames\.org/\d+/([a-z-]+)\.html", text)
    return place[1].replace("-", " ").title() if place else text
