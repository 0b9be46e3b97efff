"""Common rules of three bodies of the demonstration, in force, and a data share that stands under them."""

from typing import Any, Final

from agreements.answers import revision_of
from agreements.members import actions as members
from agreements.models import DataShare, Outcome, Reason
from agreements.negotiating import actions as negotiating
from agreements.questionnaire.question_sets import CURRENT_RULES
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.requesting import bodies, records, umbrella, under_rules
from agreements.responding import actions as responding
from agreements.signing import actions as signing
from agreements.signing import freezing
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import User
from datashare.demonstration.people import COUNCIL, POLICE, TRUST, body
from datashare.demonstration.shares import CONFIRMED, among_several, opened_for

TITLE: Final = "Rules for sharing data about people at risk in Sheffield"
AIMS: Final = (
    "The council, the police and the hospitals trust help the same people in an emergency. We want to agree once how "
    "we protect the data that we share, so that each new data share takes less time."
)
ANSWERS: Final[dict[str, Any]] = {
    "review_every": {"chosen": "1_year", "on": ""},
    "breach": [
        {
            "id": "row1",
            "party": "Sheffield City Council",
            "contact": "Information security, day and night",
            "hours": "12",
        },
        {"id": "row2", "party": "South Yorkshire Police", "contact": "Force control room", "hours": "12"},
        {
            "id": "row3",
            "party": "Sheffield Teaching Hospitals NHS Foundation Trust",
            "contact": "Duty information officer",
            "hours": "24",
        },
    ],
}
# The bodies that give and receive beside the trust, who leads for each, and what it receives the data for.
OTHERS: Final = (
    (COUNCIL, "priya", "Choosing where to open cool spaces when a heat-health alert is issued."),
    (POLICE, "gareth", "Knowing in which areas more calls for help are likely during a heatwave."),
)
# Who leads for each body; each also signs for it.
LEADS: Final = {COUNCIL: "priya", POLICE: "gareth", TRUST: "helen"}


def make_rules(asset: DataAsset, cast: dict[str, User]) -> list[DataShare]:
    """Return the rules, and two data shares under them that are being agreed: one of two bodies, and one of four."""
    rules = _in_force(_sent(cast), cast)
    return [rules, _under(rules, asset, cast), _of_four(rules, asset, cast)]


def _sent(cast: dict[str, User]) -> DataShare:
    priya = cast["priya"]
    share = umbrella.open_rules(title=TITLE, aims=AIMS, organisation=body(COUNCIL), by=priya)
    for step in CURRENT_RULES.steps.values():
        if values := {key: ANSWERS[key] for key in step.keys if key in ANSWERS}:
            revision = revision_of(share.edition.answers.filter(key__in=step.keys))
            requesting.answer(share=share, step=step, values=values, revision=revision, by=priya)
    for slug, lead in LEADS.items():
        if slug != COUNCIL:
            umbrella.add_body(share=share, body=body(slug), email=cast[lead].email, by=priya)
    umbrella.offer(share=share, by=priya)
    return share


def _in_force(share: DataShare, cast: dict[str, User]) -> DataShare:
    wordings = {
        key: current for key, current in share.edition.clauses.in_text().values_list("pk", "current_id") if current
    }
    for lead in LEADS.values():
        person = cast[lead]
        negotiating.agree(share=share, wordings=wordings, by=person)
        members.invite(share=share, email=person.email, role=Role.SIGNATORY, office=person.job_title, by=person)
    agreement = freezing.freeze_words(share=share, by=cast["priya"])
    for lead in LEADS.values():
        signing.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=cast[lead])
    publish_owed()
    return share


def _under(rules: DataShare, asset: DataAsset, cast: dict[str, User]) -> DataShare:
    """Return a request under the rules. Its supplier has not joined them, and will by signing."""
    share = opened_for("priya", COUNCIL, asset, cast, "Emergency attendances to plan Sheffield’s heat centres")
    edition = rules.agreements.select_related("share").get()
    under_rules.stand_under(share=share, rules=edition, by=cast["priya"])
    requesting.submit(share=share, declared=CONFIRMED, by=cast["priya"])
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast["sunita"])
    return share


def _of_four(rules: DataShare, asset: DataAsset, cast: dict[str, User]) -> DataShare:
    """Return a request of the trust in which the council and the police give and receive too.

    The police have refused to give theirs, which was useful but not needed; they still receive.
    """
    helen = cast["helen"]
    of_trust = among_several("Sheffield Teaching Hospitals NHS Foundation Trust")
    share = opened_for("helen", TRUST, asset, cast, "Where help at home will be needed in a heatwave", of_trust)
    under_rules.stand_under(share=share, rules=rules.agreements.select_related("share").get(), by=helen)
    for slug, lead, purpose in OTHERS:
        told = {"gives": True, "purpose": purpose, "email": cast[lead].email}
        bodies.add_body(share=share, body=body(slug), by=helen, **told)  # type: ignore[arg-type]
    records.say_needed(share=share, useful=[body(POLICE).pk], by=helen)
    requesting.submit(share=share, declared=CONFIRMED, by=helen)
    for lead in ("sunita", "priya"):
        responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast[lead])
    refused = "Our reports name people whom we cannot warn of this use. We will help with what others find."
    responding.decide(share=share, outcome=Outcome.REFUSE, reason=Reason.NO_POWER, text=refused, by=cast["gareth"])
    return share
