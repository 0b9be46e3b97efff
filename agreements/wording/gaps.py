"""The mark that stands for a missing answer: finding it in text, showing it on pages, spelling it out in downloads."""

import re
from collections.abc import Callable, Collection
from typing import Final, NamedTuple

from markupsafe import Markup, escape

from datashare.lib import markdown

# The beginning of a mark, a whole mark, and a possibly broken mark.
BEGIN: Final = "[[gap:"
MARK: Final = re.compile(r"\[\[gap:([a-z0-9_]+)\]\]")
BROKEN: Final = re.compile(r"\[\[gap:([^\]\s]*)")
# Tags in finished HTML: marks inside them are left alone, as replacing them would break the tag.
TAG = re.compile(r"""(<(?:"[^"]*"|'[^']*'|[^>"'])*>)""")


class GapPrompt(NamedTuple):
    """What a gap shows: the question, a link to answer it, and a note if the answer may follow the signatures.

    The link is empty if the reader cannot answer it.
    """

    ask: str
    address: str = ""
    later: str = ""


LinkFor = Callable[[str], GapPrompt]


def gaps_in(text: str) -> tuple[str, ...]:
    """Return the questions whose answers a text lacks, each once, in the order of the text."""
    return tuple(dict.fromkeys(MARK.findall(text)))


def mark(key: str) -> str:
    """Return the mark that stands where the answer to this question is missing."""
    return f"{BEGIN}{key}]]"


def of_party(key: str, party: int) -> str:
    """Return the key of a gap that only this one of several suppliers can fill: s_power__12."""
    return f"{key}__{party}"


def question_of(key: str) -> str:
    """Return the question whose answer a gap lacks, no matter who is to answer it."""
    return key.partition("__")[0]


def awaited_party(key: str) -> int | None:
    """Return the one of several suppliers that is to fill a gap; None for any other gap."""
    party = key.partition("__")[2]
    return int(party) if party.isdecimal() else None


def for_each(text: str, keys: Collection[str], party: int) -> str:
    """Return a text whose gaps for these questions are those of one of several suppliers."""
    return MARK.sub(lambda gap: mark(of_party(gap[1], party)) if gap[1] in keys else gap[0], text)


def has_blocking_gap(text: str, deferrable: Collection[str]) -> bool:
    """Return whether an answer is missing that must be there before the text is agreed or frozen."""
    return any(question_of(key) not in deferrable for key in MARK.findall(text))


def has_gap(text: str) -> bool:
    """Return whether the text has a gap; such a text cannot be frozen."""
    return MARK.search(text) is not None


def render(text: str, link_for: LinkFor) -> Markup:
    """Return a clause as HTML with its gaps marked."""
    return render_gaps(markdown.render(text), link_for)


def render_gaps(html: str, link_for: LinkFor) -> Markup:
    """Turn the marks in finished, safe HTML into text that names the question, with a link where there is one."""
    pieces = TAG.split(str(html))
    pieces[::2] = [MARK.sub(lambda gap: marked(link_for(gap[1])), piece) for piece in pieces[::2]]
    return Markup("".join(pieces))  # noqa: S704 (the caller's HTML is safe, and what is put in is escaped)


def marked(question: GapPrompt) -> Markup:
    """Return the HTML of one gap.

    Hidden words say that it is one, as colour alone would not; others that it may follow.
    """
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
    """Return a clause for a download, each gap as `[To be agreed: the question]`, safe in Markdown."""
    return MARK.sub(lambda gap: f"\\[To be agreed: {ask(gap[1])}\\]", text)


def completed_later(text: str, words_for: Callable[[str], str]) -> str:
    """Return a clause to be signed, each mark that has words as `[those words]`, safe in Markdown; others stay."""
    return MARK.sub(lambda gap: f"\\[{words}\\]" if (words := words_for(gap[1])) else gap[0], text)
