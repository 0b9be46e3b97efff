"""Proposing other wording for a clause: shown before it is sent, and never lost to a concurrent change."""

import pytest

from agreements.kinds import EventKind
from agreements.models import Clause, DataShare, Event, Proposal, Wording
from agreements.negotiating import actions as negotiating
from agreements.negotiating.readiness import obstacles_to_freezing
from catalogue.models import DataAsset
from community.models import Notification
from datashare.lib.exceptions import Conflict, NotNow
from tests.agreements import stages
from tests.agreements.events import said
from tests.agreements.negotiating.clauses import OTHER_WORDS, current_of, proposed, send, text_of, whole_clauses
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db
# The first clause has a table: in one box it is only edited where someone asks for that.
AS_TEXT = {"as": "text"}


def proposals(clause: Clause) -> list[Proposal]:
    return list(Proposal.objects.filter(wording__clause=clause).select_related("wording"))


def test_the_box_holds_the_current_words(cast: Cast, clause: Clause) -> None:
    fields = Visitor(cast.acquirer).get("propose", clause.edition.share, clause.pk, query=AS_TEXT).fields

    assert fields["text"] == [text_of(clause)]
    assert fields["based_on"] == [str(current_of(clause))]


def test_it_shows_the_change_before_anything_is_sent(cast: Cast, clause: Clause) -> None:
    typed = text_of(clause) + "\n\nNo one else may see it."

    seen = Visitor(cast.supplier).post(
        "propose", clause.edition.share, clause.pk, text=typed, reason="To be safe.", based_on=current_of(clause)
    )

    assert seen.status == 200
    assert seen.all("//h1[contains(., 'Check your proposal')]")
    assert any("No one else may see it." in added for added in seen.all("//ins"))
    assert seen.all("//del") == []
    assert seen.fields["text"] == [typed]
    assert seen.all("//button[@name='send']") == ["Send proposal"]
    assert proposals(clause) == []


@pytest.mark.parametrize("person", ["acquirer", "acquirer_expert", "supplier", "supplier_colleague", "supplier_expert"])
def test_it_sends_the_proposal_to_both_sides(person: str, cast: Cast, clause: Clause) -> None:
    user = cast.everyone()[person]

    seen = send(user, clause)

    assert seen.goes_to == f"/shares/{clause.edition.share.reference}/clause/{clause.pk}/"
    [proposal] = proposals(clause)
    assert (proposal.wording.text, proposal.wording.author, proposal.state) == (OTHER_WORDS, user, "open")
    for reader in (cast.acquirer, cast.supplier, cast.onlooker):
        page = Visitor(reader).get("clause", clause.edition.share, clause.pk)
        assert "It is clearer." in page.words
        assert f"{user.memberships.get().organisation} proposes" in page.all("//h2")
    assert text_of(clause) != OTHER_WORDS


def test_it_is_told_and_recorded(cast: Cast, clause: Clause) -> None:
    send(cast.supplier, clause)

    event = Event.objects.get(share=clause.edition.share, kind=EventKind.WORDING_PROPOSED)
    assert said(event) == f"proposed different wording for clause {clause.number} of the agreement, “{clause.heading}”"
    told = dict(Notification.objects.filter(subject__contains="proposal").values_list("email", "subject"))
    assert told[cast.acquirer.email].startswith("Decide on a proposal")
    assert told[cast.acquirer_expert.email].startswith("New proposal")
    assert cast.supplier.email not in told
    assert cast.onlooker.email not in told


def test_the_same_proposal_twice_is_one(cast: Cast, clause: Clause) -> None:
    for _ in range(2):
        assert send(cast.acquirer, clause).status == 302
    assert send(cast.acquirer_colleague, clause).status == 302

    assert len(proposals(clause)) == 1
    assert Event.objects.filter(kind=EventKind.WORDING_PROPOSED).count() == 1


