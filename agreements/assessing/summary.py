"""A summary of the impact assessment that an organisation can publish: no names, no wording of advice.

Source: ICO, how to do a data protection impact assessment: consider publishing it, or a summary.
"""

from collections.abc import Iterator

from agreements.drafting.body_names import names
from agreements.drafting.circumstances import Circumstances
from agreements.drafting.library.approved import ADVICE, acceptance_by, advice_to, controllers
from agreements.drafting.library.assessed import AssessedRisk, standing, undecided
from agreements.drafting.library.phrases import sentence_case
from agreements.drafting.quoting import Prose, bullets, escape, grid, inline, own
from agreements.drafting.values import Gap, as_text
from datashare.lib.phrases import plural

NOT_YET = "Not answered yet."


def summary_of(s: Circumstances) -> str:
    """Return the summary in Markdown, from the circumstances as its reader may read them."""
    return "\n\n".join(_parts(s))


def _parts(s: Circumstances) -> Iterator[str]:
    yield f"# Data protection impact assessment: {escape(s.facts.title)}"
    yield f"Reference {escape(s.facts.reference)}. Between {names(s.facts.each)}."
    if waiting := undecided(s):
        yield f"**Do not publish this yet:** no one has assessed {plural(waiting, 'risk')}."
    yield "## What the data is for"
    yield _said(s, "aims")
    yield "## Whose data it is"
    yield _said(s, "subjects")
    yield "## Risks to people, and what is done about them"
    yield grid(("What could go wrong", "Risk before", "What is done", "Risk that remains"), map(_row, standing(s)))
    yield "## Advice and approval"
    yield bullets(Prose(f"{escape(party.name)}: {_approved(s, party.key)}") for party in controllers(s)) or NOT_YET


def _said(s: Circumstances, key: str) -> str:
    answer = s.answer(key)
    return NOT_YET if isinstance(answer, Gap) else own(answer)


def _row(risk: AssessedRisk) -> tuple[Prose, ...]:
    if risk.decided is None:
        return (escape(risk.source), Prose("Not assessed"), Prose("Not decided"), Prose("Not judged"))
    remains, measure = sentence_case(risk.decided.remaining), escape(risk.decided.measure)
    return (escape(risk.source), Prose(sentence_case(risk.overall)), measure, Prose(remains))


def _approved(s: Circumstances, party: int) -> str:
    advice, acceptance = advice_to(s, party), acceptance_by(s, party)
    said = f"its data protection officer advised: {ADVICE[advice.advice].lower()}" if advice else "no advice yet"
    if acceptance is None:
        return f"{said}; the risk that remains is not accepted yet"
    asked = ", after consulting the Information Commissioner" if acceptance.consulted else ""
    return f"{said}; the risk that remains was accepted on {inline(as_text(acceptance.on))}{asked}"
