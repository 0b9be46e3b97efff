"""The lead goes on without a party that is late: the words come into force without it, once, and all pages say so."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from agreements.evidence.signatures import joins_later
from agreements.kinds import EventKind
from agreements.models import DataShare, JoinsLater, Party, SealJob
from agreements.register.publish import publish_owed
from agreements.signing import actions as sign_off
from agreements.signing import freezing, joining_later
from agreements.signing.sealing import seal
from agreements.states import State
from agreements.verifying.audit import verify_everything
from agreements.verifying.checks import check_file
from agreements.verifying.history_file import evidence_of
from community.models import Notification
from datashare.lib.exceptions import NotNow
from datashare.lib.files import stored
from tests.agreements import stages
from tests.agreements.evidence import independent
from tests.agreements.signing import three
from tests.agreements.signing.signatures import newest, sign, signed
from tests.cast import Cast, make_asset
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
STAGE = three.frozen
REASON = "Its board meets in March."


def party(share: DataShare, name: str) -> Party:
    return share.parties.get(organisation__name=name)


def useful(share: DataShare, cast: Cast) -> Party:
    """Return the party whose data is not needed."""
    return share.parties.get(organisation=cast.stranger.memberships.get().organisation)


def moved(share: DataShare, cast: Cast) -> bool:
    return joining_later.move(share=share, party=useful(share, cast), reason=REASON, by=cast.acquirer)


def state(share: DataShare) -> str:
    return stages.fresh(share).edition.state


def kinds(share: DataShare) -> list[str]:
    return list(share.events.order_by("sequence").values_list("kind", flat=True))


def test_all_others_sign_and_it_is_in_force_without_the_late_one(cast: Cast, share: DataShare) -> None:
    assert not moved(share, cast)
    signed(share, cast.acquirer_signatory)
    assert state(share) == State.SIGNING
    signed(share, cast.supplier_signatory)

    assert state(share) == State.IN_FORCE
    assert kinds(share)[-1] == EventKind.BROUGHT_INTO_FORCE_WITHOUT
    assert SealJob.objects.count() == 1
    assert joins_later(newest(share)) == (str(useful(share, cast)),)
    assert verify_everything().findings == []


def test_moving_the_last_one_brings_it_into_force(cast: Cast, share: DataShare) -> None:
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    assert state(share) == State.SIGNING
    assert moved(share, cast)

    assert state(share) == State.IN_FORCE
    assert kinds(share)[-2:] == [EventKind.PARTY_JOINS_LATER, EventKind.BROUGHT_INTO_FORCE_WITHOUT]
    assert SealJob.objects.count() == 1
    assert sign(three.director(cast), share).status == 409
    assert verify_everything().findings == []


def test_who_was_moved_may_sign_until_it_is_in_force(cast: Cast, share: DataShare) -> None:
    moved(share, cast)
    assert sign(three.director(cast), share).status == 302
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)

    assert state(share) == State.IN_FORCE
    assert kinds(share)[-1] == EventKind.BROUGHT_INTO_FORCE
    assert joins_later(newest(share)) == ()
    assert verify_everything().findings == []


def test_only_a_late_party_that_is_not_needed_is_moved(cast: Cast, share: DataShare) -> None:
    for name in (three.ASKS, three.GIVES):
        with pytest.raises(NotNow, match="there is no agreement without it"):
            joining_later.move(share=share, party=party(share, name), reason=REASON, by=cast.acquirer)
    signed(share, three.director(cast))
    with pytest.raises(NotNow, match="It has signed"):
        moved(share, cast)
    assert not JoinsLater.objects.exists()


def test_a_party_is_moved_once(cast: Cast, share: DataShare) -> None:
    moved(share, cast)
    with pytest.raises(NotNow, match="was moved before"):
        moved(share, cast)
    assert kinds(share).count(EventKind.PARTY_JOINS_LATER) == 1


def test_only_a_lead_of_who_asks_moves_a_party(cast: Cast, share: DataShare) -> None:
    late = useful(share, cast)
    for user in (cast.supplier, cast.stranger, cast.acquirer_colleague, cast.acquirer_signatory, cast.onlooker):
        with pytest.raises(PermissionDenied, match=f"Only a lead for {three.ASKS} can do this|does not let you"):
            joining_later.move(share=share, party=late, reason=REASON, by=user)
        assert Visitor(user).post("joins_later", share, late=str(late.pk), reason=REASON).status == 403
    assert not JoinsLater.objects.exists()


def test_the_lead_moves_it_on_the_page(cast: Cast, share: DataShare) -> None:
    lead, late = Visitor(cast.acquirer), useful(share, cast)
    assert "Go on without an organisation that is late" in lead.get("sign", share).words
    assert "Go on without" not in Visitor(cast.supplier).get("sign", share).words
    page = lead.get("joins_later", share)
    assert page.all("//input[@name='late']/@value") == [str(late.pk)]
    empty = lead.post("joins_later", share, late=str(late.pk))
    assert empty.errors == ["Enter why the agreement should not wait for it"]
    assert lead.post("joins_later", share, late=str(late.pk), reason=REASON).status == 302

    seen = Visitor(cast.onlooker).get("sign", share).words
    assert "Not signed yet The agreement can come into force without it." in seen
    assert f"The agreement can come into force without {late}." in Visitor(cast.onlooker).get("overview", share).words
    assert "cannot come into force without any" in lead.get("joins_later", share).words
    assert lead.post("joins_later", share, late=str(late.pk), reason=REASON).status == 409
    assert REASON in Visitor(cast.supplier).get("history", share).words


def test_everyone_is_told_and_the_moved_one_how_it_can_go_on(cast: Cast, share: DataShare) -> None:
    moved(share, cast)
    told = Notification.objects.filter(subject__startswith="The others can go on without you")
    assert {message.user for message in told} == {cast.stranger, three.director(cast)}
    assert all(REASON in message.body and "can still sign" in message.body for message in told)
    others = Notification.objects.filter(subject__startswith="Out for signature without one organisation")
    assert {cast.supplier, cast.supplier_signatory, cast.acquirer_signatory} <= {message.user for message in others}
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    told = Notification.objects.filter(user=cast.stranger, subject__startswith="In force without your organisation")
    assert f"Talk to {three.ASKS} if you want to join: it can join only by a variation" in told.get().body


def test_pages_number_a_schedule_once(cast: Cast, share: DataShare) -> None:
    lead = Visitor(cast.acquirer)
    for page in (lead.get("agreement", share), lead.get("draft", share, "mou"), lead.get("sign", share)):
        assert "Schedule 1: parties" in page.words
        assert "S1 Schedule" not in page.words


def test_its_decline_moves_no_one_else(cast: Cast, share: DataShare) -> None:
    signed(share, cast.acquirer_signatory)
    moved(share, cast)
    signer = Visitor(three.director(cast))
    assert "signatures already given still count" in signer.get("decline", share).words
    assert signer.post("decline", share, reason="We cannot.").status == 302
    assert state(share) == State.SIGNING
    assert kinds(share)[-1] == EventKind.OWN_SIGNATURE_DECLINED
    told = Notification.objects.filter(user=cast.acquirer_signatory, subject__startswith="An organisation declined")
    assert "Signatures already given still count." in told.get().body

    signed(share, cast.supplier_signatory)
    assert state(share) == State.IN_FORCE
    assert verify_everything().findings == []


def test_decline_of_a_party_that_is_awaited_stops_all(cast: Cast, share: DataShare) -> None:
    moved(share, cast)
    sign_off.decline(agreement=newest(share), reason="No.", by=cast.supplier_signatory)
    assert state(share) == State.NEGOTIATING
    assert verify_everything().findings == []


def test_pages_say_who_has_signed_and_who_may_join(cast: Cast, share: DataShare) -> None:
    late = str(useful(share, cast))
    moved(share, cast)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    publish_owed()
    assert seal(newest(share).pk)

    for person in (cast.acquirer, cast.supplier, cast.stranger):
        assert f"without {late}" in Visitor(person).get("overview", share).words
        assert f"Agreed to give, not signed by {late}" in Visitor(person).get("overview", share).words
        assert f"{late} had not signed when the agreement came into force" in Visitor(person).get("files", share).words
    given = Visitor(cast.supplier_signatory).get("signature_given", share).words
    assert "Everyone whose signature it needed has signed." in given
    assert "Not signed" in given
    entry = share.entry
    assert (entry.acquirers, entry.suppliers, entry.joins_later) == ([three.ASKS], [three.GIVES], [late])
    assert late not in [body for body, _ in entry.signed_as]
    assert [publisher for _, _, publisher in entry.records] == [three.GIVES]
    public = Visitor()
    assert f"Not signed {late}" in public.get("register_entry", share).words
    checked = public.get("/verify/", query={"reference": share.reference}).words
    assert f"Not signed {late}" in checked


def test_the_sealed_file_proves_who_has_not_signed(cast: Cast, share: DataShare) -> None:
    late = str(useful(share, cast))
    moved(share, cast)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    publish_owed()
    assert seal(newest(share).pk)

    file = stored(newest(share).sealed.name)
    assert file is not None
    content = file.read()
    attached = independent.attachments(content)
    assert json.loads(attached["signatures.json"])["joins_later"] == [late]
    assert independent.file_faults(content) == []
    checked = check_file(content)
    assert checked.heading == "Genuine and in force"
    assert checked.checks[3].text == f"Each organisation signed the attached text once, but {late} did not."
    assert checked.evidence is not None
    assert checked.evidence.joins_later == (late,)
    history = json.loads(json.dumps(evidence_of(stages.fresh(share))))
    sha = newest(share).sealed.sha256
    assert independent.story_faults(history, attached, sha) == []
    assert independent.history_faults(history) == []

    forged = json.loads(attached["signatures.json"]) | {"joins_later": [three.GIVES]}
    told = independent.story_faults(history, {**attached, "signatures.json": json.dumps(forged).encode()}, sha)
    assert "in force without other parties" in told


def test_steps_wait_for_no_one_who_joins_later(cast: Cast, share: DataShare) -> None:
    sign_off.reopen(share=share, reason="Steps.", by=cast.acquirer)
    share = stages.fresh(share)
    members = freezing.signatories_of(share)
    ranks = {member.pk: 1 if member.party == useful(share, cast) else 2 for member in members}
    freezing.freeze_words(share=share, ranks=ranks, by=cast.acquirer)
    with pytest.raises(NotNow, match="not your turn"):
        signed(share, cast.acquirer_signatory)
    moved(stages.fresh(share), cast)
    for user in (cast.acquirer_signatory, cast.supplier_signatory):
        told = Notification.objects.filter(user=user, subject__startswith="Sign the agreement").latest("pk")
        assert "It is now your turn to sign the agreement" in told.body
    signed(share, cast.acquirer_signatory, cast.supplier_signatory)
    assert state(share) == State.IN_FORCE


def test_two_parties_are_offered_nothing_of_this(cast: Cast) -> None:
    share = stages.signing(cast, make_asset(stages.working_for(cast.supplier), "Another record"))
    assert "Go on without" not in Visitor(cast.acquirer).get("sign", share).words
    assert joining_later.movable(share, newest(share)) == []