def test_the_words_the_clause_has_are_no_proposal(cast: Cast, clause: Clause) -> None:
    for typed in (text_of(clause), text_of(clause).replace("\n", "\r\n"), f"\r\n{text_of(clause)}\r\n "):
        for button in ({}, {"send": "yes"}):
            seen = Visitor(cast.acquirer).post(
                "propose",
                clause.edition.share,
                clause.pk,
                text=typed,
                reason="Again.",
                based_on=current_of(clause),
                **button,
            )
            assert seen.status == 200
            assert [line.partition(".")[0] for line in seen.errors] == ["This is the current wording of the clause"]
            assert seen.title.startswith("Error: ")
    assert proposals(clause) == []


@pytest.mark.parametrize("unseen", ["\u00a0", "  ", "\u200b ", "\n", "\t", " \u00ad"])
def test_change_that_no_reader_sees_is_no_proposal(unseen: str, cast: Cast, clause: Clause) -> None:
    clause.current = Wording.objects.create(clause=clause, number=2, text="The data is kept.\n\nNHS England keeps it.")
    clause.save()
    typed = f"The{unseen}data is kept.\n\nNHS{unseen}England keeps it."
    given = {"text": typed, "reason": "Tidier.", "based_on": current_of(clause)}
    for button in ({}, {"send": "yes"}):
        seen = Visitor(cast.acquirer).post("propose", clause.edition.share, clause.pk, **given, **button)
        assert [line.partition(".")[0] for line in seen.errors] == ["This is the current wording of the clause"]
    with pytest.raises(NotNow, match="This is the current wording"):
        proposed(clause, cast.acquirer, typed)
    assert proposals(clause) == []


def test_words_from_word_are_previewed_and_stored_as_they_will_be_read(cast: Cast, clause: Clause) -> None:
    typed = "The parties agree:\r\n\uf0b7\tno\u00a0copies\r\n\uf0b7\tno “extracts”\r\nThis ends with the agreement."
    given = {"text": typed, "reason": "Clearer.", "based_on": current_of(clause)}
    seen = Visitor(cast.acquirer).post("propose", clause.edition.share, clause.pk, **given)
    assert [item.removeprefix("inserted: ") for item in seen.all("//div[contains(@class, 'tracked')]//li")]
    assert send(cast.acquirer, clause, text=typed).status == 302
    [proposal] = proposals(clause)
    assert proposal.wording.text == (
        "The parties agree:\n- no copies\n- no “extracts”\n\nThis ends with the agreement."
    )


@pytest.mark.parametrize(("letter", "shown"), [("🫠", "U+1FAE0"), ("\ue001", "U+E001")])
def test_letter_that_cannot_be_printed_is_refused_beside_the_box(
    letter: str, shown: str, cast: Cast, clause: Clause
) -> None:
    given = {"text": f"Kept safe {letter} always.", "reason": "Nicer.", "based_on": current_of(clause)}
    seen = Visitor(cast.acquirer).post("propose", clause.edition.share, clause.pk, **given)
    assert any(shown in line for line in seen.errors)
    assert seen.fields["text"] == [f"Kept safe {letter} always."]
    assert proposals(clause) == []


TOO_LONG = "| Item | Format |\n|---|---|\n| Format | CSV | UTF-8 |"


@pytest.mark.parametrize("button", [{}, {"send": "yes"}])
def test_words_that_would_not_be_shown_whole_are_refused_beside_the_box(
    button: dict[str, str], cast: Cast, clause: Clause
) -> None:
    typed = {"text": TOO_LONG, "reason": "Clearer.", "based_on": current_of(clause), **button}
    seen = Visitor(cast.acquirer).post("propose", clause.edition.share, clause.pk, **typed)

    assert seen.status == 200
    assert [line.partition(".")[0] for line in seen.errors] == [
        "Part of this row would not be shown: “| Format | CSV | UTF-8 |”"
    ]
    assert seen.fields["text"] == [TOO_LONG]
    assert proposals(clause) == []


def test_the_action_itself_refuses_words_that_no_one_could_sign(cast: Cast, clause: Clause) -> None:
    with pytest.raises(NotNow, match="UTF-8"):
        proposed(clause, cast.acquirer, TOO_LONG)


