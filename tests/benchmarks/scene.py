"""The data of the benchmark: first the demonstration, then with the amounts of the aims."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from agreements.answers import journey_of
from agreements.members.actions import party_of
from agreements.models import Agreement, Answer, DataShare, Edition, Event, Outcome, Party, RegisterEntry, Verdict
from agreements.negotiating import actions as negotiating
from agreements.requesting import actions as requesting
from agreements.responding import actions as responding
from agreements.states import State
from agreements.wording.gaps import has_gap
from catalogue.models import DataAsset
from community.models import User
from datashare.demonstration.people import ACQUIRER, PARTS, body
from tests.benchmarks import several

OF_THE_DEMONSTRATION = 5
# The negotiations of several bodies: one with little data, one with much.
OF_SEVERAL = 2
DRAFT = "A request with every question answered"
TRIAGE = ("tri_public", "tri_aggregate", "tri_processor", "tri_personal", "tri_kind")
DECLARED = {"considered": ["technology", "security", "data_protection", "law", "governance"], "risks_read": ["yes"]}


@dataclass(frozen=True)
class Amount:
    """The amounts: data shares on one desk besides those of the demonstration, events, register entries."""

    drafts: int = 8
    submitted: int = 17
    negotiating: int = 8
    events: int = 500
    entries: int = 500
    # Of the negotiation of several bodies.
    bodies: int = 6
    clauses: int = 120
    comments: int = 200


def on_the_desk(shares: int) -> Amount:
    """Return the usual amount, with drafts to make up this number of data shares."""
    usual = Amount()
    others = OF_THE_DEMONSTRATION + OF_SEVERAL + usual.submitted + usual.negotiating
    return replace(usual, drafts=max(usual.drafts, shares - others))


@dataclass(frozen=True)
class Scene:
    """The users and shares measured: the draft that is answered, the negotiation that is read."""

    person: User
    draft: DataShare
    negotiation: DataShare
    asset: DataAsset

    @property
    def several(self) -> DataShare:
        """The negotiation of the most bodies there is."""
        return DataShare.objects.filter(title__startswith=several.TITLE).latest("pk")

    def size(self) -> dict[str, int]:
        return {
            "catalogue records": DataAsset.objects.count(),
            "data shares on the desk": DataShare.objects.visible_to(self.person).count(),
            "clauses": self.negotiation.edition.clauses.count(),
            "events": self.negotiation.events.count(),
            "bodies in another negotiation": self.several.parties.count(),
            "clauses in that": self.several.edition.clauses.count(),
            "register entries": RegisterEntry.objects.count(),
        }


def small() -> Scene:
    """Return the demonstration and a draft with every answer; from an earlier run if kept."""
    if not DataShare.objects.exists():
        call_command("load_demonstration", verbosity=0, stdout=_Silence())
        in_force = DataShare.objects.in_force().get(is_umbrella=False)
        answered(in_force, DRAFT)
        several.negotiation(answered(in_force, several.TITLE), parties=3, clauses=0, comments=10)
    person = User.objects.get(email=PARTS[0].email)
    negotiation = DataShare.objects.filter(edition__state=State.NEGOTIATING).earliest("pk")
    return Scene(person, DataShare.objects.get(title=DRAFT), negotiation, negotiation.assets.get())


def grow(scene: Scene, amount: Amount, catalogue: Path | None) -> None:
    """Make all the rest, by the actions that the pages call, except answers and register entries, written in bulk."""
    if scene.negotiation.events.count() >= amount.events:
        return
    if catalogue:
        _import(catalogue)
    with transaction.atomic():
        _fill(scene, amount)


def _fill(scene: Scene, amount: Amount) -> None:
    model = DataShare.objects.in_force().get(is_umbrella=False)
    for number in range(1, amount.drafts + amount.submitted + amount.negotiating):
        share = answered(model, f"Data share {number} of many")
        if number >= amount.drafts:
            requesting.submit(share=share, declared=DECLARED, by=scene.person)
        if number >= amount.drafts + amount.submitted:
            _accept(share)
    _negotiate(scene, amount.events)
    most = {"parties": amount.bodies, "clauses": amount.clauses, "comments": amount.comments}
    several.negotiation(answered(model, f"{several.TITLE}, the most"), **most)
    _register(model, amount.entries)


class _Silence:
    """A stream that drops a command's output."""

    def write(self, words: str) -> None:
        """Drop the text."""


