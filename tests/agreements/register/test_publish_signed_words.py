"""If the signed words differ from the request, the register publishes the signed words."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements.models import Agreement, DataShare, Outcome, PartyAnswer, RegisterEntry
from agreements.negotiating import stopping
from agreements.signing import actions as sign_off
from agreements.signing import freezing
from catalogue.models import DataAsset
from community.accounts.profile import rename
from tests.agreements import stages
from tests.agreements.register.test_enter import whole
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PURPOSE = (
    "Only **housing benefit** teams may use it.\n\nAmina **Okafor** (amina@barchester.example.gov.uk) agreed.\n\n"
    "| What | When |\n| --- | --- |\n| Letters | In winter |"
)


def _answered(share: DataShare, cast: Cast, key: str, value: Any) -> None:
    """Store an answer about the supplier's own half."""
    giver = share.parties.get(gives=True)
    PartyAnswer.objects.create(edition=share.edition, party=giver, key=key, value=value, author=cast.supplier)


def signed(share: DataShare, cast: Cast, **words: str) -> RegisterEntry:
    """Return the entry of an agreement with these words for its starters: `purpose_aims` is the clause purpose.aims."""
    for key, text in words.items():
        stages.reword(share, cast, key.replace("_", ".", 1), text)
    stages.agree_everything(share, cast)
    freezing.freeze_words(share=share, by=cast.acquirer)
    stages.sign_everything(share, cast)
    return RegisterEntry.objects.get(share=share)


def lines(kept: dict[str, Any]) -> list[str]:
    """Return every line of the first clause that is published for a field."""
    return [line for piece in kept["clauses"][0]["pieces"] for line in piece.get("lines", [])]