def test_a_clause_that_cannot_be_signed_says_so_and_stands_in_the_way(cast: Cast, clause: Clause) -> None:
    clause.current = Wording.objects.create(clause=clause, number=2, text=TOO_LONG)
    clause.save()

    page = Visitor(cast.acquirer).get("clause", clause.edition.share, clause.pk)

    assert "This wording cannot be signed as it is." in page.words
    assert "“| Format | CSV | UTF-8 |”" in page.words
    assert any(
        f"clause {clause.number}: Part of this row" in line for line in obstacles_to_freezing(clause.edition.share)
    )


def test_two_sides_may_propose_at_once(cast: Cast, clause: Clause) -> None:
    send(cast.acquirer, clause, text="What the acquirer would say.")
    send(cast.supplier, clause, text="What the supplier would say.")

    words = Visitor(cast.onlooker).get("clause", clause.edition.share, clause.pk).words
    assert len(proposals(clause)) == 2
    assert "What the acquirer would say." in words
    assert "What the supplier would say." in words


@pytest.mark.parametrize("button", [{}, {"send": "yes"}])
def test_a_newer_wording_shows_both_texts_and_keeps_ones_own(
    button: dict[str, str], cast: Cast, clause: Clause
) -> None:
    opened = current_of(clause)
    negotiating.accept(proposal=proposed(clause, cast.supplier, "What is agreed meanwhile."), by=cast.acquirer)
    own = "What I was writing all morning."

    typed = {"text": own, "reason": "It took me all morning.", "based_on": opened}
    seen = Visitor(cast.acquirer_colleague).post("propose", clause.edition.share, clause.pk, **typed, **button)

    assert seen.status == 409
    assert "The wording of this clause changed after you opened the page." in seen.words
    assert "What is agreed meanwhile." in seen.words
    assert own in seen.words
    fields = seen.fields
    assert (fields["text"], fields["reason"]) == ([own], ["It took me all morning."])
    assert fields["based_on"] == [str(current_of(clause))]
    assert len(proposals(clause)) == 1


def test_after_a_conflict_it_can_be_sent_from_the_same_page(cast: Cast, clause: Clause) -> None:
    opened = current_of(clause)
    negotiating.accept(proposal=proposed(clause, cast.supplier, "What is agreed meanwhile."), by=cast.acquirer)
    visitor = Visitor(cast.acquirer_colleague)
    conflict = visitor.post(
        "propose", clause.edition.share, clause.pk, text="Mine.", reason="Why not.", based_on=opened
    )

    sent = visitor.post("propose", clause.edition.share, clause.pk, **conflict.fields, send="yes")

    assert sent.status == 302
    assert Wording.objects.get(text="Mine.").based_on_id == current_of(clause)


