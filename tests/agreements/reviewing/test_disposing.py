"""After the end, who received data certifies its disposal, and who gave it accepts the certificate or returns it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.kinds import EventKind
from agreements.models import DataShare, Disposal, DisposalCertificate, EndGround
from agreements.register.publish import publish_owed
from agreements.requesting import actions as requesting
from agreements.reviewing import disposing, ending
from agreements.states import State
from agreements.varying.actions import vary
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.clock import working_days_between
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import lived, stages
from tests.agreements.signing import three
from tests.agreements.signing.signatures import signed
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return lived.ended(cast, asset)


def given(**other: Any) -> dict[str, Any]:
    return lived.CERTIFICATE | {"destroyed_on": timezone.localdate()} | other


def certify(share: DataShare, cast: Cast, **other: Any) -> DisposalCertificate:
    return disposing.certify(share=share, given=given(**other), by=cast.acquirer)


def answer(share: DataShare, made: DisposalCertificate, cast: Cast, reason: str = "") -> None:
    disposing.answer(share=share, certificate=made.pk, accepts=not reason, reason=reason, by=cast.supplier)


def told(share: DataShare) -> list[str]:
    return list(share.events.order_by("sequence").values_list("kind", flat=True))


def test_who_received_data_owes_a_certificate_from_the_end_on(share: DataShare) -> None:
    disposal = Disposal.objects.get()
    assert disposal.party.is_lead
    assert working_days_between(timezone.localdate(), disposal.due_on) == 40
    assert told(share)[-1] == EventKind.DISPOSAL_OWED
    assert verify_everything([share]).findings == []
    assert Notification.objects.filter(subject__startswith="Dispose of the data").count() == 1


def test_its_leads_are_asked_on_the_desk_and_the_overview(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.acquirer)
    assert "Certify the disposal of the data" in visitor.get("shares").words
    assert "Certify the disposal of the data" in visitor.get("overview", share).words
    assert "Certify the disposal of the data" not in Visitor(cast.supplier).get("shares").words
    certify(share, cast)
    assert "Accept or return a certificate of disposal" in Visitor(cast.supplier).get("shares").words
    assert "Certify the disposal of the data" not in visitor.get("shares").words


def test_a_certificate_is_accepted_and_the_data_share_archived(cast: Cast, share: DataShare) -> None:
    with pytest.raises(NotNow):
        ending.archive(share=share, by=cast.acquirer)
    answer(share, certify(share, cast), cast)
    assert Disposal.objects.get().proved_at
    assert told(share)[-2:] == [EventKind.DISPOSAL_CERTIFIED, EventKind.CERTIFICATE_ACCEPTED]
    ending.archive(share=share, by=cast.supplier)
    assert stages.fresh(share).edition.state == State.ARCHIVED
    assert verify_everything([share]).findings == []


def test_history_keeps_what_was_certified(cast: Cast, share: DataShare) -> None:
    certify(share, cast, kept="Statistics that name no one.")
    words = Visitor(cast.supplier).get("history", share).words
    assert "The table in the case system and its copy in the archive." in words
    assert "Statistics that name no one." in words
    assert "Information Asset Owner" in words


def test_a_returned_certificate_is_certified_again(cast: Cast, share: DataShare) -> None:
    first = certify(share, cast)
    with pytest.raises(NotNow):
        certify(share, cast)
    answer(share, first, cast, "It says nothing about the backups.")
    assert Disposal.objects.with_state().get().waits_for_certificate
    again = certify(share, cast, backups_until=timezone.localdate() + timedelta(days=30))
    with pytest.raises(NotNow):
        answer(share, first, cast)
    answer(share, again, cast)
    assert Disposal.objects.get().proved_at
    assert verify_everything([share]).findings == []


def test_a_certificate_is_answered_once(cast: Cast, share: DataShare) -> None:
    made = certify(share, cast)
    answer(share, made, cast)
    with pytest.raises(NotNow):
        answer(share, made, cast, "Too late.")


def test_a_return_says_what_is_missing_and_a_day_is_not_to_come(cast: Cast, share: DataShare) -> None:
    with pytest.raises(Incomplete):
        certify(share, cast, destroyed_on=timezone.localdate() + timedelta(days=1))
    made = certify(share, cast)
    with pytest.raises(Incomplete):
        disposing.answer(share=share, certificate=made.pk, accepts=False, reason="", by=cast.supplier)


def test_others_neither_certify_nor_answer(cast: Cast, share: DataShare) -> None:
    for person in (cast.supplier, cast.acquirer_colleague, cast.acquirer_signatory, cast.onlooker, cast.stranger):
        with pytest.raises(PermissionDenied):
            disposing.certify(share=share, given=given(), by=person)
    made = certify(share, cast)
    for person in (cast.acquirer, cast.supplier_colleague, cast.stranger):
        with pytest.raises(PermissionDenied):
            disposing.answer(share=share, certificate=made.pk, accepts=True, reason="", by=person)


def test_nothing_is_owed_while_it_is_in_force(cast: Cast, asset: DataAsset) -> None:
    share = stages.in_force(cast, asset)
    with pytest.raises(PermissionDenied):
        disposing.certify(share=share, given=given(), by=cast.acquirer)
    assert Visitor(cast.acquirer).get("disposal", share).status == 404


def test_pages_certify_return_and_accept(cast: Cast, share: DataShare) -> None:
    today = timezone.localdate()
    day = {"destroyed_on-day": today.day, "destroyed_on-month": today.month, "destroyed_on-year": today.year}
    typed = {**lived.CERTIFICATE, **day, "nothing_else": "on"}
    missing = Visitor(cast.acquirer).post("certify_disposal", share, **{**typed, "done_by": ""})
    assert missing.errors == ["Enter which position destroyed it"]
    assert "The table in the case system" in missing.words
    assert Visitor(cast.acquirer).post("certify_disposal", share, **typed).status == 302
    made = DisposalCertificate.objects.get()
    visitor = Visitor(cast.supplier)
    assert "Accept or return this certificate" in visitor.get("disposal", share).words
    bare = visitor.post("answer_certificate", share, made.pk, decision="return", reason="")
    assert bare.errors == ["Enter what is missing"]
    assert visitor.post("answer_certificate", share, made.pk, decision="accept").status == 302
    assert "Accepted" in Visitor(cast.onlooker).get("disposal", share).words


def test_one_that_leaves_owes_its_own(cast: Cast, asset: DataAsset) -> None:
    share = three.frozen(cast, asset)
    signed(share, cast.acquirer_signatory, cast.supplier_signatory, three.director(cast))
    publish_owed()
    ground, reason = EndGround.UNLAWFUL, "Advice of 2 May."
    ending.end_at_once(share=share, ground=ground, reason=reason, by=three.director(cast))
    assert not Disposal.objects.exists()
    ending.end_at_once(share=share, ground=ground, reason=reason, by=cast.acquirer_signatory)
    assert [disposal.party.is_lead for disposal in Disposal.objects.all()] == [True]
    made = certify(share, cast)
    answer(share, made, cast)
    assert Disposal.objects.get().proved_at is None
    disposing.answer(share=share, certificate=made.pk, accepts=True, reason="", by=cast.stranger)
    assert Disposal.objects.get().proved_at


def test_one_that_never_signed_neither_disposes_nor_answers(cast: Cast, asset: DataAsset) -> None:
    share, ground = three.without_third(cast, asset), EndGround.UNLAWFUL
    ending.end_at_once(share=share, ground=ground, reason="Advice of 2 May.", by=cast.supplier_signatory)
    assert [disposal.party.is_lead for disposal in Disposal.objects.all()] == [True]
    made = certify(share, cast)
    with pytest.raises(NotNow, match="does not bind"):
        disposing.answer(share=share, certificate=made.pk, accepts=True, reason="", by=cast.stranger)
    answer(share, made, cast)
    assert Disposal.objects.get().proved_at
    ending.archive(share=share, by=cast.acquirer)
    assert stages.fresh(share).edition.state == State.ARCHIVED
    assert verify_everything([share]).findings == []


def test_nothing_is_archived_while_a_new_version_is_prepared(cast: Cast, asset: DataAsset) -> None:
    share, ground = stages.in_force(cast, asset), EndGround.NO_POWER
    vary(share=share, by=cast.acquirer)
    ending.end_at_once(share=stages.fresh(share), ground=ground, reason="Revoked.", by=cast.supplier_signatory)
    answer(share, certify(stages.fresh(share), cast), cast)
    assert "Archive this data share" not in Visitor(cast.acquirer).get("overview", share).words
    with pytest.raises(NotNow, match="A new version of the agreement is being prepared"):
        ending.archive(share=stages.fresh(share), by=cast.acquirer)
    requesting.withdraw(share=stages.fresh(share), reason="It has ended.", by=cast.acquirer)
    assert "Archive this data share" in Visitor(cast.acquirer).get("overview", share).words
    ending.archive(share=stages.fresh(share), by=cast.acquirer)
    assert stages.fresh(share).edition.state == State.ARCHIVED


def test_register_says_whether_the_data_is_still_held(cast: Cast, share: DataShare) -> None:
    def row() -> str:
        return Visitor().get("register_entry", share.reference).all("//dt[.='Disposal of the data']/../dd")[0]

    assert row().endswith(": not certified and accepted yet")
    answer(share, certify(share, cast), cast)
    assert "certified, and accepted on" in row()
