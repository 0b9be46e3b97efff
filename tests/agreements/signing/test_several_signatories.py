"""A party that names several signatories, each in a position of their own, who sign in steps."""

import pytest

from agreements.evidence.frozen import canonical_json
from agreements.evidence.signatures import signatures_of
from agreements.kinds import EventKind
from agreements.members import actions as members
from agreements.models import DataShare, Event, Member
from agreements.negotiating.contradictions import contradictions_in
from agreements.signing import actions as sign_off
from agreements.signing import freezing, replacing
from agreements.signing.sealing import seal
from agreements.states import Role, State
from agreements.verifying.audit import verify_everything
from community.models import Notification, User
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.evidence import independent
from tests.agreements.signing.signatures import newest, sign, signatures, signed
from tests.cast import Cast
from tests.support.once import Built
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = stages.agreed
SIRO = "Senior Information Risk Owner"


@pytest.fixture
def share(built: Built, cast: Cast) -> DataShare:
    """Return an agreed share for whose supplier a second person signs."""
    email = cast.supplier_colleague.email
    members.invite(share=built.share, email=email, role=Role.SIGNATORY, office=SIRO, by=cast.supplier)
    return stages.fresh(built.share)


def frozen(share: DataShare, by: User, *ranks: int) -> DataShare:
    """Freeze the words; `ranks` are those of the acquirer's signatory, of the supplier's, and of its second one."""
    steps = zip(freezing.signatories_of(share), ranks, strict=True) if ranks else ()
    freezing.freeze_words(share=share, ranks={member.pk: rank for member, rank in steps}, by=by)
    return stages.fresh(share)


def state(share: DataShare) -> str:
    return stages.fresh(share).edition.state


def asked(user: User) -> list[str]:
    """Return the subjects of the messages that ask a user to sign."""
    told = Notification.objects.filter(user=user, subject__startswith="Sign the agreement").order_by("pk")
    return [message.body for message in told]


def test_each_of_two_signatories_must_sign(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast.acquirer)
    for user in (cast.supplier_signatory, cast.acquirer_signatory):
        assert sign(user, share).status == 302
        assert state(share) == State.SIGNING
    assert sign(cast.supplier_colleague, share).status == 302

    assert state(share) == State.IN_FORCE
    assert {(row.name, row.office) for row in signatures(share) if row.party.gives} == {
        ("Victor Stone", "Director of Data"),
        (str(cast.supplier_colleague), SIRO),
    }
    assert Event.objects.filter(share=share, kind=EventKind.BROUGHT_INTO_FORCE).count() == 1
    assert verify_everything().findings == []


def test_who_signs_for_one_party_signs_in_no_other_position(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast.acquirer)
    signed(share, cast.supplier_signatory)
    signed(share, cast.supplier_signatory)

    assert [row.office for row in signatures(share)] == ["Director of Data"]
    assert sign(cast.supplier, share).status == 403
    assert sign(cast.acquirer_colleague, share).status == 403
    assert len(signatures(share)) == 1


def test_signed_words_and_pages_name_positions_and_people(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast.acquirer)
    words = newest(share).words
    assert f'<td class="govuk-table__cell">{SIRO}</td>' in words.html
    page = Visitor(cast.onlooker).get("sign", share).words
    assert f"{cast.supplier_colleague}, {SIRO}" in page
    assert f"{cast.supplier_signatory}, Director of Data" in page
    signed(share, cast.supplier_colleague, cast.supplier_signatory, cast.acquirer_signatory)

    assert seal(newest(share).pk)
    found = [(row.party, row.office) for row in signatures_of(newest(share))]
    assert found.count(("Office for Records", SIRO)) == 1
    assert len(found) == 3
    assert verify_everything().findings == []


