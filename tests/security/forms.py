"""The forms of a page as a browser has them, and hostile ways to fill them in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.support import markup

TEXT = {"text", "email", "tel", "url", "search", "number", None}
# A kind of control (text, day, month, year) to what is typed into it.
Typed = Callable[[str], str]
RIGHT_TO_LEFT = "مرحبا \u200f abc العالم"
# Its middle would be read backwards, and something else would be signed than is seen.
TURNED = "pay \u202e000,1\u202c pounds \u2066to us\u2069"
# Zero-width, joiners, fillers, a byte order mark, and blanks of several kinds.
UNSEEN = "\u200b\u200d\u2060\ufeff\u3164\u00ad\u2800 \u00a0"
SCRIPT = "<script>alert(1)</script>"
MEGABYTE = "word " * 200_000


def words(text: str) -> Typed:
    """Return the same text for every text box, and a valid date."""
    return lambda kind: text if kind == "text" else {"day": "1", "month": "2", "year": "2027"}[kind]


def dated(day: str, month: str, year: str) -> Typed:
    return lambda kind: {"text": "Some words.", "day": day, "month": month, "year": year}[kind]


RUDE: dict[str, Typed] = {
    "empty": lambda kind: "",
    "blank": lambda kind: "   ",
    "unseen": lambda kind: UNSEEN,
    "over-long": words("x" * 30_000),
    "a megabyte": words(MEGABYTE),
    "null": lambda kind: "a\x00b",
    "lone surrogate": lambda kind: "a\ud800b",
    "right to left": words(RIGHT_TO_LEFT),
    "turned round": words(TURNED),
    "script": words(SCRIPT),
    "template": words("{{ 7 * 7 }} [[gap:aims]] %s {0}"),
    "31 February": dated("31", "2", "2027"),
    "year 10000": dated("1", "1", "10000"),
    "year nought": dated("0", "0", "0"),
    "words for a date": dated("first", "never", "soon"),
}


@dataclass(frozen=True)
class Form:
    """One form of a page: its target, its hidden data, and its boxes by name and kind."""

    action: str
    carried: dict[str, list[str]]
    chosen: dict[str, list[str]]
    boxes: dict[str, str]

    def filled(self, typed: Typed, *, choices: bool = True) -> dict[str, list[str]]:
        given = {name: [typed(kind)] for name, kind in self.boxes.items()}
        return self.carried | (self.chosen if choices else {}) | given


def forms_of(page: bytes, address: str) -> Iterator[Form]:
    """Yield the forms in the main part of a page."""
    for form in markup.page(page).xpath("//main//form[@method='post' or @method='POST']"):
        action = form.get("action") or address
        yield Form(urlsplit(action).path if action != "." else address, *_controls(form))


def _controls(form: Any) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, str]]:
    carried: dict[str, list[str]] = {}
    chosen: dict[str, list[str]] = {}
    boxes: dict[str, str] = {}
    for control in form.xpath(".//*[self::input or self::textarea][@name]"):
        name, kind = control.get("name"), control.get("type")
        if kind == "hidden":
            carried.setdefault(name, []).append(control.get("value") or "")
        elif kind == "checkbox":
            chosen.setdefault(name, []).append(control.get("value"))
        elif kind == "radio":
            chosen.setdefault(name, [control.get("value")])
        elif control.tag == "textarea" or kind in TEXT:
            part = name.rpartition("-")[2]
            boxes[name] = part if part in {"day", "month", "year"} else "text"
    return carried, chosen, boxes


def encoded(data: dict[str, list[str]]) -> bytes:
    """Return the data as bytes on the wire, lone surrogates included."""
    pairs = [(name, value.encode("utf-8", "surrogatepass")) for name, values in data.items() for value in values]
    return urlencode(pairs).encode()


def shown_in(page: bytes) -> dict[str, str]:
    """Return the content of the page's boxes."""
    held = {}
    for control in markup.page(page).xpath("//main//*[self::input or self::textarea][@name]"):
        if control.tag == "textarea":
            held[control.get("name")] = control.text_content().removeprefix("\n")
        elif control.get("type") in TEXT:
            held[control.get("name")] = control.get("value") or ""
    return held
