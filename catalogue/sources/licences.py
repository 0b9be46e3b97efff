"""Reads a licence in any of its many spellings: what it is called, and whether it lets everybody use the data."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    """A licence under its usual name; `is_open` says that no agreement is needed."""

    name: str
    is_open: bool


# The first pattern that is found decides, so the narrower ones come first.
_KNOWN: tuple[tuple[str, Licence], ...] = (
    (r"not open|^restricted$|subscription", Licence("Not open: ask the publisher", False)),
    (r"open-government-licence/version/2|OGL ?v?2", Licence("Open Government Licence v2.0", True)),
    (r"OGL v3 \(most\)", Licence("Open Government Licence v3.0 (most records of this source)", True)),
    (r"open-government-licence|open government licen[cs]e|\bOGL", Licence("Open Government Licence v3.0", True)),
    (r"creativecommons\.org/licenses/by/4", Licence("Creative Commons Attribution 4.0", True)),
    (r"public-domain/cc0|publicdomain/zero|\bCC0\b", Licence("Creative Commons Zero", True)),
    (r"publicdomain/mark", Licence("Public domain", True)),
    (r"opendatacommons\.org/licenses/odbl", Licence("Open Database License", True)),
    (r"^open( access)?$|other \(open\)", Licence("Open, as its publisher says", True)),
    (r"parliament\.scot/about/copyright", Licence("Scottish Parliament copyright terms", False)),
    (r"rightsstatements\.org/\w+/NKC", Licence("No known copyright", False)),
    (r"rightsstatements\.org/\w+/NoC-NC", Licence("No copyright, non-commercial use only", False)),
    (r"osdatahub\.os\.uk/legal", Licence("Ordnance Survey Data Hub terms", False)),
    (r"^(no licence|custom licence: (unknown|\[\])|\[\]|in progress|tba|isc|codebase .*)$", Licence("", False)),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), licence) for pattern, licence in _KNOWN)


def read(given: str) -> Licence:
    """The licence that a catalogue's own words mean; terms of its own are called so, and are not open."""
    for pattern, licence in _PATTERNS:
        if pattern.search(given):
            return licence
    return Licence("The publisher's own terms" if given else "", False)