def test_same_step_signs_in_any_order_and_a_later_one_waits(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast.acquirer, 2, 1, 1)
    assert [row.rank for row in newest(share).required.order_by("place")] == [2, 1, 1]
    assert sign(cast.acquirer_signatory, share).status == 403
    with pytest.raises(NotNow, match="it is not your turn yet"):
        signed(share, cast.acquirer_signatory)
    page = Visitor(cast.acquirer_signatory).get("sign", share).words
    assert "You cannot sign yet" in page
    assert "Victor Stone (Office for Records) and" in page

    signed(share, cast.supplier_colleague)
    assert sign(cast.acquirer_signatory, share).status == 403
    assert asked(cast.acquirer_signatory) == []
    assert len(asked(cast.supplier_signatory)) == 1
    signed(share, cast.supplier_signatory)
    assert len(asked(cast.acquirer_signatory)) == 1
    assert "It is now your turn to sign as Director of Data" in asked(cast.acquirer_signatory)[0]
    signed(share, cast.acquirer_signatory)
    assert state(share) == State.IN_FORCE
    assert verify_everything().findings == []


def test_each_of_a_later_step_is_asked_once(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast.acquirer, 1, 2, 2)
    assert "you sign first" in asked(cast.acquirer_signatory)[0]
    signed(share, cast.acquirer_signatory)
    for user in (cast.supplier_signatory, cast.supplier_colleague):
        assert len(asked(user)) == 1
    signed(share, cast.supplier_signatory)
    assert len(asked(cast.supplier_colleague)) == 1


def test_first_step_of_two_says_that_others_sign_first_too(cast: Cast, share: DataShare) -> None:
    frozen(share, cast.acquirer, 2, 1, 1)
    for user in (cast.supplier_signatory, cast.supplier_colleague):
        assert "you are one of those who sign first" in asked(user)[0]
    later = Notification.objects.get(user=cast.acquirer_signatory, subject__startswith="You sign later")
    assert "Another signatory must sign it first" in later.body


def test_next_step_says_who_signs_before_whom(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast.acquirer, 2, 1, 1)
    words = Visitor(cast.onlooker).get("overview", share).words
    two = f"Victor Stone (Office for Records) and {cast.supplier_colleague} (Office for Records)"
    assert f"Waiting for {two}, then Dilys Morgan (Barchester City Council) to sign" in words


def test_a_lead_chooses_the_steps_on_the_page(cast: Cast, share: DataShare) -> None:
    lead = Visitor(cast.acquirer)
    page = lead.get("freeze", share)
    assert "Each organisation names its own signatories on the People page." in page.words
    first, second, third = freezing.signatories_of(share)
    steps = {f"step_{first.pk}": "3", f"step_{second.pk}": "1", f"step_{third.pk}": "1"}
    wrong = lead.post("freeze", share, order="chosen", **{**steps, f"step_{third.pk}": "9"}, **stages.confirmed(share))
    assert wrong.errors
    assert not share.agreements.exists()

    assert lead.post("freeze", share, order="chosen", **steps, **stages.confirmed(share)).status == 302
    assert [row.rank for row in newest(share).required.order_by("place")] == [2, 1, 1]
    page = Visitor(cast.onlooker).get("sign", share)
    assert "Who must sign, in this order" in page.words
    assert page.all("//td[@data-label='Step']/text()") == ["1", "1", "2"]


def test_acquirer_first_lets_suppliers_sign_in_any_order(cast: Cast, share: DataShare) -> None:
    Visitor(cast.acquirer).post("freeze", share, order="given", **stages.confirmed(share))
    assert [row.rank for row in newest(share).required.order_by("place")] == [1, 2, 2]


def test_a_plain_share_offers_no_steps(cast: Cast, built: Built) -> None:
    page = Visitor(cast.acquirer).get("freeze", built.share)
    choices = page.all("//input[@name='order']/@value")
    assert choices == ["any", "given"]
    assert "Each organisation names its own signatories" not in page.words
    assert page.all("//select") == []


