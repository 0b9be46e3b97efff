"""Freezing: the agreed words as canonical JSON and as the HTML that is signed, and the digest of both."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from html import unescape
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from agreements.evidence import pages, size_limits
from agreements.wording.blocks import rows_too_long
from agreements.wording.gaps import BROKEN, MARK
from datashare.lib import glyphs, long_words, markdown
from datashare.lib.clock import long_date

FORMAT = "das-agreement-1"
WORD = re.compile(r"[^\W_]+")
LIST_NUMBER = re.compile(r"^\s*\d+[.)]\s", re.MULTILINE)
# Parts that are left out of the words where they are empty.
SOMETIMES = frozenset({"core", "core_by", "open_points", "rules"})
HEADING = re.compile(r"<(/?)h[1-6]\b")


class CannotFreeze(ValueError):
    """These words cannot be offered for signature; the message says which and why."""


@dataclass(frozen=True)
class PartyWords:
    side: str
    organisation: str


@dataclass(frozen=True)
class SignatoryWords:
    """A signatory by office. Names are in the signatures, which come later."""

    party: str
    office: str


@dataclass(frozen=True)
class ClauseWords:
    number: str
    key: str
    heading: str
    text: str
    wording: int


@dataclass(frozen=True)
class SectionWords:
    number: str
    heading: str
    clauses: tuple[ClauseWords, ...]


@dataclass(frozen=True)
class DocumentWords:
    key: str
    title: str
    sections: tuple[SectionWords, ...]


@dataclass(frozen=True)
class ReasonWords:
    """Why a party goes on despite an open point."""

    party: str
    reason: str


@dataclass(frozen=True)
class OpenPointWords:
    """Something that stopped the agreement, and why each party goes on despite it."""

    says: str
    reasons: tuple[ReasonWords, ...]


@dataclass(frozen=True)
class RulesWords:
    """The edition of common rules that the words stand under, and the parties that join it by signing them."""

    reference: str
    number: int
    title: str
    digest: str
    joining: tuple[str, ...]


@dataclass(frozen=True)
class AgreementWords:
    """Everything that the parties sign. `number` is the agreement's place among its data share's."""

    reference: str
    number: int
    title: str
    kind: str
    parties: tuple[PartyWords, ...]
    signatories: tuple[SignatoryWords, ...]
    documents: tuple[DocumentWords, ...]
    # Where the words do not wait for everyone: the parties that must sign, and the day until which all others may.
    core: tuple[str, ...] = ()
    core_by: str = ""
    open_points: tuple[OpenPointWords, ...] = ()
    # Where they stand under common rules.
    rules: RulesWords | None = None

    @property
    def core_day(self) -> str:
        """The day until which the words wait for everyone, as people write it."""
        return long_date(date.fromisoformat(self.core_by))


@dataclass(frozen=True)
class Frozen:
    """Words that never change again. `digest` is the SHA-256 of `words_json` in UTF-8, hexadecimal."""

    words_json: str
    html: str
    digest: str


def freeze(words: AgreementWords) -> Frozen:
    """Render the words once, bind the HTML to them, and return both with the digest that people sign.

    Raise CannotFreeze for a gap, an empty part, or text that cannot be turned into pages.
    """
    _refuse_incomplete(words)
    html = words_html(words)
    _refuse_hidden(words, html)
    content = {name: value for name, value in asdict(words).items() if value or name not in SOMETIMES}
    words_json = canonical_json({"format": FORMAT, **content, "html_sha256": sha256(html)})
    return Frozen(words_json=words_json, html=html, digest=sha256(words_json))


def canonical_json(value: Any) -> str:
    """Return JSON with sorted keys, no white space between tokens, and no escaped characters."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(text: str) -> str:
    """Return the hexadecimal SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def words_html(words: AgreementWords) -> str:
    """Return the body of the agreement, without the page around it."""
    return pages.render("agreement/words.html", words=words, clause_html=clause_html)


def clause_html(text: str) -> Markup:
    """Return a clause as HTML, its headings one level below those of the skeleton."""
    return Markup(HEADING.sub(r"<\1h5", str(markdown.render(text))))  # noqa: S704 (safe before, and safe after)


def _refuse_incomplete(words: AgreementWords) -> None:
    if not words.documents or not words.parties or not words.signatories:
        raise CannotFreeze("The agreement must have at least one document, party and signatory.")
    for name, text in _texts(asdict(words)):
        _refuse_text(name, text)
    for document in words.documents:
        if not any(section.clauses for section in document.sections):
            raise CannotFreeze(f"“{document.title}” has no clauses.")
        for section in document.sections:
            _refuse_empty(document, section)


def _refuse_empty(document: DocumentWords, section: SectionWords) -> None:
    for clause in section.clauses:
        if not clause.text.strip():
            raise CannotFreeze(f"Clause {clause.number} of “{document.title}” has no text.")


def _refuse_hidden(words: AgreementWords, html: str) -> None:
    """Raise CannotFreeze if the HTML lacks a word: Markdown drops text nested too deep or outside its table."""
    try:
        size_limits.parse(html)
    except size_limits.RenderRefused as error:
        raise CannotFreeze(str(error)) from error
    for document in words.documents:
        for clause in (clause for section in document.sections for clause in section.clauses):
            if hidden := _hidden_in(clause.text):
                raise CannotFreeze(f"Clause {clause.number} would not show all of its text: “{hidden}” is missing.")


def _hidden_in(text: str) -> str:
    """Return the first word of a clause that its page would not show; empty if it shows them all."""
    shown = set(WORD.findall(unquote(unescape(clause_html(text)))))
    meant = WORD.findall(unquote(unescape(LIST_NUMBER.sub(" ", text))))
    return next((word for word in meant if word not in shown), "")


# A page checks every clause of both documents; most have not changed since the last check.
@lru_cache(maxsize=2048)
def flaw_in(text: str) -> str:
    """Return why the words could not be signed as shown, and what to do; empty if they could. Gaps are no flaw."""
    without_marks = MARK.sub("", text)
    if broken := BROKEN.search(without_marks):
        return f"“{broken[0]}” is part of the mark of a missing answer. Replace it with wording, or restore the mark."
    try:
        _refuse_text("The wording", without_marks)
        size_limits.parse(clause_html(text))
    except (CannotFreeze, size_limits.RenderRefused) as error:
        return f"{error} Change it so that people can sign the text."
    if row := next(rows_too_long(text), ""):
        return f"Part of this row would not be shown: “{row}”. Give it as many cells as the first row has."
    if hidden := _hidden_in(text):
        line = next((line.strip() for line in text.split("\n") if hidden in line), hidden)
        return f"Part of this line would not be shown: “{line[:200]}” (“{hidden}” is missing). Write it as plain text."
    return ""


def _refuse_text(name: str, text: str) -> None:
    """Raise CannotFreeze for a gap, half a character or a control character."""
    if gap := BROKEN.search(text):
        raise CannotFreeze(f"{name} still has a gap. The question “{gap[1]}” has no answer.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise CannotFreeze(
            f"{name} contains part of a character that is not complete (position {error.start})."
        ) from error
    if control := re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text):
        raise CannotFreeze(f"{name} contains a control character (position {control.start()}).")
    if letter := glyphs.unprintable(text):
        place = text[max(0, text.index(letter) - 20) : text.index(letter) + 20]
        raise CannotFreeze(f"{name} contains a character that cannot be printed: {glyphs.named(letter)}, in “{place}”.")
    if long := long_words.long_word(text):
        raise CannotFreeze(
            f"{name} contains a word of {len(long):,} letters without a space, “{long[:20]}…”. "
            f"Words must have {long_words.LONGEST_WORD:,} letters or fewer."
        )


def _texts(value: Any, name: str = "The agreement") -> list[tuple[str, str]]:
    """Return every text in the words, with the place to name when it is refused."""
    if isinstance(value, str):
        return [(name, value)]
    if isinstance(value, dict):
        place = f"Clause {value['number']}" if "wording" in value else name
        return [item for part in value.values() for item in _texts(part, place)]
    if isinstance(value, (list, tuple)):
        return [item for part in value for item in _texts(part, name)]
    return []