def test_the_action_itself_refuses_words_based_on_others(cast: Cast, clause: Clause) -> None:
    opened = current_of(clause)
    negotiating.accept(proposal=proposed(clause, cast.supplier), by=cast.acquirer)

    with pytest.raises(Conflict):
        negotiating.propose(clause=clause, based_on=opened, text="Mine.", reason="x", by=cast.acquirer)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"text": ""}, "Enter the new wording"),
        ({"text": " \n\t "}, "Enter the new wording"),
        ({"reason": ""}, "Enter why you are proposing this"),
        ({"text": "x" * 20_001}, "The new wording must be 20,000 characters or fewer. You entered 20,001"),
        ({"text": "a\x00b"}, "Remove the characters that we cannot store"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_the_rest(
    typed: dict[str, str], message: str, cast: Cast, clause: Clause
) -> None:
    seen = send(cast.acquirer, clause, **typed)

    assert seen.status == 200
    assert any(line.startswith(message) for line in seen.errors)
    assert seen.title.startswith("Error: ")
    assert seen.fields["reason"] == [typed.get("reason", "It is clearer.")]
    assert proposals(clause) == []


@pytest.mark.parametrize("missing", ["", "x", "-1", "9" * 40])
def test_words_based_on_nothing_are_a_conflict_or_an_error_never_a_crash(
    missing: str, cast: Cast, clause: Clause
) -> None:
    seen = send(cast.acquirer, clause, based_on=missing)

    assert seen.status in {200, 409}
    assert seen.fields["text"] == [OTHER_WORDS]
    assert proposals(clause) == []


def test_markup_is_shown_as_the_words_it_is(cast: Cast, clause: Clause) -> None:
    text = 'Costs < £5 & rising <script>alert("x")</script> مرحبا'

    send(cast.supplier, clause, text=text)

    page = Visitor(cast.acquirer).get("clause", clause.edition.share, clause.pk)
    assert 'alert("x")' in page.words
    assert page.all("//main//script") == []
    assert Wording.objects.filter(text=text).exists()


def test_a_rejected_wording_can_be_offered_again(cast: Cast, clause: Clause) -> None:
    proposal = proposed(clause, cast.supplier)
    negotiating.reject(proposal=proposal, note="No.", by=cast.acquirer)
    visitor = Visitor(cast.supplier)

    again = visitor.get("propose", clause.edition.share, clause.pk, query={"again": str(proposal.wording_id)})

    assert again.fields["text"] == [OTHER_WORDS]
    typed = {**again.fields, "reason": "Still.", "send": "yes"}
    assert visitor.post("propose", clause.edition.share, clause.pk, **typed).status == 302
    assert Wording.objects.filter(clause=clause, text=OTHER_WORDS).count() == 2


@pytest.mark.parametrize("again", ["x", "-1", "99999999999999999999999", "1", "²"])
def test_offering_what_is_not_there_again_begins_with_the_current_words(again: str, cast: Cast, clause: Clause) -> None:
    seen = Visitor(cast.supplier).get("propose", clause.edition.share, clause.pk, query={"again": again} | AS_TEXT)

    assert seen.fields["text"] == [text_of(clause)]


@pytest.mark.parametrize(
    ("person", "status"),
    [("acquirer_signatory", 403), ("supplier_signatory", 403), ("onlooker", 403), ("stranger", 404)],
)
def test_it_refuses_who_may_not(person: str, status: int, cast: Cast, clause: Clause) -> None:
    user = cast.everyone()[person]

    assert Visitor(user).get("propose", clause.edition.share, clause.pk).status == status
    assert send(user, clause).status == status
    assert proposals(clause) == []


def test_a_clause_of_another_data_share_is_not_found(cast: Cast, asset: DataAsset, clause: Clause) -> None:
    elsewhere = stages.negotiating(cast, asset)

    assert Visitor(cast.acquirer).get("propose", elsewhere, clause.pk).status == 404
    assert Visitor(cast.acquirer).get("propose", elsewhere, 10**30).status == 404


@pytest.mark.parametrize("stage", [stages.signing, stages.in_force])
def test_it_refuses_at_the_wrong_moment_and_gives_the_words_back(
    stage: stages.Stage, cast: Cast, asset: DataAsset, share: DataShare
) -> None:
    late = stage(cast, asset)
    clause = whole_clauses(late)[0]

    seen = send(cast.acquirer, clause)

    assert seen.status == 409
    assert OTHER_WORDS in flat(seen.response)
    assert not Proposal.objects.filter(wording__clause=clause, state=Proposal.State.OPEN).exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("As they say:\r\n\r\n> Their own words.\r\n", "Keep the > sign"),
        ("| A | B |\r\n|---|---|\r\n| 1 | 2 |", "Write each row on its own line"),
        ("Two \\* three.", "A backslash before a sign"),
    ],
)
@pytest.mark.parametrize("reason", ["", "It is clearer."])
def test_hint_fits_the_text_that_was_sent(words: str, says: str, reason: str, cast: Cast, clause: Clause) -> None:
    """After an error, and beside the change."""
    seen = Visitor(cast.acquirer).post(
        "propose", clause.edition.share, clause.pk, text=words, reason=reason, based_on=current_of(clause)
    )
    assert seen.status == 200
    hint = " ".join(seen.all("//*[contains(@class, 'govuk-hint')]"))
    assert says in hint


def test_hint_of_plain_text_names_no_signs(cast: Cast, clause: Clause) -> None:
    seen = Visitor(cast.acquirer).post(
        "propose", clause.edition.share, clause.pk, text="Plain words.", reason="", based_on=current_of(clause)
    )
    hint = " ".join(seen.all("//*[contains(@class, 'govuk-hint')]"))
    assert "Keep the > sign" not in hint
    assert "Write plain paragraphs." in hint
