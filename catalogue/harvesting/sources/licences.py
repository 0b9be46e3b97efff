"""Reads a licence by its exact identifier, address or title, and whether all may use the data.

Anything else is in the publisher's own words: "Not available under the Open Government Licence" names one too.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

OWN_TERMS: Final = "The publisher's own terms"
AS_ITS_PUBLISHER_SAYS: Final = "Open, according to the publisher"


@dataclass(frozen=True)
class Licence:
    """A licence under its usual name; `is_open` says that no agreement is needed."""

    name: str
    is_open: bool


_CLOSED = Licence("Not open: ask the publisher", False)
_NOT_STATED = Licence("", False)
_OPEN = Licence(AS_ITS_PUBLISHER_SAYS, True)
_MARK, _ZERO = Licence("Public domain", True), Licence("Creative Commons Zero", True)
# Titles and identifiers as CKAN, SPDX and the publishers themselves write them, in small letters and single blanks.
_TITLES: Final[Mapping[str, Licence]] = {
    **dict.fromkeys(("open", "open access", "open data", "other (open)", "other-open"), _OPEN),
    **dict.fromkeys(("public domain", "public domain mark", "public domain mark 1.0", "other-pd", "pdm-1.0"), _MARK),
    "other (public domain)": _MARK,
    # The London Datastore's own licence notice, which says nothing about a record.
    "ogl v3 (most)": Licence("Open Government Licence v3.0 for most records of this source", False),
    **dict.fromkeys(("restricted", "closed", "not open", "subscription", "subscription required", "private"), _CLOSED),
    **dict.fromkeys(
        ("other (not open)", "other-closed", "other (closed)", "other (non-commercial)", "other-nc"), _CLOSED
    ),
    **dict.fromkeys(
        ("no licence", "no license", "notspecified", "not specified", "not stated", "unlicensed"), _NOT_STATED
    ),
    **dict.fromkeys(("license not specified", "licence not specified", "other (unknown)", "in progress"), _NOT_STATED),
}
_STATED_NOTHING = {"", "[]", "-", "n/a", "na", "none", "null", "tba", "tbc", "unknown"}

_VERSION = r"(?:[ ,-]*\(?(?:version|licence version|v\.?|fersiwn|f)?[ /-]*(?P<version>\d(?:[.-]\d)?)\)?)?"
_UK = r"(?:(?:the )?(?:uk|united kingdom|uk's) )?"
_OGL = re.compile(
    rf"(?:(?:data |published |available |licensed |released )?under )?(?:the )?{_UK}"
    rf"(?:open government licen[cs]e|trwydded llywodraeth agored|uk-ogl|ogl)(?:[ -](?:uk|wales|cymru))?"
    rf"(?: \(ogl\)| \(uk\))?(?: for public sector information| ar gyfer gwybodaeth(?: am)?(?: y)? sector cyhoeddus)?"
    rf"(?:[ :-]*{_VERSION})(?: \(ogl\)| \(uk\)| \(united kingdom\))?"
)
_ODC: Final[Mapping[str, Licence]] = {
    "odbl": Licence("Open Database License", True),
    "pddl": Licence("Public Domain Dedication and License", True),
    "by": Licence("Open Data Commons Attribution License", True),
}
_ODC_TITLE = re.compile(
    r"(?:(?P<short>odbl|pddl|odc-by|odc-odbl|odc-pddl)"
    r"|(?:open data commons )?(?P<long>open database licen[cs]e|public domain dedication and licen[cs]e)"
    r"|open data commons (?P<attribution>attribution licen[cs]e))"
    r"(?: \((?:odc[ -])?(?:odbl|pddl|odc-by|by)\))?(?:[ -]*v?\d(?:\.\d)?)?"
)
_CC_KINDS: Final[Mapping[str, str]] = {
    "by": "Attribution",
    "by-sa": "Attribution-ShareAlike",
    "by-nd": "Attribution-NoDerivatives",
    "by-nc": "Attribution-NonCommercial",
    "by-nc-sa": "Attribution-NonCommercial-ShareAlike",
    "by-nc-nd": "Attribution-NonCommercial-NoDerivatives",
}
_OPEN_CC = {"by", "by-sa"}
_CC = re.compile(
    r"(?:cc[ -]|creative commons[ :-]+(?:cc[ -])?)(?P<kind>[a-z][a-z -]*?)"
    r"(?: (?:licen[cs]e|public licen[cs]e))?(?:[ -]*(?:version )?v?(?P<version>\d(?:\.\d)?))?"
    r"(?: (?:international|unported|generic|uk|public licen[cs]e|licen[cs]e))*"
    r"(?: \(cc[ -][a-z -]+?(?:[ -]\d\.\d)?\))?"
)
_CC_SPELLED = {name.lower(): kind for kind, name in _CC_KINDS.items()}
_ZERO_TITLE = re.compile(
    r"(?:(?:creative commons )?(?:cc[ -]?0|cc[ -]?zero)|creative commons zero)(?:[ -]v?1\.0)?(?: universal)?"
    r"(?: \(cc0(?:[ -]1\.0)?\))?(?: public domain dedication)?"
)
# The titles of Creative Commons' own pages: Attribution 4.0 International (CC BY 4.0).
_DEED_TITLE = re.compile(r"attribution[a-z -]*? \d\.\d[a-z ]*\((?P<short>cc by[a-z -]* \d\.\d)\)")
_DASHES = re.compile("[\u2010-\u2015\u2212]")

_ADDRESS = re.compile(r"<?(?:(?:https?:)?//)?(?:www\.)?(?P<host>[a-z0-9.-]+)(?P<path>/[^\s?#>]*)?(?:[?#][^\s>]*)?>?")


def read(text: str) -> Licence:
    """Return the licence that the text names exactly; else a licence with the publisher's own terms, not open."""
    words = " ".join(_DASHES.sub("-", text).lower().split()).rstrip(".;, ").removeprefix("custom licence:").strip()
    if words in _STATED_NOTHING:
        return _NOT_STATED
    for reader in (_TITLES.get, _open_government, _creative_commons, _open_data_commons, _at_address):
        licence = reader(words)
        if licence is not None:
            return licence
    return Licence(OWN_TERMS, False)