def test_one_is_replaced_and_the_others_signature_stays(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast.acquirer)
    signed(share, cast.supplier_signatory, cast.acquirer_signatory)
    lead = Visitor(cast.supplier)
    page = lead.get("replace_signatory", share)
    assert f"{cast.supplier_colleague} was named to sign for Office for Records" in page.words

    lead.post("replace_signatory", share, email=cast.supplier_expert.email)
    assert len(signatures(share)) == 2
    assert sign(cast.supplier_colleague, share).status == 403
    assert sign(cast.supplier_expert, share).status == 302
    assert state(share) == State.IN_FORCE
    assert {row.office for row in signatures(share) if row.user == cast.supplier_expert} == {SIRO}
    assert verify_everything().findings == []


def test_a_lead_says_whose_place_the_new_signatory_takes(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast.acquirer)
    lead, email = Visitor(cast.supplier), cast.supplier_expert.email
    assert lead.post("replace_signatory", share, email=email).errors == ["Select whose place they take"]
    assert lead.post("replace_signatory", share, email=email, place="1").errors
    third = newest(share).required.get(office=SIRO)
    assert lead.post("replace_signatory", share, email=email, place=str(third.place)).status == 302

    live = Member.objects.live().filter(share=share, role=Role.SIGNATORY, party__gives=True)
    assert {str(member) for member in live} == {"Victor Stone", str(cast.supplier_expert)}
    signed(share, cast.supplier_signatory, cast.supplier_expert, cast.acquirer_signatory)
    assert verify_everything().findings == []


def test_who_signs_already_takes_no_second_place(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast.acquirer)
    signed(share, cast.supplier_signatory)
    with pytest.raises(NotNow, match="already named to sign as Director of Data"):
        replacing.replace_signatory(share=share, email=cast.supplier_signatory.email, by=cast.supplier)
    with pytest.raises(NotNow, match="is already the signatory"):
        replacing.replace_signatory(share=share, email=cast.supplier_colleague.email, by=cast.supplier)
    first = newest(share).required.get(party__is_lead=True).place
    with pytest.raises(NotNow, match="has already signed this text"):
        replacing.replace_signatory(share=share, email=cast.supplier_expert.email, place=first, by=cast.supplier)


def test_a_decline_tells_who_has_signed(cast: Cast, share: DataShare) -> None:
    share = frozen(share, cast.acquirer)
    signed(share, cast.supplier_signatory, cast.acquirer_signatory)
    sign_off.decline(agreement=newest(share), reason="The risk is too high.", by=cast.supplier_colleague)

    assert state(share) == State.NEGOTIATING
    for user in (cast.supplier_signatory, cast.acquirer_signatory):
        told = Notification.objects.get(user=user, subject__startswith="A signatory declined")
        assert "If you have signed it, your signature is cancelled." in told.body
        assert "The risk is too high." in told.body


def test_inviting_another_says_that_all_must_sign(cast: Cast, share: DataShare, built: Built) -> None:
    page = Visitor(cast.supplier).get("invite", share).words
    assert f"Victor Stone (Director of Data) and {cast.supplier_colleague} ({SIRO}) also sign" in page
    assert "Dilys Morgan (Director of Data) also signs: everyone you name must sign." in (
        Visitor(cast.acquirer).get("invite", share).words
    )


def test_a_second_signatory_contradicts_no_answer(cast: Cast, share: DataShare) -> None:
    said = [found.says for found in contradictions_in(share)]
    assert not [line for line in said if str(cast.supplier_colleague) in line or SIRO in line]


def test_the_independent_verifier_wants_every_position_signed() -> None:
    words = {"signatories": [{"party": "A", "office": "Director"}, {"party": "A", "office": SIRO}]}
    row = dict.fromkeys(independent.SIGNED, "x") | {"party": "A", "digest": "d"}
    both = [row | {"office": "Director", "at": "1"}, row | {"office": "Director", "at": "2"}]
    text = '{"format":"das-signatures-1","signatures":%s}'
    faults = list(independent.signature_faults(words, "d", (text % canonical_json(both)).encode()))
    assert faults == ["not everyone signed once"]
    both[1]["office"] = SIRO
    assert list(independent.signature_faults(words, "d", (text % canonical_json(both)).encode())) == []
