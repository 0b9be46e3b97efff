"""The mark that stands where an answer is missing: found in a text, shown on a page, spelt out in a download."""

import re
from collections.abc import Callable, Collection
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from datashare.lib import markdown

# How a mark begins, a whole mark, and what begins like one and may be broken.
BEGIN: Final = "[[gap:"
MARK: Final = re.compile(r"\[\[gap:([a-z0-9_]+)\]\]")
BROKEN: Final = re.compile(r"\[\[gap:([^\]\s]*)")
# Tags as they stand in finished HTML; what a mark would do inside one of them is better not found out.
TAG = re.compile(r"""(<(?:"[^"]*"|'[^']*'|[^>"'])*>)""")


class GapPrompt(NamedTuple):
    """What a gap says: the question, where it can be answered (empty where the reader cannot), and, where the answer
    may follow after the signatures, words that say so."""

    ask: str
    address: str = ""
    later: str = ""


LinkFor = Callable[[str], GapPrompt]


def gaps_in(text: str) -> tuple[str, ...]:
    """The questions whose answers a text lacks, each once, in the order of the text."""
    return tuple(dict.fromkeys(MARK.findall(text)))


def mark(key: str) -> str:
    """Return the mark that stands where the answer to this question is missing."""
    return f"{BEGIN}{key}]]"


def has_blocking_gap(text: str, deferrable: Collection[str]) -> bool:
    """Return whether an answer is missing that may not follow later: no one can agree or freeze such words."""
    return any(key not in deferrable for key in MARK.findall(text))


def has_gap(text: str) -> bool:
    """Whether words are still missing: such a text cannot be frozen."""
    return MARK.search(text) is not None


def render(text: str, link_for: LinkFor) -> Markup:
    """A clause as HTML, its gaps marked."""
    return render_gaps(markdown.render(text), link_for)


def render_gaps(html: str, link_for: LinkFor) -> Markup:
    """Turn the marks in finished, safe HTML into marked text that names the question, and links to it where it can."""
    pieces = TAG.split(str(html))
    pieces[::2] = [MARK.sub(lambda gap: marked(link_for(gap[1])), piece) for piece in pieces[::2]]
    return Markup("".join(pieces))  # noqa: S704 (the caller's HTML is safe, and what is put in is escaped)


def marked(question: GapPrompt) -> Markup:
    """One gap: hidden words say that it is one, because colour alone would not; open ones, that it may follow."""
    words = escape(question.ask)
    if question.address:
        words = Markup('<a class="govuk-link" href="{}">{}</a>').format(question.address, words)
    if question.later:
        return Markup('<mark class="app-gap">{}: {}</mark>').format(question.later, words)
    return Markup(
        '<mark class="app-gap"><span class="govuk-visually-hidden">Missing answer: </span>{}'
        '<span class="govuk-visually-hidden"> (end of missing answer)</span></mark>'
    ).format(words)


def spelt_out(text: str, ask: Callable[[str], str]) -> str:
    """A clause for a download: each gap as `[To be agreed: the question]`, safe in Markdown."""
    return MARK.sub(lambda gap: f"\\[To be agreed: {ask(gap[1])}\\]", text)


def completed_later(text: str, words_for: Callable[[str], str]) -> str:
    """A clause to be signed: each mark for which there are words as `[those words]`, safe in Markdown; others stay."""
    return MARK.sub(lambda gap: f"\\[{words}\\]" if (words := words_for(gap[1])) else gap[0], text)