def test_it_publishes_the_signed_words_and_not_the_answer(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.negotiating(cast, asset)
    entry = signed(share, cast, purpose_aims=PURPOSE)

    page = whole(client, f"/register/{share.reference}/")
    assert "As signed, clause 3.1 Purpose" in page
    assert "Only housing benefit teams may use it." in page
    assert "Older people in Kent who could get help" not in page
    assert "Letters" in page
    assert "where the agreement that was signed says otherwise" not in page.casefold()
    assert entry.purpose.startswith("Only housing benefit teams may use it.")
    assert entry.says["public_benefits"]["lines"]


def test_it_publishes_no_one_whom_the_signed_words_name(cast: Cast, asset: DataAsset, client: Client) -> None:
    words = f"{PURPOSE}\n\n{cast.acquirer.full_name.replace(' ', ' *', 1)}* agreed; write to {cast.acquirer.email}."
    share = stages.negotiating(cast, asset)
    signed(share, cast, purpose_aims=words)

    for address in ("/register/", f"/register/{share.reference}/", "/register.csv", "/register.json"):
        text = whole(client, address)
        assert cast.acquirer.full_name not in text
        assert cast.acquirer.email not in text
    assert "[email address withheld]" in whole(client, "/register.json")


def test_it_publishes_no_name_that_someone_had_before(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.negotiating(cast, asset)
    rename(person=cast.acquirer_colleague, full_name="Bryn O'Shea-Reid", job_title="")
    signed(share, cast, purpose_aims="Bryn Davies wrote it, now Bryn O\u2019Shea\u2011Reid.")

    for address in ("/register/", f"/register/{share.reference}/", "/register.csv", "/register.json"):
        text = whole(client, address)
        assert "Bryn Davies" not in text
        assert "Shea\u2011Reid" not in text
    assert "[name withheld] wrote it, now [name withheld]." in whole(client, "/register.json")


def test_it_publishes_no_one_whom_the_name_of_a_record_names(cast: Cast, asset: DataAsset, client: Client) -> None:
    asset.title = f"Ledger of {cast.supplier.full_name}, {cast.supplier.email}"
    asset.save()
    share = stages.in_force(cast, asset)

    for address in (f"/register/{share.reference}/", "/register.csv", "/register.json"):
        text = whole(client, address)
        assert cast.supplier.full_name not in text
        assert cast.supplier.email not in text
        assert "Ledger of [name withheld], [email address withheld]" in text


def test_the_files_say_the_same(cast: Cast, asset: DataAsset, client: Client) -> None:
    signed(stages.negotiating(cast, asset), cast, retention_period="It is kept for one month.")

    document = json.loads(whole(client, "/register.json"))
    (row,) = document["agreements"]
    assert document["format"] == "das-register-4"
    assert row["retention"] == [
        {"clause": "10.1", "heading": "How long the data is kept", "words": "It is kept for one month."}
    ]
    assert "retention" in row["as_signed"]
    assert "purpose" not in row["as_signed"]
    assert row["purpose"] == ["Older people in Kent who could get help with heating receive it before winter."]
    (cells,) = csv.DictReader(io.StringIO(whole(client, "/register.csv")))
    assert cells["retention"] == "As signed, clause 10.1 How long the data is kept:\nIt is kept for one month."
    assert "retention" in cells["as_signed"].split("\n")


def test_it_finds_the_signed_words_and_not_the_superseded_answer(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.negotiating(cast, asset, stages.answers_of_today() | {"aims": "To count the ospreys."})
    signed(share, cast, purpose_aims="For walruses.")

    assert share.reference in whole(client, "/register/?q=walruses")
    assert "Nothing found" in whole(client, "/register/?q=ospreys")


def test_words_that_came_back_to_the_starter_leave_the_answer(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    starter = share.edition.clauses.get(key="purpose.aims").current
    assert starter
    stages.reword(share, cast, "purpose.aims", "For walruses.")
    entry = signed(share, cast, purpose_aims=starter.text)

    assert entry.says["purpose"]["lines"]


def test_it_publishes_from_the_clause_what_was_answered_only_there(cast: Cast, asset: DataAsset) -> None:
    answers = stages.answers_of_today()
    for key in ("benefit_measures", "geography"):
        del answers[key]
    entry = signed(stages.negotiating(cast, asset, answers), cast)

    assert "as the parties have settled in writing" in " ".join(lines(entry.says["benefit_measures"]))
    assert "The data covers as the parties have settled in writing." in " ".join(lines(entry.says["area"]))


def test_a_clause_that_an_answer_only_decided_on_does_not_stand_for_it(cast: Cast, asset: DataAsset) -> None:
    """The clause applies because of the kinds of data.

    It does not state them.
    """
    entry = signed(stages.negotiating(cast, asset), cast, basis_special="Other words.")

    assert entry.says["kinds_of_data"]["lines"]
    assert entry.says["special_category_condition"]["clauses"][0]["pieces"] == [{"lines": ["Other words."]}]


def test_it_is_not_found_by_what_the_signed_words_no_longer_say(cast: Cast, asset: DataAsset) -> None:
    entry = signed(stages.negotiating(cast, asset), cast, legal_power="The acquirer relies on something else.")

    assert entry.power == ""
    # Other clauses, unchanged, say these.
    assert (entry.policy_area, entry.gateway) == ("service_delivery", "dea")


def _go_on_despite_stops(share: DataShare, cast: Cast) -> None:
    """Go on for both parties although nothing may be shared."""
    for standing in stopping.stops_by_answers(share, list(share.parties.all())):
        if standing.stop.kind == "nothing_shared":
            for lead in (cast.acquirer, cast.supplier):
                stopping.go_on(share=share, key=standing.stop.key, reason="It may follow.", by=lead)


ITEM = {"id": "row1", "item": "Date of birth"}


@pytest.mark.parametrize(("decision", "as_signed"), [("accept", False), ("reduce", True), ("refuse", True)])
def test_it_says_what_the_supplier_gives_of_each_item(
    decision: str, as_signed: bool, cast: Cast, asset: DataAsset
) -> None:
    share = stages.submitted(cast, asset)
    rows = [ITEM | {"decision": decision, "reason": "A year of birth will do." if as_signed else ""}]
    _answered(share, cast, "s_items", rows)
    stages._decide(share, cast, Outcome.ACCEPT)
    _go_on_despite_stops(stages.fresh(share), cast)
    entry = signed(stages.fresh(share), cast)

    assert ("clauses" in entry.says["data_items"]) is as_signed


def test_it_does_not_name_a_gateway_that_the_supplier_denies(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    view = {"chosen": "another", "another": "Section 115 of another Act."}
    _answered(share, cast, "s_gateway", view)
    stages._decide(share, cast, Outcome.ACCEPT)
    entry = signed(stages.fresh(share), cast)

    assert "Section 115 of another Act." in str(entry.says["gateway"]["clauses"])
    assert entry.gateway == ""


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("The parties will look at it when they have time.", None),
        ("The parties will review this agreement every 6 months.", None),
    ],
)
def test_it_names_no_day_of_review_that_was_not_signed(words: str, due: None, cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    entry = signed(share, cast, governance_review=words)

    assert entry.review_on is due
    assert share.agreements.get().review_on is due
    assert entry.says["review"]["clauses"]


def test_it_names_the_day_that_was_filled_in_while_agreeing(cast: Cast, asset: DataAsset) -> None:
    answers = stages.answers_of_today() | {"review_every": {"chosen": "1_year", "on": ""}}
    share = stages.negotiating(cast, asset, answers)
    share.edition.answers.filter(key="review_every").update(value={"chosen": "6_months", "on": ""})
    entry = signed(share, cast, governance_review="The parties will review it every 6 months.")

    today = timezone.localdate()
    assert entry.review_on
    assert timedelta(days=180) < entry.review_on - today < timedelta(days=186)


@pytest.mark.parametrize("keeps", [True, False])
def test_an_emergency_is_reviewed_within_the_days_that_were_signed(
    keeps: bool, cast: Cast, asset: DataAsset, client: Client
) -> None:
    share = stages.negotiating(cast, asset, stages.answers_of_today() | {"tri_kind": stages.EMERGENCY})
    words = (
        {} if keeps else {"summary_effect": "Ends in a week.", "summary_term": "A week.", "governance_review": "No."}
    )
    entry = signed(share, cast, **words)

    assert entry.kind == "Emergency data sharing agreement"
    assert "flooded" not in str(entry.says)
    assert entry.review_on == (timezone.localdate() + timedelta(days=14) if keeps else None)
    assert "Emergency data sharing agreement" in whole(client, f"/register/{share.reference}/")


def test_it_can_be_made_again_in_as_many_questions_for_any_number_of_clauses(cast: Cast, asset: DataAsset) -> None:
    share = stages.negotiating(cast, asset)
    signed(share, cast, purpose_aims=PURPOSE)
    before = RegisterEntry.objects.values().get()
    few = queries_to_rebuild()
    assert RegisterEntry.objects.values().get() == before

    Agreement.objects.update(review_on=None)
    assert queries_to_rebuild() - few <= 10
    assert few <= 24


def queries_to_rebuild() -> int:
    with CaptureQueriesContext(connection) as queries:
        call_command("rebuild_register")
    return len(queries)


def test_it_says_which_of_the_texts_that_were_offered_was_signed(cast: Cast, asset: DataAsset, client: Client) -> None:
    share = stages.signing(cast, asset)
    sign_off.reopen(share=share, reason="A word is missing.", by=cast.acquirer)
    signed(stages.fresh(share), cast)

    page = " ".join(whole(client, f"/register/{share.reference}/").split())
    assert f"{share.reference}, version 2. Earlier versions of this agreement are not" in page
    (row,) = json.loads(whole(client, "/register.json"))["agreements"]
    assert row["agreement_number"] == 2
