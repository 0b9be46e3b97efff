"""Reading a section and agreeing its clauses beside their words."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.kinds import EventKind
from agreements.models import Clause, ClauseAgreement, DataShare, Document, Event
from agreements.negotiating import actions as negotiating
from agreements.negotiating import agreeing
from agreements.negotiating.shown import NOT_SHOWN
from agreements.wording.gaps import MARK, has_gap
from catalogue.models import DataAsset
from datashare.lib import markdown
from datashare.lib.exceptions import NotNow
from tests.agreements import stages
from tests.agreements.negotiating.clauses import current_of, proposed, seal_of, text_of, tick, whole_clauses
from tests.cast import Cast
from tests.support.markup import flat
from tests.support.visiting import Seen, Visitor, squeezed

pytestmark = pytest.mark.django_db
BOXES = "//input[@type='checkbox'][@name='clause']"


@pytest.fixture
def section(clause: Clause) -> list[Clause]:
    """Return the clauses of the first section, none of them with a gap."""
    clauses = [found for found in whole_clauses(clause.edition.share) if found.section == clause.section]
    assert len(clauses) > 1
    return clauses


def ticks(*clauses: Clause) -> list[str]:
    return [f"{clause.pk}:{current_of(clause)}" for clause in clauses]


def read(person: str, cast: Cast, section: list[Clause]) -> Seen:
    return Visitor(cast.everyone()[person]).get("section", section[0].edition.share, section[0].section)


def agreements(share: DataShare) -> int:
    return ClauseAgreement.objects.filter(wording__clause__edition__share=share).count()


def agree_all_but(share: DataShare, left: list[Clause], cast: Cast) -> None:
    """Agree all other clauses for the acquirer."""
    keys = {clause.pk for clause in left}
    wordings = {
        clause.pk: clause.current_id or 0
        for clause in share.edition.clauses.exclude(binds=[0]).select_related("current")
        if clause.pk not in keys and clause.current and not has_gap(clause.current.text)
    }
    negotiating.agree(share=share, wordings=wordings, by=cast.acquirer)


def test_it_shows_every_clause_in_full_with_its_standing(cast: Cast, share: DataShare, section: list[Clause]) -> None:
    negotiating.agree(share=share, wordings={section[0].pk: current_of(section[0])}, by=cast.supplier)

    page = read("acquirer", cast, section)

    assert page.heading.endswith(f"section 1, {section[0].section_heading}")
    for clause in section:
        shown = markdown.render(text_of(clause)).striptags()
        assert squeezed(str(shown))[:60] in page.words
        assert f"{clause.number} {clause.heading}" in page.words
    assert "Barchester City Council has not agreed yet. Office for Records agreed." in page.words
    assert page.all(f"{BOXES}/@value") == ticks(*section)


def test_each_tick_stands_under_its_words(cast: Cast, section: list[Clause]) -> None:
    page = read("acquirer", cast, section)

    for part in page.tree.xpath("//section[contains(@class, 'section-clause')]"):
        [words], [box] = part.xpath(".//div[contains(@class, 'clause-words')]"), part.xpath(".//input")
        assert part.xpath(".//div | .//input").index(words) < part.xpath(".//div | .//input").index(box)


def test_it_agrees_what_was_ticked_and_leads_to_the_next_section(
    cast: Cast, share: DataShare, section: list[Clause]
) -> None:
    visitor = Visitor(cast.acquirer)
    after = next(clause for clause in whole_clauses(share) if clause.section != section[0].section)

    seen = tick(visitor, "section", share, section[0].section, clause=ticks(*section[1:]))

    assert seen.goes_to == f"/shares/{share.reference}/agreement/section/{after.section}/"
    assert f"You agreed {len(section) - 1} clause" in flat(visitor.get(seen.goes_to).response)
    page = read("acquirer", cast, section)
    assert page.all(f"{BOXES}/@value") == ticks(section[0])
    assert agreements(share) == len(section) - 1


def test_it_passes_over_sections_that_are_agreed_and_begins_again_at_the_start(
    cast: Cast, share: DataShare, section: list[Clause]
) -> None:
    last = whole_clauses(share, Document.DPIA)[-1]
    agree_all_but(share, [*section, last], cast)
    visitor = Visitor(cast.acquirer)

    to_last = tick(visitor, "section", share, section[0].section, clause=ticks(section[0])).goes_to
    to_first = tick(visitor, "section", share, last.section, clause=ticks(last)).goes_to

    assert to_last.endswith(f"/section/{last.section}/")
    assert to_first.endswith(f"/section/{section[0].section}/")


@pytest.mark.parametrize(("document", "page"), [(Document.MOU, "agreement"), (Document.DPIA, "assessment")])
def test_it_goes_back_to_the_list_when_nothing_is_left(
    document: Document, page: str, cast: Cast, share: DataShare
) -> None:
    last = whole_clauses(share, document)[0]
    agree_all_but(share, [last], cast)

    seen = tick(Visitor(cast.acquirer), "section", share, last.section, clause=ticks(last))

    assert seen.goes_to == f"/shares/{share.reference}/{page}/"
    assert "Read and agree" not in Visitor(cast.acquirer).get(page, share).words


def test_words_that_changed_meanwhile_are_left_out_and_shown(
    cast: Cast, share: DataShare, section: list[Clause]
) -> None:
    shown, seal = ticks(*section), seal_of(Visitor(cast.supplier), "section", share, section[0].section)
    negotiating.accept(proposal=proposed(section[0], cast.acquirer, "Wholly other words."), by=cast.supplier)
    negotiating.accept(proposal=proposed(section[0], cast.acquirer_colleague, "The newest words."), by=cast.supplier)
    before = agreements(share)

    seen = Visitor(cast.supplier).post("section", share, section[0].section, clause=shown, shown=seal)

    assert seen.status == 409
    assert seen.title.startswith("Error: ")
    agreed = f"You agreed {len(section) - 1} clause{'' if len(section) == 2 else 's'}."
    changed = f"Clause {section[0].number} of the agreement changed after you opened the page."
    assert seen.errors == [f"{agreed} {changed} You have not agreed it."]
    assert "The newest words." in seen.words
    assert "The wording changed after you opened the page. Read it again" in seen.words
    assert seen.all("//a[starts-with(@href, '#clause-')]/@href") == [f"#clause-{section[0].pk}"]
    assert seen.all(f"//*[@id='clause-{section[0].pk}']") != []
    assert seen.all(f"{BOXES}[@checked]/@value") == []
    assert agreements(share) == before + len(section) - 1


def test_words_that_changed_and_can_be_agreed_keep_a_tick_to_set(
    cast: Cast, share: DataShare, section: list[Clause]
) -> None:
    first = section[0]
    visitor = Visitor(cast.acquirer)
    shown, seal = ticks(*section[:2]), seal_of(visitor, "section", share, first.section)
    negotiating.accept(proposal=proposed(first, cast.supplier), by=cast.acquirer)
    agreeing.disagree(clause=first, wording=current_of(first), reason="Too early.", by=cast.acquirer_colleague)
    seen = visitor.post("section", share, first.section, clause=shown, shown=seal)

    assert seen.status == 409
    assert seen.all(f"//input[@id='clause-{first.pk}']/@aria-describedby") == [f"changed-{first.pk}"]
    assert seen.all(f"//*[@id='changed-{first.pk}']") != []
    again = visitor.post(
        "section", share, first.section, clause=seen.all(f"{BOXES}/@value"), shown=seen.fields["shown"]
    )
    assert again.status == 302
    assert agreements(share) == len(section) + 1


def test_ticking_nothing_says_so(cast: Cast, share: DataShare, section: list[Clause]) -> None:
    seen = tick(Visitor(cast.acquirer), "section", share, section[0].section)

    assert seen.status == 200
    assert seen.title.startswith("Error: ")
    assert seen.errors == ["Select each clause that you have read and agree"]
    assert agreements(share) == 0


def test_a_clause_with_a_gap_or_a_proposal_has_no_tick(cast: Cast, share: DataShare, section: list[Clause]) -> None:
    offered = proposed(section[0], cast.supplier)
    proposed(section[1], cast.supplier, f"{text_of(section[1])} [[gap:aims]]")
    negotiating.accept(proposal=section[1].wordings.last().proposal, by=cast.acquirer)  # type: ignore[union-attr]

    page = read("acquirer_colleague", cast, section)

    assert page.all(f"{BOXES}/@value") == ticks(*section[2:])
    assert "Missing answer" in page.words
    assert MARK.search(page.words) is None
    link = f"//a[contains(@href, '/clause/{section[0].pk}/#proposal-{offered.pk}')]"
    assert page.all(link) == [f"See what Office for Records proposes for clause {section[0].number}"]


def test_it_says_how_many_comments_the_reader_may_see(cast: Cast, share: DataShare, section: list[Clause]) -> None:
    for private in (True, False):
        negotiating.comment(clause=section[0], text=f"Private: {private}", private=private, by=cast.supplier)

    assert "(1 comment)" in read("acquirer", cast, section).words
    assert "(2 comments)" in read("supplier", cast, section).words


@pytest.mark.parametrize("person", ["acquirer_expert", "supplier_expert", "acquirer_signatory", "onlooker"])
def test_others_read_it_and_may_not_agree(person: str, cast: Cast, share: DataShare, section: list[Clause]) -> None:
    page = read(person, cast, section)

    assert page.status == 200
    assert page.all(BOXES) == []
    user = cast.everyone()[person]
    assert tick(Visitor(user), "section", share, section[0].section, clause=ticks(*section)).status == 403
    assert agreements(share) == 0


def test_a_stranger_finds_nothing(cast: Cast, share: DataShare, section: list[Clause]) -> None:
    assert read("stranger", cast, section).status == 404
    assert tick(Visitor(cast.stranger), "section", share, section[0].section, clause=ticks(*section)).status == 404
    assert Visitor().post("section", share, section[0].section, clause=ticks(*section)).status in {302, 403}
    assert agreements(share) == 0


@pytest.mark.parametrize("key", ["M99", "nonsense", "1", "m1"])
def test_a_section_that_is_not_there_is_not_found(key: str, cast: Cast, share: DataShare, clause: Clause) -> None:
    assert Visitor(cast.acquirer).get("section", share, key).status == 404


def test_before_the_clauses_stand_there_is_no_section(cast: Cast, asset: DataAsset) -> None:
    assert Visitor(cast.acquirer).get("section", stages.submitted(cast, asset), "M1").status == 404


@pytest.mark.parametrize("nonsense", ["", "x:1", "1", ":1", "-1:1", "1:1:1", "9" * 50 + ":1", "\x00:1", "١:١٢x"])
def test_it_answers_nonsense_in_words(nonsense: str, cast: Cast, share: DataShare, clause: Clause) -> None:
    seen = tick(Visitor(cast.acquirer), "section", share, clause.section, clause=[nonsense])

    assert seen.status == 409
    assert "The service could not read what the page sent." in seen.words


def test_a_clause_of_another_data_share_is_refused(
    cast: Cast, asset: DataAsset, share: DataShare, clause: Clause
) -> None:
    elsewhere = stages.negotiating(cast, asset)

    seen = tick(Visitor(cast.acquirer), "section", elsewhere, clause.section, clause=ticks(clause))

    assert seen.status == 409
    assert NOT_SHOWN in seen.words
    assert agreements(share) == agreements(elsewhere) == 0


@pytest.mark.parametrize("stage", [stages.signing, stages.in_force])
def test_later_it_is_read_only(stage: stages.Stage, cast: Cast, asset: DataAsset) -> None:
    share = stage(cast, asset)
    clause = whole_clauses(share)[0]
    before = agreements(share)
    visitor = Visitor(cast.acquirer)

    page = visitor.get("section", share, clause.section)
    seen = tick(visitor, "section", share, clause.section, clause=ticks(clause))

    assert page.status == 200
    assert page.all("//main//button") == []
    assert seen.status == 409
    assert "so you cannot agree the wording of a clause for the organisation now" in seen.words
    assert agreements(share) == before


def test_agreeing_the_same_page_twice_is_agreeing_once(cast: Cast, share: DataShare, section: list[Clause]) -> None:
    shown, seal = ticks(*section), seal_of(Visitor(cast.acquirer), "section", share, section[0].section)
    for _ in range(2):
        seen = Visitor(cast.acquirer).post("section", share, section[0].section, clause=shown, shown=seal)
        assert seen.status == 302

    assert agreements(share) == len(section)
    assert Event.objects.filter(share=share, kind=EventKind.CLAUSES_AGREED).count() == 1


def everything(share: DataShare) -> list[str]:
    """Return every whole clause of both documents, as 81 boxes would post them."""
    return ticks(*whole_clauses(share), *whole_clauses(share, Document.DPIA))


@pytest.mark.parametrize("seal", ["none", "made up", "of another section", "of a colleague", "of another data share"])
def test_clauses_that_no_page_showed_are_not_agreed(
    seal: str, cast: Cast, asset: DataAsset, share: DataShare, section: list[Clause]
) -> None:
    visitor, here = Visitor(cast.acquirer), section[0].section
    other = next(clause.section for clause in whole_clauses(share) if clause.section != here)
    seals: dict[str, Callable[[], list[str]]] = {
        "none": list,
        "made up": lambda: ["eyJhIjoxfQ:1abc:xyz"],
        "of another section": lambda: seal_of(visitor, "section", share, other),
        "of a colleague": lambda: seal_of(Visitor(cast.acquirer_colleague), "section", share, here),
        "of another data share": lambda: seal_of(visitor, "section", stages.negotiating(cast, asset), here),
    }

    seen = visitor.post("section", share, here, clause=ticks(*section), shown=seals[seal]())

    assert seen.status == 409
    assert seen.errors == [NOT_SHOWN]
    assert seen.all(f"{BOXES}[@checked]/@value") == ticks(*section)
    assert agreements(share) == 0


def test_one_press_agrees_no_more_than_one_section(cast: Cast, share: DataShare, section: list[Clause]) -> None:
    visitor = Visitor(cast.acquirer)

    by_section = tick(visitor, "section", share, section[0].section, clause=everything(share))
    by_clause = visitor.post("agree_clauses", share, clause=everything(share))

    assert (by_section.status, by_clause.status) == (409, 409)
    assert "To agree more than one clause, open the page of the section" in by_clause.words
    assert agreements(share) == 0


def test_the_action_refuses_clauses_of_two_sections(cast: Cast, share: DataShare, section: list[Clause]) -> None:
    wordings = {clause.pk: current_of(clause) for clause in whole_clauses(share)}

    with pytest.raises(NotNow):
        agreeing.agree_in_section(share=share, section=section[0].section, wordings=wordings, by=cast.acquirer)

    assert agreements(share) == 0


@pytest.mark.parametrize("left", ["gap", "proposal"])
def test_a_clause_shown_without_a_box_is_not_agreed(
    left: str, cast: Cast, share: DataShare, section: list[Clause]
) -> None:
    if left == "gap":
        text = f"{text_of(section[0])}\n\n[[gap:aims]]"
        negotiating.accept(proposal=proposed(section[0], cast.supplier, text), by=cast.acquirer)
    else:
        proposed(section[0], cast.supplier)
    before = agreements(share)

    seen = tick(Visitor(cast.acquirer), "section", share, section[0].section, clause=ticks(section[0]))

    assert seen.status == 409
    assert agreements(share) == before


def test_agreeing_many_clauses_takes_as_many_queries_as_agreeing_one(
    cast: Cast, share: DataShare, section: list[Clause]
) -> None:
    for clause in section:
        proposed(clause, cast.supplier)
    counts = []
    for clauses in (section[:1], section):
        wordings = {clause.pk: current_of(clause) for clause in clauses}
        with CaptureQueriesContext(connection) as captured:
            done = agreeing.agree_in_section(
                share=share, section=section[0].section, wordings=wordings, by=cast.acquirer
            )
        assert "proposed different wording" in done.left_out
        counts.append(len(captured))
    assert counts[1] == counts[0]
