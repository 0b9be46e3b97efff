"""A data share under common rules (a schedule): who may choose them, what it says, who joins them by signing it."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from agreements.kinds import EventKind
from agreements.models import Accession, Agreement, DataShare, RegisterEntry
from agreements.models.accessions import rules_open_to
from agreements.negotiating.readiness import obstacles_to_freezing
from agreements.register.export import json_pieces
from agreements.requesting import umbrella as rules_actions
from agreements.requesting import under_rules
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from agreements.signing.sealing import seal
from agreements.varying.actions import vary
from agreements.verifying.audit import verify_everything
from agreements.verifying.checks import check_file
from agreements.verifying.history_file import evidence_of
from catalogue.models import DataAsset
from datashare.lib.exceptions import NotNow
from datashare.lib.files import stored
from tests.agreements import schedules, stages, umbrellas
from tests.agreements.evidence import independent
from tests.agreements.signing.signatures import signed
from tests.cast import Cast
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
SUPPLIER = "Office for Records"


@pytest.fixture
def police() -> umbrellas.Joined:
    return umbrellas.made(umbrellas.NAMES[0])


@pytest.fixture
def umbrella(cast: Cast, police: umbrellas.Joined) -> DataShare:
    """Return rules of the council, which asks for data, and the police."""
    return umbrellas.in_force(cast, (police,))


def test_row_is_not_offered_to_who_has_not_signed_in_every_position(
    cast: Cast, asset: DataAsset, umbrella: DataShare
) -> None:
    """A party may be left out of what comes into force: its page would refuse what the row offers."""
    share, rules = stages.draft(cast, asset), schedules.rules_in(umbrella)
    assert "Common rules it stands under" in Visitor(cast.acquirer).get("request", share).words
    signed_by_it = rules.required.select_related("party").get(party__organisation__name="Barchester City Council")
    rules.required.create(party=signed_by_it.party, member=signed_by_it.member, office="A second position", place=99)
    assert not rules_open_to(signed_by_it.party.organisation).exists()
    assert "Common rules it stands under" not in Visitor(cast.acquirer).get("request", share).words


def test_row_stands_on_the_task_list_only_under_rules(cast: Cast, asset: DataAsset, police: umbrellas.Joined) -> None:
    share = stages.draft(cast, asset)
    visitor = Visitor(cast.acquirer)
    assert "Common rules" not in visitor.get("request", share).words
    assert visitor.get("under_rules", share).status == 404
    umbrella = umbrellas.in_force(cast, (police,))
    assert "Common rules it stands under" in visitor.get("request", share).words
    page = visitor.get("under_rules", share)
    assert page.heading == "Which common rules does this data share stand under?"
    assert page.all(f"//main//a[@href='/register/{umbrella.reference}/']")
    key = str(schedules.rules_in(umbrella).pk)
    assert page.all("//input[@name='rules']/@value") == [key, "none"]
    assert visitor.post("under_rules", share, rules="12345").status == 200
    assert visitor.post("under_rules", share, rules=key).goes_to == f"/shares/{share.reference}/request/"
    assert stages.fresh(share).edition.rules == schedules.rules_in(umbrella)
    assert "See or change the common rules it stands under" in visitor.get("request", share).words
    assert f"under the common rules “{umbrellas.TITLE}”" in visitor.get("history", share).words
    assert visitor.post("under_rules", share, rules="none").status == 302
    assert stages.fresh(share).edition.rules is None
    kinds = list(share.events.order_by("sequence").values_list("kind", flat=True))
    assert kinds[-2:] == [EventKind.RULES_CHOSEN, EventKind.RULES_LEFT]
    assert verify_everything().findings == []


def test_only_a_lead_of_who_asks_chooses(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    share, rules = stages.draft(cast, asset), schedules.rules_in(umbrella)
    for user in (cast.acquirer_colleague, cast.acquirer_expert, cast.stranger):
        with pytest.raises(PermissionDenied):
            under_rules.stand_under(share=share, rules=rules, by=user)
    assert Visitor(cast.acquirer_colleague).get("under_rules", share).status == 403
    assert Visitor(cast.stranger).get("under_rules", share).status == 404


def test_what_cannot_be_chosen(cast: Cast, asset: DataAsset, police: umbrellas.Joined, umbrella: DataShare) -> None:
    share = stages.draft(cast, asset)
    fire = umbrellas.made(umbrellas.NAMES[1])
    council = umbrellas.leading(cast)
    foreign = rules_actions.open_rules(title="Of others", aims="Other.", organisation=fire.organisation, by=fire.lead)
    umbrellas.answered(foreign, fire.lead)
    rules_actions.add_body(share=foreign, body=police.organisation, email=police.lead.email, by=fire.lead)
    rules_actions.offer(share=foreign, by=fire.lead)
    for body in (fire, police):
        umbrellas.agree_all(foreign, body)
    not_yet = freezing.freeze_words(share=foreign, by=fire.lead)
    with pytest.raises(NotNow, match="not in force"):
        under_rules.stand_under(share=share, rules=not_yet, by=cast.acquirer)
    for body in (fire, police):
        umbrellas.sign(not_yet, body.signatory)
    with pytest.raises(NotNow, match="your organisation has not joined"):
        under_rules.stand_under(share=share, rules=Agreement.objects.get(pk=not_yet.pk), by=cast.acquirer)
    ended = schedules.rules_in(umbrella)
    Agreement.objects.filter(pk=ended.pk).update(ended_at=timezone.now(), ends_by="superseded")
    with pytest.raises(NotNow, match="not in force"):
        under_rules.stand_under(share=share, rules=ended, by=cast.acquirer)
    assert council.organisation != fire.organisation


def test_rules_and_schedules_are_no_rules_to_stand_under(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    schedule = schedules.in_force(cast, asset, umbrella)
    other = rules_actions.open_rules(
        title="More rules", aims="More.", organisation=stages.working_for(cast.acquirer), by=cast.acquirer
    )
    with pytest.raises(NotNow, match="cannot stand under other common rules"):
        under_rules.stand_under(share=other, rules=schedules.rules_in(umbrella), by=cast.acquirer)
    assert Visitor(cast.acquirer).get("under_rules", other).status == 409
    vary(share=umbrella, by=cast.acquirer)
    with pytest.raises(NotNow, match="cannot stand under other common rules"):
        under_rules.stand_under(share=stages.fresh(umbrella), rules=schedules.rules_in(umbrella), by=cast.acquirer)
    vary(share=schedule, by=cast.acquirer)
    with pytest.raises(NotNow, match="not in force"):
        under_rules.stand_under(share=stages.fresh(schedule), rules=schedules.rules_in(schedule), by=cast.acquirer)


def test_copy_with_the_rules_says_when_it_is_of_a_variation(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    share, visitor = schedules.in_force(cast, asset, umbrella), Visitor(cast.acquirer)
    assert "It shows the clauses as they stand now, with" in visitor.get("files", share).words
    vary(share=share, by=cast.acquirer)
    said = "It shows the clauses of the variation that is being prepared, not of what was signed, with"
    assert said in visitor.get("files", share).words


def test_draft_cites_the_rules_and_keeps_its_own(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    plain = Visitor(cast.acquirer).get("agreement", stages.draft(cast, asset)).words
    assert "common rules" not in plain
    share = DataShare.objects.get(is_umbrella=False)
    under_rules.stand_under(share=share, rules=schedules.rules_in(umbrella), by=cast.acquirer)
    words = Visitor(cast.acquirer).get("agreement", share).words
    digest = schedules.rules_in(umbrella).words.digest
    assert f"stands under the common rules “{umbrellas.TITLE}” ({umbrella.reference}, version 1)" in words
    assert digest in words
    assert (
        "The parties deal with an incident as clause 5.2 of the common rules (“Dealing with an incident”) provides"
        in words
    )
    assert "For this share, these contacts are told as well" in words
    assert "No party will ask a court or tribunal" not in words
    assert "the data is kept" in words.lower()


def test_merged_text_shows_each_rule_once(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    share = schedules.negotiating(cast, asset, umbrella)
    for user in (cast.acquirer, cast.supplier, cast.supplier_signatory):
        page = Visitor(user).get("together", share)
        assert page.status == 200
        rules = page.all(
            "//p[starts-with(normalize-space(), 'Common rules, clause')] | //h3[starts-with(., 'Common rules')]"
        )
        assert len(rules) == len(set(rules)) == 26
        assert "Departs from the common rules" not in page.words
        assert schedules.rules_in(umbrella).words.digest in Visitor(user).get("rules_text", share).words
    for name in ("together", "rules_text"):
        assert Visitor(cast.stranger).get(name, share).status == 404
        assert Visitor(cast.acquirer).get(name, umbrella).status == 404


def reworded(cast: Cast, share: DataShare, key: str, text: str) -> list[str]:
    """Return what is in the way of signing once everyone agrees these words of a clause."""
    stages.reword(share, cast, key, text)
    stages.fill_gaps(share, cast)
    for lead in (cast.acquirer, cast.supplier):
        schedules.agree(share, lead)
    return obstacles_to_freezing(share)


def test_departure_that_rules_allow_must_say_so(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    share = schedules.negotiating(cast, asset, umbrella)
    clause = share.edition.clauses.get(key="costs.disputes")
    [obstacle] = reworded(cast, share, clause.key, "The parties settle a disagreement within two days.")
    assert obstacle == (
        f"Clause {clause.number} does not name clause 8.3 of the common rules, which is about the same subject. "
        "Propose wording that applies it, or that says “This clause departs from clause 8.3 of the common rules”."
    )
    said = "This clause departs from clause 8.3 of the common rules. The parties settle it within two days."
    assert reworded(cast, share, clause.key, said) == []
    assert "Departs from the common rules" in Visitor(cast.supplier).get("together", share).words


def test_departure_that_rules_forbid_is_never_invited(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    share = schedules.negotiating(cast, asset, umbrella)
    clause = share.edition.clauses.get(key="incidents.response")
    apply = "Propose wording that names it, and applies it or is stricter."
    named = "clause 5.2 of the common rules"
    assert reworded(cast, share, clause.key, "The parties meet within two days of an incident.") == [
        f"Clause {clause.number} does not name {named}, which is about the same subject. {apply}"
    ]
    assert reworded(cast, share, clause.key, f"This clause departs from {named}. The parties meet in two days.") == [
        f"Clause {clause.number} departs from {named}, and the rules do not allow that. {apply}"
    ]
    stricter = f"The parties deal with an incident as {named} provides, and meet within two days."
    assert reworded(cast, share, clause.key, stricter) == []


def test_signing_joins_the_rules(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    share = schedules.frozen(cast, asset, umbrella)
    rules = schedules.rules_in(umbrella)
    agreement = share.agreements.offered().select_related("words").get()
    named = json.loads(agreement.words.words)["rules"]
    assert named == {
        "reference": umbrella.reference,
        "number": 1,
        "title": umbrellas.TITLE,
        "digest": rules.words.digest,
        "joining": [SUPPLIER],
    }
    assert "also joins those rules in that version" in agreement.words.html
    page = Visitor(cast.supplier_signatory).get("sign", share).words
    assert f"By signing this agreement, {SUPPLIER} also joins these common rules. Read both texts" in page
    assert rules.words.digest in page
    assert agreement.words.digest in page
    signed(share, cast.supplier_signatory)
    assert not Accession.objects.exists()
    signed(share, cast.acquirer_signatory)
    joined = Accession.objects.get()
    agreement.refresh_from_db()
    assert (joined.agreement, str(joined.organisation), joined.by) == (rules, SUPPLIER, agreement)
    assert joined.at == agreement.in_force_at
    says = agreement.signatures.get(user=cast.supplier_signatory).statement
    assert says.endswith(
        f"joins the common rules {umbrella.reference}, version 1, whose digest is {rules.words.digest}."
    )
    assert "common rules" not in agreement.signatures.get(user=cast.acquirer_signatory).statement
    told = share.events.get(kind=EventKind.BROUGHT_INTO_FORCE).details.content["record"]["rules"]
    assert told["joined"] == [share.parties.get(organisation__name=SUPPLIER).pk]
    assert verify_everything().findings == []


def test_all_say_who_stands_under_what(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    share = schedules.in_force(cast, asset, umbrella)
    overview = Visitor(cast.acquirer).get("overview", umbrella).words
    assert f"{share.title} ({share.reference}), in force" in overview
    assert f"{SUPPLIER}, on " in overview
    assert f"This data share stands under “{umbrellas.TITLE}”" in Visitor(cast.supplier).get("overview", share).words
    public = Visitor()
    entry = public.get("register_entry", share.reference).words
    assert f"Stands under {umbrellas.TITLE}, version 1 of these common rules" in entry
    rules = public.get("register_entry", umbrella.reference).words
    assert share.title in rules
    assert f"Joined later {SUPPLIER}, on " in rules
    checked = public.get("verify", query={"reference": share.reference}).words
    assert f"Stands under {umbrellas.TITLE} ({umbrella.reference}, version 1)" in checked
    assert f"Joined later {SUPPLIER}" in public.get("verify", query={"reference": umbrella.reference}).words
    document = json.loads("".join(json_pieces(RegisterEntry.objects.in_force().newest_first(), at=timezone.now())))
    named = {entry["reference"]: entry["common_rules"] for entry in document["agreements"]}
    assert named == {
        share.reference: {"reference": umbrella.reference, "number": 1, "title": umbrellas.TITLE},
        umbrella.reference: None,
    }
    for each in (share, umbrella):
        agreement = each.agreements.get()
        assert seal(agreement.pk)
        file = stored(each.agreements.get().sealed.name)
        assert file
        result = check_file(file.read())
        assert result.is_good
        assert (result.rules != "", result.joined != ()) == (each == share, each == umbrella)
        assert independent.history_faults(json.loads(json.dumps(evidence_of(each)))) == []
    assert verify_everything().findings == []


def test_body_that_joined_can_choose_the_rules_too(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    schedules.in_force(cast, asset, umbrella)
    found = rules_open_to(stages.working_for(cast.supplier))
    assert list(found) == [schedules.rules_in(umbrella)]
    assert not rules_open_to(stages.working_for(cast.stranger))


def test_forged_accession_is_found(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    share = schedules.in_force(cast, asset, umbrella)
    made = Accession.objects.get()
    Accession.objects.create(
        agreement=made.agreement, organisation=stages.working_for(cast.stranger), by=made.by, at=made.at
    )
    faults = [str(found) for found in verify_everything().findings]
    assert any("the history does not record that organisation" in fault for fault in faults)
    assert share.reference in faults[0]


def test_accessions_are_never_changed(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    schedules.in_force(cast, asset, umbrella)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM agreements_accession")


def test_other_rules_than_the_words_name_are_found(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    share = schedules.in_force(cast, asset, umbrella)
    share.edition.rules = None
    share.edition.save(update_fields=["rules"])
    faults = [str(found) for found in verify_everything().findings]
    assert any("its words name common rules that it does not stand under" in fault for fault in faults)


def test_declining_joins_no_one(cast: Cast, asset: DataAsset, umbrella: DataShare) -> None:
    share = schedules.frozen(cast, asset, umbrella)
    agreement = share.agreements.offered().get()
    signed(share, cast.acquirer_signatory)
    sign_off.decline(agreement=agreement, reason="Not these rules.", by=cast.supplier_signatory)
    assert not Accession.objects.exists()
    assert verify_everything().findings == []
