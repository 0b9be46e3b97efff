"""A negotiation of several bodies, by the actions that the pages call; only its clauses are made up to a number."""

from itertools import count

from agreements.members.actions import party_of
from agreements.models import Clause, DataShare, Outcome, Party, Wording
from agreements.negotiating import actions as negotiating
from agreements.requesting import actions as requesting
from agreements.requesting import bodies, records
from agreements.responding import actions as responding
from agreements.wording.gaps import has_gap
from catalogue.models import DataAsset
from community.models import User
from datashare.demonstration.people import PARTS, body
from datashare.demonstration.shares import CONFIRMED, RECEIVERS
from datashare.management.commands.load_demonstration import SECOND_RECORD

TITLE = "Several bodies agree"
LEADS = ("amina", "sunita", "priya", "gareth", "helen", "wilf")


def person(key: str) -> User:
    return User.objects.get(email=next(part.email for part in PARTS if part.key == key))


def negotiation(draft: DataShare, *, parties: int, clauses: int, comments: int) -> DataShare:
    """Let this draft of two bodies become a negotiation of so many, at most six, with so many clauses."""
    for slug, lead, gives, purpose in RECEIVERS[: parties - 2]:
        told = {"purpose": purpose, "email": person(lead).email}
        bodies.add_body(share=draft, body=body(slug), gives=gives, by=person("amina"), **told)
    if parties > 2 + len(RECEIVERS):
        second = DataAsset.objects.get(title=SECOND_RECORD)
        records.add_record(share=draft, asset=second, by=person("amina"))
    requesting.submit(share=draft, declared=CONFIRMED, by=person("amina"))
    for lead in LEADS[1:]:
        if Party.objects.deciding().filter(share=draft, members__user=person(lead)).exists():
            responding.decide(share=draft, outcome=Outcome.ACCEPT, reason=None, text="", by=person(lead))
    share = DataShare.objects.get(pk=draft.pk)
    _make_up(share, clauses)
    _negotiate(share, LEADS[:parties], comments)
    return share


def _make_up(share: DataShare, clauses: int) -> None:
    """Copy clauses under further numbers until there are so many."""
    found = list(share.edition.clauses.select_related("current"))
    for number in range(max(0, clauses - len(found))):
        model = found[number % len(found)]
        text = model.current.text if model.current else ""
        given = {"document": model.document, "section": model.section, "section_heading": model.section_heading}
        copy = Clause.objects.create(
            edition=share.edition,
            number=f"{model.number}.{number + 1}",
            position=model.position,
            key=f"{model.key}.{number + 1}",
            heading=model.heading,
            sources=model.sources,
            **given,
        )
        copy.current = Wording.objects.create(clause=copy, number=1, text=text)
        copy.save(update_fields=["current"])


def _negotiate(share: DataShare, leads: tuple[str, ...], comments: int) -> None:
    """Agree half of the clauses for all, propose for some, and comment."""
    clauses = [clause for clause in share.edition.clauses.select_related("current") if clause.current]
    whole = [clause for clause in clauses if clause.current and not has_gap(clause.current.text)]
    for lead in leads:
        party = party_of(share, person(lead))
        wordings = {clause.pk: clause.current_id or 0 for clause in whole[::2] if clause.is_for(party)}
        negotiating.agree(share=share, wordings=wordings, by=person(lead))
    for clause in whole[1:20:2]:
        text = f"{clause.current.text if clause.current else ''}\n\nThe parties review this every six months."
        told = {"text": text, "reason": "All asked for a date."}
        negotiating.propose(clause=clause, based_on=clause.current_id or 0, by=person("sunita"), **told)
    for number, lead in zip(range(comments), (leads[at % len(leads)] for at in count()), strict=False):
        clause = clauses[number % len(clauses)]
        negotiating.comment(clause=clause, text=f"Point {number}: who checks this?", private=False, by=person(lead))
