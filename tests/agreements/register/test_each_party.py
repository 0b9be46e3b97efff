"""The register entry of a data share in which several receive: power, basis and retention of each of them."""

import pytest

from agreements.members import actions as members
from agreements.models import Agreement, DataShare, Outcome, PartyAnswer
from agreements.negotiating import actions as negotiation
from agreements.questionnaire.receiver import receiver_set
from agreements.register.entry import content_of
from agreements.responding import actions as responding
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.states import Role
from catalogue.models import DataAsset
from tests.agreements import stages
from tests.agreements.requesting.test_receivers_halves import answer
from tests.agreements.requesting.test_several_receivers import add, sent
from tests.cast import Bodies, Cast, make_person

pytestmark = pytest.mark.django_db
COUNCIL, AGENCY = "Barchester City Council", "Agency for Elsewhere"


@pytest.fixture
def draft(cast: Cast, asset: DataAsset, bodies: Bodies) -> DataShare:
    """Return an unsent request in which the Agency for Elsewhere receives too."""
    share = stages.draft(cast, asset, stages.checked_answers())
    add(share, cast, bodies.elsewhere)
    return share


def answer_all(share: DataShare, cast: Cast) -> None:
    """Answer for the agency as the council has, but keep the data for another time."""
    given = share.edition.answers.as_mapping()
    given["retention"] = {"chosen": "other", "detail": "8 weeks", "why": "Cases are short."}
    for step in receiver_set(share.edition.question_set).steps.values():
        if values := {key: given[key] for key in step.keys if key in given}:
            answer(share, cast.stranger, step.slug, **values)


def in_force(share: DataShare, cast: Cast, bodies: Bodies) -> Agreement:
    return in_force_from(sent(share, cast), cast, bodies)


def in_force_from(share: DataShare, cast: Cast, bodies: Bodies) -> Agreement:
    """Return the agreement of a request that was sent, signed by everyone."""
    responding.decide(share=share, outcome=Outcome.ACCEPT, reason=None, text="", by=cast.supplier)
    share = stages.fresh(share)
    signing = {
        cast.acquirer: cast.acquirer_signatory,
        cast.supplier: cast.supplier_signatory,
        cast.stranger: make_person("director", "Femi Obi", bodies.elsewhere),
    }
    for lead, person in signing.items():
        if not share.members.filter(user=person, role=Role.SIGNATORY).exists():
            members.invite(share=share, email=person.email, role=Role.SIGNATORY, office="Director", by=lead)
    stages.fill_gaps(share, cast)
    for lead in signing:
        own = members.party_of(share, lead)
        left = share.edition.clauses.binding(own).exclude(current__agreements__party=own)
        negotiation.agree(share=share, wordings={clause.pk: clause.current_id or 0 for clause in left}, by=lead)
    agreement = freezing.freeze_words(share=stages.fresh(share), by=cast.acquirer)
    for person in signing.values():
        sign_off.sign(agreement=agreement, digest=agreement.words.digest, method="password", by=person)
    agreement.refresh_from_db()
    return agreement


def test_entry_says_what_each_receiver_answers(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    answer_all(draft, cast)
    says = content_of(in_force(draft, cast, bodies))["says"]
    assert says["retention"]["columns"] == ["Organisation", "How long the data is kept"]
    kept = dict(says["retention"]["rows"])
    assert list(kept) == [COUNCIL, AGENCY]
    assert "8 weeks" in kept[AGENCY]
    assert "8 weeks" not in kept[COUNCIL]
    assert [name for name, _ in says["lawful_basis"]["rows"]] == [COUNCIL, AGENCY]
    assert "rows" not in says["purpose"]


def test_entry_has_the_signed_words_of_all_if_those_of_one_count(draft: DataShare, cast: Cast, bodies: Bodies) -> None:
    answer(draft, cast.stranger, "access", access="Our own team.")
    says = content_of(in_force(draft, cast, bodies))["says"]
    assert [clause["heading"] for clause in says["retention"]["clauses"]] == [COUNCIL, AGENCY]
    assert [clause["heading"] for clause in says["legal_power"]["clauses"]] == [
        f"{COUNCIL} as receiver", f"{AGENCY} as receiver"
    ]  # fmt: skip


def test_gateway_that_a_giver_denies_gives_way_to_what_each_giver_signed(
    draft: DataShare, cast: Cast, bodies: Bodies
) -> None:
    answer_all(draft, cast)
    own = {"chosen": "another", "another": "Section 12 of our own Act."}
    share = sent(draft, cast)
    PartyAnswer.objects.create(
        edition=share.edition, party=share.parties.get(gives=True), key="s_gateway", value=own, author=cast.supplier
    )
    entry = content_of(in_force_from(share, cast, bodies))
    [position] = entry["says"]["gateway"]["clauses"]
    assert position["heading"].endswith(" as giver")
    assert "Section 12 of our own Act." in str(position)
    assert entry["gateway"] == ""
