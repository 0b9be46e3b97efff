"""Renders a clause of the library: its template, filled only from the answers it declares."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.library.approved import OF_APPROVAL
from agreements.drafting.library.assessed import OF_RISKS
from agreements.drafting.library.checked import OF_CHECKS
from agreements.drafting.library.decided_items import OF_ITEMS
from agreements.drafting.library.pieces import HELPERS
from agreements.drafting.library.rules import OF_RULES
from agreements.drafting.library.sections import UNDER
from agreements.drafting.library.sentences import SENTENCES
from agreements.drafting.library.several_pieces import OF_SEVERAL
from agreements.drafting.library.shape import ClauseTemplate
from agreements.drafting.library.stated import STATED_BY_SIDES
from agreements.drafting.quoting import inline
from agreements.drafting.values import Answered

# Lines that stay lines. Other line breaks come from the template and are joined to one paragraph.
OWN_LINE = re.compile(r"[|>]|- ")
# A full stop of the template after an answer that ends with one.
TWO_STOPS = re.compile(r"(?<!\.)\.\.(?=\s|$)")
BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


class Undeclared(Exception):
    """A template used an answer that its clause does not declare."""


class ClauseAnswers:
    """The declared answers of one clause, as attributes: `a.aims`."""

    __slots__ = ("_answers",)

    def __init__(self, answers: Mapping[str, Answered]) -> None:
        self._answers = answers

    def __getattr__(self, key: str) -> Answered:
        try:
            return self._answers[key]
        except KeyError:
            raise Undeclared(f"Add {key!r} to the `reads` of the clause whose template uses it.") from None


@cache
def environment() -> Environment:
    """Return the cached environment. All output goes through `inline`, so user text is always escaped."""
    made = Environment(
        loader=FileSystemLoader(settings.BASE_DIR / "templates" / "documents" / "drafting"),
        autoescape=False,  # noqa: S701 (Markdown, not HTML: `finalize` escapes, and markdown.render sanitises)
        finalize=inline,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.globals.update(HELPERS)
    made.globals.update(OF_ITEMS)
    made.globals.update(STATED_BY_SIDES)
    made.globals.update(OF_RISKS)
    made.globals.update(OF_APPROVAL)
    made.globals.update(OF_CHECKS)
    made.globals.update(OF_SEVERAL)
    made.globals.update(OF_RULES)
    made.globals.update(SENTENCES)
    return made


@cache
def template(name: str) -> Template:
    return environment().get_template(name)


def words_of(clause: ClauseTemplate, circumstances: Circumstances) -> str:
    """Return the clause in Markdown, with a mark for each missing answer."""
    is_fixed = bool(clause.under) and all(map(circumstances.fixed_by_rules, clause.under))
    source = template(UNDER if is_fixed else clause.template)
    answers = {key: circumstances.answer(key) for key in clause.reads}
    context: dict[str, Any] = {"a": ClauseAnswers(answers), "s": circumstances}
    return tidied("".join(source.blocks[clause.block](source.new_context(context))))


def tidied(text: str) -> str:
    """Return paragraphs without the line breaks of the template; lists, tables and quotations line by line."""
    blocks = (run_on(block) for block in BLANK_LINES.split(text.strip()))
    return "\n\n".join(block for block in blocks if block)


def run_on(block: str) -> str:
    """Return one block with each line joined to the one before it, unless it begins a list item or row."""
    lines: list[str] = []
    for line in block.split("\n"):
        if lines and not OWN_LINE.match(line):
            lines[-1] = f"{lines[-1]} {line.strip()}"
        else:
            lines.append(line.strip())
    return "\n".join(line if line.startswith((">", "|")) else TWO_STOPS.sub(".", line) for line in lines)
