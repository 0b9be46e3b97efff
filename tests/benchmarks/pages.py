"""The measured pages, and how many times the floor each may take (issue "The whole journey", Speed)."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from django.urls import NoReverseMatch, reverse

from agreements.negotiating.contradictions import LOOKED_AT
from tests.benchmarks.scene import Scene
from tests.benchmarks.visitor import Answer, Visitor

NUMBER = count()
QUESTIONS = (
    ("a sentence", "Which schools have many children who are eligible for free school meals?"),
    ("two rare words", "ambulance handover"),
    ("broad words", "local authority population data"),
    (
        "a long sentence",
        "I need to know how many older people live alone in cold homes and how much their energy costs",
    ),
)


@dataclass(frozen=True)
class Page:
    """One line of the table. `most` is the aim, None if none is set."""

    name: str
    ask: Callable[[Visitor], Answer]
    most: int | None
    status: int = 200


def _get(name: str, address: str, most: int | None) -> Page:
    return Page(name, lambda visitor: visitor.get(address), most)


def pages(scene: Scene) -> list[Page]:
    two = [*_catalogue(scene), *_request(scene), *_desk(scene), *_negotiation(scene), *_register(scene)]
    return [*two, *_several(scene)]


def _catalogue(scene: Scene) -> list[Page]:
    find = reverse("catalogue:search")
    asked = [_get(f"Search: {kind}", f"{find}?q={words.replace(' ', '+')}", 4) for kind, words in QUESTIONS]
    return [
        _get("Search: nothing typed", find, 4),
        *asked,
        _get("Search: one filter, no words", f"{find}?access=restricted", 4),
        _get("Record", reverse("catalogue:record", args=[scene.asset.reference]), 4),
    ]


def _request(scene: Scene) -> list[Page]:
    def step(slug: str) -> str:
        return reverse("agreements:step", args=[scene.draft.reference, slug])

    def answer(visitor: Visitor) -> Answer:
        return visitor.post(
            step("how-the-data-helps"), how_helps=f"It shows where help is needed first ({next(NUMBER)})."
        )

    return [
        _get("Wizard step, one text", step("how-the-data-helps"), 8),
        Page("Wizard step, one text, saved", answer, 8, 302),
        _get("Wizard step, radios with details", step("which-power"), 8),
        _get("Wizard step, person and date", step("legal-check"), 8),
        _get("Wizard step, a table", step("data-items"), 8),
        _get("Task list", reverse("agreements:request", args=[scene.draft.reference]), 8),
        _get("Check answers", reverse("agreements:check", args=[scene.draft.reference]), 8),
    ]


def _desk(scene: Scene) -> list[Page]:
    return [
        _get("Home of someone signed in", reverse("agreements:shares"), 8),
        _get("Overview of a data share", reverse("agreements:overview", args=[scene.negotiation.reference]), 8),
        _get("History", reverse("agreements:history", args=[scene.negotiation.reference]), 8),
    ]


def _negotiation(scene: Scene) -> list[Page]:
    reference, clauses = scene.negotiation.reference, scene.negotiation.edition.clauses
    first, second = clauses.all()[:2]
    clause = clauses.filter(wordings__proposal__isnull=False).first() or second
    return [
        _get("Negotiation space", reverse("agreements:agreement", args=[reference]), 8),
        _get("A section to read and agree", reverse("agreements:section", args=[reference, clause.section]), None),
        _get("Proposals to decide", reverse("agreements:proposals", args=[reference]), None),
        _get("One clause", reverse("agreements:clause", args=[reference, clause.pk]), 8),
        _get("The first clause, checked against others", reverse("agreements:clause", args=[reference, first.pk]), 8),
        _get("Clauses as one document", reverse("agreements:draft", args=[reference, "mou"]), None),
        _get("Draft from the answers", reverse("agreements:draft", args=[scene.draft.reference, "mou"]), None),
    ]


def _several(scene: Scene) -> list[Page]:
    share = scene.several
    # One that is not compared with others, which asks two more queries: those of two bodies have a row of that kind.
    plain = share.edition.clauses.exclude(pk__in=share.edition.clauses.drafted_as(LOOKED_AT))
    clause = plain.filter(wordings__proposal__isnull=False).order_by("pk")[0]
    return [
        _get("Several bodies: overview", reverse("agreements:overview", args=[share.reference]), 8),
        _get("Several bodies: negotiation space", reverse("agreements:agreement", args=[share.reference]), 8),
        _get("Several bodies: one clause", reverse("agreements:clause", args=[share.reference, clause.pk]), 8),
        _get("Several bodies: history", reverse("agreements:history", args=[share.reference]), 8),
        _get("Several bodies: people", reverse("agreements:people", args=[share.reference]), 8),
    ]


def _register(scene: Scene) -> list[Page]:
    try:
        register = reverse("agreements:register")
    except NoReverseMatch:
        return []
    return [_get("Register", register, 4), _get("Register: a question", f"{register}?q=emergency+care", 4)]
