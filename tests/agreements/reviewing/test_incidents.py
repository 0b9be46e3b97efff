"""An incident is recorded, each organisation has 72 hours of its own, and all agree with how it is closed."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from docx import Document
from time_machine import travel

from agreements.kinds import EventKind
from agreements.models import Addressee, DataShare, Disposal, EndGround, Incident, Member
from agreements.register.publish import publish_owed
from agreements.reviewing import ending, incident_closing, incident_reminding, incidents
from agreements.reviewing.incident_forms import time_of
from agreements.reviewing.incidents_shown import time_left
from agreements.verifying.audit import verify_everything
from catalogue.models import DataAsset
from community.models import Notification
from community.skills import Skill
from datashare.lib.exceptions import Incomplete, NotNow
from tests.agreements import lived
from tests.agreements.overview.many import queries
from tests.agreements.signing import three
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return lived.hurt(cast, asset)


def told(share: DataShare) -> list[str]:
    return list(share.events.order_by("sequence").values_list("kind", flat=True))


def given(**other: Any) -> dict[str, Any]:
    return lived.INCIDENT | {"happened_from": timezone.localdate()} | other


def tell_ico(share: DataShare, by: Any, told_at: datetime | None, why_late: str = "") -> None:
    said = {"told_at": told_at, "words": "By telephone.", "reference": "IC-1", "why_late": why_late}
    incidents.decide(share=share, incident=1, addressee=Addressee.ICO, given=said, by=by)


def test_leads_and_data_protection_advisers_are_told(cast: Cast, asset: DataAsset) -> None:
    share = lived.promised(cast, asset)
    Member.objects.filter(user=cast.supplier_expert).update(skill=Skill.DATA_PROTECTION)
    Member.objects.filter(user=cast.acquirer_expert).update(skill=Skill.LEGAL)
    incidents.record(share=share, given=given(), aware_at=timezone.now(), by=cast.acquirer_colleague)
    people = set(Notification.objects.filter(subject__startswith="Incident: ").values_list("user", flat=True))
    assert people == {cast.acquirer.pk, cast.supplier.pk, cast.supplier_expert.pk}
    assert verify_everything([share]).findings == []


def test_what_is_sent_twice_is_done_once(cast: Cast, share: DataShare) -> None:
    now = timezone.now()
    said = {"told_at": now, "words": "By telephone.", "reference": "IC-1", "why_late": ""}
    unsaid = {"told_at": None, "words": "No risk.", "reference": "", "why_late": ""}
    first = Incident.objects.get()
    of_first = {name: getattr(first, name) for name in lived.INCIDENT | {"happened_from": None}}
    aware_at = first.awareness.get().aware_at
    about: dict[str, Any] = {"share": share, "incident": 1, "by": cast.acquirer}
    for send in (
        lambda: incidents.record(share=share, given=of_first, aware_at=aware_at, by=first.by),
        lambda: incidents.record(share=share, given=given(nature="Another."), aware_at=aware_at, by=cast.acquirer),
        lambda: incidents.note_aware(**about, aware_at=now, how="The log says so."),
        lambda: incidents.add(**about, words="Two more files."),
        lambda: incidents.decide(**about, addressee=Addressee.PEOPLE, given=unsaid),
        lambda: incidents.decide(**about, addressee=Addressee.ICO, given=said),
    ):
        made, events = send(), share.events.count()
        assert send() == made
        assert share.events.count() == events
    assert Incident.objects.count() == 2
    # The words of one's own: the other organisation may know the same.
    assert incidents.add(share=share, incident=1, words="Two more files.", by=cast.supplier).party.gives
    assert first.notes.count() == 2


def test_it_is_recorded_by_who_works_for_a_party(cast: Cast, share: DataShare) -> None:
    for person in (cast.acquirer_expert, cast.supplier_signatory, cast.onlooker, cast.stranger):
        with pytest.raises(PermissionDenied):
            incidents.record(share=share, given=given(), aware_at=timezone.now(), by=person)
        with pytest.raises(PermissionDenied):
            incidents.add(share=share, incident=1, words="More.", by=person)
    for person in (cast.acquirer_colleague, cast.supplier_colleague, cast.stranger):
        with pytest.raises(PermissionDenied):
            tell_ico(share, person, None)


def test_each_has_hours_of_its_own_over_weekend_and_change_of_clocks(cast: Cast, asset: DataAsset) -> None:
    with travel("2027-03-26 15:00:00+00:00", tick=True):
        share = lived.promised(cast, asset)
        aware = datetime(2027, 3, 26, 14, tzinfo=UTC)
        incidents.record(share=share, given=given(), aware_at=aware, by=cast.acquirer)
    with travel("2027-03-27 15:00:00+00:00", tick=True):
        later = datetime(2027, 3, 27, 9, tzinfo=UTC)
        incidents.note_aware(share=share, incident=1, aware_at=later, how="", by=cast.supplier)
        words = Visitor(cast.supplier).get("incident", share, 1).words
    # The clocks go forward on 28 March 2027.
    assert "29 March 2027 at 3:00pm" in words
    assert "30 March 2027 at 10:00am" in words
    assert "46 hours left" in words
    assert "65 hours left" in words


def test_time_left_is_said_in_hours_and_minutes() -> None:
    end = datetime(2027, 1, 4, 12, tzinfo=UTC)
    assert time_left(end, end - timedelta(hours=5, minutes=59)) == "5 hours left"
    assert time_left(end, end - timedelta(minutes=40)) == "40 minutes left"
    assert time_left(end, end + timedelta(hours=1, minutes=1)) == "ended 1 hour ago"


def test_ico_is_told_once_and_late_only_with_a_reason(cast: Cast, share: DataShare) -> None:
    with pytest.raises(NotNow, match="became aware"):
        tell_ico(share, cast.supplier, timezone.now())
    tell_ico(share, cast.acquirer, None)
    with travel(timezone.now() + timedelta(hours=80), tick=True):
        with pytest.raises(Incomplete, match="72 hours"):
            tell_ico(share, cast.acquirer, timezone.now())
        tell_ico(share, cast.acquirer, timezone.now(), "It seemed harmless at first.")
        with pytest.raises(NotNow):
            tell_ico(share, cast.acquirer, timezone.now(), "Again.")
        with pytest.raises(NotNow):
            tell_ico(share, cast.acquirer, None)
    assert told(share)[-2:] == [EventKind.ICO_NOT_TOLD, EventKind.ICO_TOLD]
    words = Visitor(cast.supplier).get("incident", share, 1).words
    assert "Reference: IC-1" in words
    assert "Why it took more than 72 hours: It seemed harmless at first." in words


@pytest.mark.parametrize("wrong", [timedelta(hours=-3), timedelta(hours=1)])
def test_ico_is_told_between_awareness_and_now(cast: Cast, share: DataShare, wrong: timedelta) -> None:
    with pytest.raises(Incomplete):
        tell_ico(share, cast.acquirer, timezone.now() + wrong)


def test_awareness_is_corrected_with_a_reason(cast: Cast, share: DataShare) -> None:
    earlier = timezone.now() - timedelta(hours=20)
    with pytest.raises(Incomplete, match="earlier time was wrong"):
        incidents.note_aware(share=share, incident=1, aware_at=earlier, how=" ", by=cast.acquirer)
    with pytest.raises(Incomplete, match="past"):
        incidents.note_aware(share=share, incident=1, aware_at=timezone.now() + timedelta(1), how="x", by=cast.acquirer)
    incidents.note_aware(share=share, incident=1, aware_at=earlier, how="The log says so.", by=cast.acquirer)
    assert "51 hours left" in Visitor(cast.acquirer).get("incident", share, 1).words


def remind_at(moment: datetime) -> None:
    with travel(moment, tick=True):
        incident_reminding.remind_next({})


def reminders(user: Any) -> list[str]:
    rows = Notification.objects.filter(user=user, subject__contains="72 hours").order_by("pk")
    return [row.subject.partition(":")[0][:18] for row in rows]


def test_each_is_reminded_once_at_fixed_points(cast: Cast, share: DataShare) -> None:
    aware = Incident.objects.get().awareness.get().aware_at
    for hours in (23, 24, 25, 47, 48, 49, 66, 67, 72, 73, 90):
        for _ in range(2):
            remind_at(aware + timedelta(hours=hours, minutes=1))
    assert [words[:12] for words in reminders(cast.acquirer)] == ["72 hours end"] * 3 + ["72 hours are"]
    assert len(reminders(cast.supplier)) == 4
    said = Notification.objects.filter(user=cast.supplier, subject__contains="72 hours").first()
    assert said
    assert "has not said when it became aware" in said.body
    assert reminders(cast.acquirer_colleague) == []


def test_worker_down_for_days_reminds_of_the_newest_point(cast: Cast, share: DataShare) -> None:
    aware = Incident.objects.get().awareness.get().aware_at
    remind_at(aware + timedelta(days=10))
    remind_at(aware + timedelta(days=11))
    assert [words[:12] for words in reminders(cast.acquirer)] == ["72 hours are"]
    remind_at(aware + timedelta(days=30))
    assert len(reminders(cast.acquirer)) == 1


def test_who_has_decided_is_not_reminded(cast: Cast, share: DataShare) -> None:
    tell_ico(share, cast.acquirer, timezone.now())
    remind_at(timezone.now() + timedelta(hours=49))
    assert reminders(cast.acquirer) == []
    assert len(reminders(cast.supplier)) == 1


def test_joint_record_is_reminded_of_by_day(cast: Cast, asset: DataAsset) -> None:
    lived.decided_on(cast, asset)
    due = Incident.objects.get().explain_by
    assert due
    for days, hour in ((8, 9), (7, 5), (7, 9), (1, 9), (0, 9), (-1, 9), (-3, 9)):
        remind_at(datetime.combine(due - timedelta(days=days), datetime.min.time(), UTC) + timedelta(hours=hour))
    rows = Notification.objects.filter(user=cast.supplier, subject__startswith="Joint record").order_by("pk")
    assert [row.subject.split()[2] for row in rows] == ["is", "is", "was"]


def test_joint_record_is_due_20_working_days_after_containment(cast: Cast, asset: DataAsset) -> None:
    with travel("2027-12-10 12:00:00+00:00", tick=True):
        share = lived.hurt(cast, asset)
        incidents.contain(share=share, incident=1, words="Wiped.", by=cast.supplier_colleague)
        with pytest.raises(NotNow):
            incidents.contain(share=share, incident=1, words="Wiped again.", by=cast.acquirer)
    # Christmas Day and Boxing Day 2027 fall on a weekend, New Year's Day too: three substitute days.
    assert Incident.objects.get().explain_by == date(2028, 1, 12)


def test_it_closes_when_all_agree_with_the_record(cast: Cast, asset: DataAsset) -> None:
    share = lived.hurt(cast, asset)
    with pytest.raises(NotNow, match="not contained"):
        incident_closing.explain(share=share, incident=1, given=lived.EXPLAINED, by=cast.acquirer)
    incidents.contain(share=share, incident=1, words="Wiped.", by=cast.acquirer)
    with pytest.raises(NotNow, match="have not decided"):
        incident_closing.explain(share=share, incident=1, given=lived.EXPLAINED, by=cast.acquirer)


def test_a_returned_record_is_written_again(cast: Cast, asset: DataAsset) -> None:
    share = lived.explained(cast, asset)
    with pytest.raises(NotNow):
        incident_closing.explain(share=share, incident=1, given=lived.EXPLAINED, by=cast.supplier)
    with pytest.raises(PermissionDenied):
        incident_closing.answer(share=share, incident=1, agrees=True, reason="", by=cast.acquirer)
    with pytest.raises(PermissionDenied):
        incident_closing.answer(share=share, incident=1, agrees=True, reason="", by=cast.supplier_colleague)
    with pytest.raises(Incomplete):
        incident_closing.answer(share=share, incident=1, agrees=False, reason="", by=cast.supplier)
    incident_closing.answer(share=share, incident=1, agrees=False, reason="It is short.", by=cast.supplier)
    with pytest.raises(NotNow):
        incident_closing.answer(share=share, incident=1, agrees=True, reason="", by=cast.supplier)
    incident_closing.explain(share=share, incident=1, given=lived.EXPLAINED, by=cast.supplier)
    incident_closing.answer(share=share, incident=1, agrees=True, reason="", by=cast.acquirer)
    assert told(share)[-2:] == [EventKind.INCIDENT_RECORD_AGREED, EventKind.INCIDENT_CLOSED]
    asked = Notification.objects.filter(user=cast.supplier, subject__startswith="Incident closed").get()
    assert asked.address.endswith("/reviews/")
    assert verify_everything([share]).findings == []


def test_nothing_is_added_to_a_closed_one(cast: Cast, asset: DataAsset) -> None:
    share = lived.cleared(cast, asset)
    with pytest.raises(NotNow, match="closed"):
        incidents.add(share=share, incident=1, words="More.", by=cast.acquirer)
    with pytest.raises(NotNow, match="closed"):
        tell_ico(share, cast.acquirer, None)
    assert "Suspend the sharing" not in Visitor(cast.acquirer).get("incident", share, 1).words
    assert "Review the agreement" in Visitor(cast.acquirer).get("incident", share, 1).words


def test_all_of_several_decide_and_agree(cast: Cast, asset: DataAsset) -> None:
    share = three.in_force(cast, asset)
    publish_owed()
    incidents.record(share=share, given=given(), aware_at=timezone.now(), by=cast.acquirer)
    assert len(incidents.concerned(Incident.objects.get())) == 3
    ending.end_at_once(share=share, ground=EndGround.UNLAWFUL, reason="Gone.", by=three.director(cast))
    left = share.parties.get(members__user=three.director(cast))
    assert (left in incidents.concerned(Incident.objects.get())) == left.receives


def test_after_the_end_only_while_data_is_held(cast: Cast, asset: DataAsset) -> None:
    share = lived.certified(cast, asset)
    incidents.record(share=share, given=given(), aware_at=timezone.now(), by=cast.supplier)
    assert len(incidents.concerned(Incident.objects.get())) == 2
    lived.accept(share, cast)
    with pytest.raises(NotNow, match="disposed of"):
        incidents.record(share=share, given=given(), aware_at=timezone.now(), by=cast.supplier)
    assert "Record an incident" not in Visitor(cast.supplier).get("incidents", share).words
    assert Visitor(cast.supplier).get("record_incident", share).status == 409
    with pytest.raises(NotNow, match="incident is open"):
        ending.archive(share=share, by=cast.supplier)


def test_no_public_page_names_it(cast: Cast, share: DataShare) -> None:
    publish_owed()
    for page, *about in (("register_entry", share.reference), ("register",)):
        assert "ncident" not in Visitor().get(page, *about).words.replace("Incidents and", "")


def test_review_counts_it(cast: Cast, share: DataShare) -> None:
    log = Visitor(cast.acquirer).get("hold_review", share)
    assert log.all("//dt[.='Incidents']/../dd") == ["1"]


def test_file_has_all_that_was_recorded(cast: Cast, asset: DataAsset) -> None:
    share = lived.cleared(cast, asset)
    response = Visitor(cast.onlooker).get("incident_file", share, 1).response
    assert f"{share.reference}-incident-1.docx" in response["Content-Disposition"]
    words = "\n".join(line.text for line in Document(io.BytesIO(response.content)).paragraphs)
    for said in ("Confidentiality", "About 1,210", "dpo@council.gov.uk", "Not told", "encrypted", "left the office"):
        assert said in words
    assert Visitor(cast.stranger).get("incident_file", share, 1).status == 404
    assert Visitor(cast.acquirer).get("incident_file", share, 2).status == 404


def test_who_left_counts_while_it_holds_data_in_later_versions_too(cast: Cast, asset: DataAsset) -> None:
    share = three.in_force(cast, asset)
    incidents.record(share=share, given=given(), aware_at=timezone.now(), by=cast.acquirer)
    first, third = Incident.objects.get(), three.third(share, cast)
    giver = share.parties.get(members__user=cast.supplier)
    share = three.variation_in_force(share, cast)
    ending.end_at_once(share=share, ground=EndGround.UNLAWFUL, reason="Advice.", by=three.director(cast))
    second = incidents.record(share=share, given=given(nature="Another."), aware_at=timezone.now(), by=cast.acquirer)
    assert second.agreement != first.agreement
    for incident in (first, second):
        assert third not in incidents.concerned(incident)
        assert giver in incidents.concerned(incident)
    # It received under the first version as well, and has not proved that it disposed of it.
    Disposal.objects.create(agreement=first.agreement, party=third, due_on=timezone.localdate())
    for incident in (first, second):
        assert third in incidents.concerned(incident)


def test_a_correction_starts_from_the_time_before_and_must_change_it(cast: Cast, share: DataShare) -> None:
    visitor, found = Visitor(cast.acquirer), Incident.objects.get().awareness.get()
    was = timezone.localtime(found.aware_at)
    page = visitor.get("note_aware", share, 1)
    assert [page.all(f"//input[@name='{name}']/@value") for name in ("aware_on-day", "aware_time")] == [
        [str(was.day)],
        [f"{was:%H:%M}"],
    ]
    day = {"aware_on-day": was.day, "aware_on-month": was.month, "aware_on-year": was.year}
    typed = {**day, "aware_time": f"{was:%H:%M}", "how": "The log says so."}
    words = visitor.post("note_aware", share, 1, **typed).words
    assert "The time must be different from the one recorded" in words
    assert "The log says so." in words
    earlier = was - timedelta(hours=1)
    day = {"aware_on-day": earlier.day, "aware_on-month": earlier.month, "aware_on-year": earlier.year}
    for _ in range(2):
        sent = visitor.post("note_aware", share, 1, **(typed | day | {"aware_time": f"{earlier:%H:%M}"}))
        assert sent.status == 302
    assert found.incident.awareness.count() == 2
    # The first time of one's own, sent twice.
    supplier = Visitor(cast.supplier)
    for _ in range(2):
        assert supplier.post("note_aware", share, 1, **(typed | {"how": ""})).status == 302
    assert found.incident.awareness.filter(by=cast.supplier).count() == 1
    again = typed | day | {"aware_time": f"{earlier:%H:%M}", "how": ""}
    assert "Enter why the earlier time was wrong" in supplier.post("note_aware", share, 1, **again).words


def test_pages_record_decide_and_close(cast: Cast, asset: DataAsset) -> None:
    share = lived.promised(cast, asset)
    yesterday, visitor = timezone.localdate() - timedelta(days=1), Visitor(cast.acquirer)
    day = {"day": str(yesterday.day), "month": str(yesterday.month), "year": str(yesterday.year)}
    dates = {f"{name}-{part}": value for name in ("aware_on", "happened_from") for part, value in day.items()}
    typed: dict[str, Any] = {name: value for name, value in lived.INCIDENT.items() if value is not None}
    typed |= {**dates, "aware_time": "0:00", "harms": ["confidentiality"]}
    wrong = visitor.post("record_incident", share, **{**typed, "aware_time": "noonish", "nature": ""})
    assert wrong.errors == ["Enter a time, like 9:30am or 14:05", "Enter what happened"]
    assert "Tenants of one borough" in wrong.words
    assert visitor.post("record_incident", share, **typed).goes_to.endswith("/incidents/1/")
    told_day = {f"told_on-{part}": value for part, value in day.items()}
    page = ("decide_incident", share, 1)
    assert visitor.post(*page, "ico", decision="not_told").errors == ["Enter why not"]
    early = {"decision": "told", **told_day, "told_time": "9am", "what_told": "By telephone."}
    assert visitor.post(*page, "ico", **early).status == 302
    assert visitor.post(*page, "people", decision="told", **told_day, what_told="A letter.").status == 302
    assert visitor.get(*page, "people").status == 409
    assert visitor.get(*page, "police").status == 404
    assert visitor.post("contain_incident", share, 1, words="").errors == ["Enter how the incident was contained"]
    assert visitor.post("contain_incident", share, 1, words="Wiped.").status == 302
    assert visitor.get("contain_incident", share, 1).status == 409
    words = visitor.get("incident", share, 1).words
    assert "must decide whom to tell" in words
    assert "Told on" in words


@pytest.mark.parametrize(
    ("typed", "hour", "minute"), [("9am", 9, 0), ("12:05am", 0, 5), ("14.30", 14, 30), ("12pm", 12, 0)]
)
def test_times_are_read(typed: str, hour: int, minute: int) -> None:
    assert (time_of(typed).hour, time_of(typed).minute) == (hour, minute)


@pytest.mark.parametrize("typed", ["9", "25:00", "13pm", "12:60", "soon", "0am"])
def test_times_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(Exception, match="Enter a time"):
        time_of(typed)


def test_list_takes_as_many_queries_with_ten(cast: Cast, share: DataShare) -> None:
    visitor = Visitor(cast.onlooker)
    few = queries(visitor, "incidents", share)
    for _ in range(9):
        incidents.record(share=share, given=given(), aware_at=timezone.now(), by=cast.acquirer)
    assert queries(visitor, "incidents", share) == few
    assert Incident.objects.get(number=10)