def answered(model: DataShare, title: str) -> DataShare:
    """Return a draft with the answers of another data share."""
    person, answers = model.opened_by, model.edition.answers.as_mapping() | {"title": title}
    triage = {key: answers.pop(key) for key in TRIAGE if key in answers}
    share = requesting.open_request(
        assets=list(model.assets.all()), triage=triage, organisation=body(ACQUIRER), by=person
    )
    rows = [Answer(edition=share.edition, key=key, value=value, author=person) for key, value in answers.items()]
    Answer.objects.bulk_create(rows)
    missing = len(journey_of(share).missing())
    DataShare.objects.filter(pk=share.pk).update(title=title)
    Edition.objects.filter(share=share).update(open_questions=missing)
    return DataShare.objects.get(pk=share.pk)


def _import(catalogue: Path) -> None:
    """Import the whole catalogue, with the organisations and domains beside it."""
    beside = [catalogue.with_name(name) for name in ("govuk_organisations.json.gz", "ukps_user_domains.json.gz")]
    if all(path.exists() for path in beside):
        call_command("import_organisations", *map(str, beside), stdout=_Silence())
    call_command("import_catalogue", str(catalogue), stdout=_Silence())


def _supplier() -> User:
    return User.objects.get(email=next(part.email for part in PARTS if part.key == "sunita"))


def _accept(share: DataShare) -> None:
    for section in journey_of(share).sections():
        words = {"note": "", "private_note": ""}
        responding.respond(
            share=share, section=section.section, verdict=Verdict.AGREE, revision=0, by=_supplier(), **words
        )
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=_supplier())


def _negotiate(scene: Scene, events: int) -> None:
    """Agree half of the clauses for both sides, propose for some, and comment until there are events enough."""
    share, supplier = scene.negotiation, _supplier()
    clauses = [clause for clause in share.edition.clauses.select_related("current") if clause.current]
    whole = [clause for clause in clauses if clause.current and not has_gap(clause.current.text)]
    for person in (scene.person, supplier):
        party = party_of(share, person)
        wordings = {clause.pk: clause.current_id or 0 for clause in whole[::2] if clause.is_for(party)}
        negotiating.agree(share=share, wordings=wordings, by=person)
    for clause in whole[1:20:2]:
        text = f"{clause.current.text if clause.current else ''}\n\nThe parties review this every six months."
        reason = "Both sides asked for a date."
        negotiating.propose(clause=clause, based_on=clause.current_id or 0, text=text, reason=reason, by=supplier)
    for number in count():
        if Event.objects.filter(share=share).count() >= events:
            return
        person, clause = (scene.person, supplier)[number % 2], clauses[number % len(clauses)]
        negotiating.comment(clause=clause, text=f"Point {number}: who checks this?", private=False, by=person)


def _register(model: DataShare, entries: int) -> None:
    """Make entries like that of the agreement in force, each of a data share of its own."""
    agreement, entry = model.agreements.get(), RegisterEntry.objects.filter(share=model).first()
    if entry is None:
        return
    numbers = range(entries - RegisterEntry.objects.count())
    asked: dict[str, Any] = {"question_set": model.edition.question_set, "open_questions": 0, "at": timezone.now()}
    shares = [
        Edition.objects.open_first(title=f"{entry.title} {number}", by=model.opened_by, **asked) for number in numbers
    ]
    Edition.objects.filter(share__in=shares).update(state=State.IN_FORCE)
    Party.objects.bulk_create(
        Party(share=share, **_like(party, "organisation", "is_lead", "gives", "receives"))
        for share in shares
        for party in model.parties.all()
    )
    copied = {"number": 1, "in_force_at": agreement.in_force_at, "review_on": agreement.review_on}
    agreements = Agreement.objects.bulk_create(
        Agreement(share=share, edition=share.edition, offered_by=model.opened_by, **copied) for share in shares
    )
    RegisterEntry.objects.bulk_create(_entry(entry, agreement) for agreement in agreements)


def _entry(entry: RegisterEntry, agreement: Agreement) -> RegisterEntry:
    fields = {field.name for field in RegisterEntry._meta.fields} - {"share", "agreement", "reference", "title"}
    own = {"share": agreement.share, "agreement": agreement, "reference": agreement.share.reference}
    since = timezone.localdate() - timedelta(days=agreement.pk % 900)
    return RegisterEntry(**{**_like(entry, *fields), **own, "title": agreement.share.title, "in_force_since": since})


def _like(model: Any, *names: str) -> Mapping[str, Any]:
    return {name: getattr(model, name) for name in names}