def _open_government(words: str) -> Licence | None:
    """Return any version of the Open Government Licence, by its English or Welsh title, as stated."""
    match = _OGL.fullmatch(words)
    return _ogl(match["version"]) if match else None


def _ogl(version: str | None) -> Licence | None:
    number = _numbered(version)
    if number not in {"", "1.0", "2.0", "3.0"}:
        return None
    return Licence(f"Open Government Licence v{number}" if number else "Open Government Licence", True)


def _numbered(version: str | None) -> str:
    """Return "3" and "3-0" as "3.0"."""
    number = (version or "").replace("-", ".")
    return f"{number}.0" if number and "." not in number else number


def _creative_commons(words: str) -> Licence | None:
    if _ZERO_TITLE.fullmatch(words):
        return _ZERO
    deed = _DEED_TITLE.fullmatch(words)
    match = _CC.fullmatch(deed["short"] if deed else words)
    if not match:
        return None
    kind = match["kind"].strip()
    hyphened = "-".join(re.split(r"[ -]+", kind))
    spelled = kind.replace(" ", "").replace("-", "")
    kinds = {name.replace("-", ""): short for name, short in _CC_SPELLED.items()}
    return _cc(hyphened if hyphened in _CC_KINDS else kinds.get(spelled, ""), _numbered(match["version"]))


def _cc(kind: str, version: str) -> Licence | None:
    if kind not in _CC_KINDS:
        return None
    return Licence(f"Creative Commons {_CC_KINDS[kind]} {version}".strip(), kind in _OPEN_CC)


def _open_data_commons(words: str) -> Licence | None:
    match = _ODC_TITLE.fullmatch(words)
    if not match:
        return None
    if match["short"]:
        return _ODC[match["short"].removeprefix("odc-")]
    return _ODC["by" if match["attribution"] else "odbl" if "database" in match["long"] else "pddl"]


def _at_address(words: str) -> Licence | None:
    """Return the licence whose own URL this is, and nothing but its URL."""
    match = _ADDRESS.fullmatch(words)
    if not match:
        return None
    path = re.sub(r"\.(?:html?|php|rdf|json)$", "", (match["path"] or "").rstrip("/")).strip("/")
    reader = _HOSTS.get(match["host"])
    return reader(path) if reader else None


def _national_archives(path: str) -> Licence | None:
    match = re.fullmatch(r"doc/open-government-licen[cs]e(?:-cymraeg)?(?:/version/(\d))?(?:/(?:cy|en|index))?", path)
    return _ogl(match[1]) if match else None


def _cc_pages(path: str) -> Licence | None:
    if re.fullmatch(r"publicdomain/zero(/1\.0.*)?|share-your-work/public-domain/cc0", path):
        return _ZERO
    if re.fullmatch(r"publicdomain/mark(/1\.0.*)?", path):
        return _MARK
    match = re.fullmatch(
        r"licenses/([a-z-]+)(?:/(\d\.\d)(?:/[a-z]{2,6})?(?:/(?:deed|legalcode)(?:\.[a-z_-]+)?)?)?", path
    )
    return _cc(match[1], match[2] or "") if match else None


def _odc_pages(path: str) -> Licence | None:
    match = re.fullmatch(r"licenses/(odbl|pddl|by)(?:/(?:1[.-]0|summary))*", path)
    return _ODC[match[1]] if match else None


def _listed(path: str) -> Licence | None:
    """Return a licence by its identifier in a list of licences: SPDX, Open Definition."""
    match = re.fullmatch(r"licenses/([a-z0-9.-]+)", path)
    return read(match[1]) if match and read(match[1]).name != OWN_TERMS else None


def _of_others(name: str, pattern: str) -> Callable[[str], Licence | None]:
    return lambda path: Licence(name, False) if re.fullmatch(pattern, path) else None


def _rights_statements(path: str) -> Licence | None:
    known = {"nkc": "No known copyright", "noc-nc": "No copyright, non-commercial use only"}
    match = re.fullmatch(r"(?:vocab|page)/([a-z-]+)(?:/1\.0)?", path)
    return Licence(known[match[1]], False) if match and match[1] in known else None


_HOSTS: Final[Mapping[str, Callable[[str], Licence | None]]] = {
    "nationalarchives.gov.uk": _national_archives,
    "reference.data.gov.uk": lambda path: _ogl(None) if path == "id/open-government-licence" else None,
    "creativecommons.org": _cc_pages,
    "opendatacommons.org": _odc_pages,
    "spdx.org": _listed,
    "opendefinition.org": _listed,
    "rightsstatements.org": _rights_statements,
    "parliament.scot": _of_others("Scottish Parliament copyright terms", "about/copyright"),
    "osdatahub.os.uk": _of_others("Ordnance Survey Data Hub terms", "legal/termsconditions"),
}
