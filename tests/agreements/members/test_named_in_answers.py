"""People named in answers cover their skill, and their invitation is filled in from the answers."""

from typing import Any

import pytest

from agreements.members import actions as members
from agreements.members.skills import BY_ANSWER
from agreements.models import Answer, DataShare, PartyAnswer
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import Membership, User
from community.skills import Skill
from tests.agreements import stages
from tests.agreements.stages import working_for
from tests.cast import Cast
from tests.support.visiting import Seen, Visitor, address

pytestmark = pytest.mark.django_db
NOT_HERE = "(named in the answers, but not in this data share)"


@pytest.fixture
def share(cast: Cast, asset: DataAsset) -> DataShare:
    return stages.negotiating(cast, asset)


def answer(share: DataShare, by: User, key: str, value: Any) -> None:
    Answer.objects.update_or_create(edition=share.edition, key=key, defaults={"value": value, "author": by})


def own_answer(share: DataShare, by: User, key: str, value: Any) -> None:
    PartyAnswer.objects.update_or_create(
        edition=share.edition, party=share.parties.get(gives=True), key=key, defaults={"value": value, "author": by}
    )


def person(name: str, role: str = "", email: str = "") -> dict[str, str]:
    return {"chosen": "other", "name": name, "role": role, "email": email}


def skills(seen: Seen, body: str) -> dict[str, str]:
    """Return whom the page names for each skill of a body."""
    [listed] = seen.tree.xpath("//h3[contains(., $body)]/following-sibling::dl[1]", body=body)
    found = [part.xpath("./div[not(@class)] | ./span") for part in listed.xpath(".//dd[contains(@class, '__value')]")]
    words = [" ".join(" ".join(name.text_content().split()) for name in names) for names in found]
    return dict(zip([name.text_content() for name in listed.xpath(".//dt")], words, strict=True))


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("dp_check", "Data protection"),
        ("sec_check", "Security"),
        ("legal_check", "Legal"),
    ],
)
def test_person_named_in_an_answer_covers_a_skill(key: str, label: str, cast: Cast, share: DataShare) -> None:
    answer(share, cast.acquirer, key, person("Petra Hale", "Head of it", "petra.hale@council.gov.uk"))

    said = skills(Visitor(cast.acquirer).get("people", share), "Barchester City Council")[label]

    assert f"Petra Hale, Head of it {NOT_HERE}" in said
    assert "No one yet" not in said


@pytest.mark.parametrize("key", ["dpo", "accountable"])
def test_person_with_another_part_covers_no_skill_as_in_the_clause(key: str, cast: Cast, share: DataShare) -> None:
    for checked in BY_ANSWER:
        answer(share, cast.acquirer, checked, {"chosen": "not_yet"})
    answer(share, cast.acquirer, "team", [])
    answer(share, cast.acquirer, key, person("Petra Hale", "Head of it", "petra.hale@council.gov.uk"))

    said = skills(Visitor(cast.acquirer).get("people", share), "Barchester City Council")

    assert not [words for words in said.values() if "Petra Hale" in words]


def test_business_owner_of_the_team_is_shown_without_an_invitation(cast: Cast, share: DataShare) -> None:
    answer(share, cast.acquirer, "team", [{"id": "r1", "skill": "business_owner", "person": person("Petra Hale")}])
    page = Visitor(cast.acquirer).get("people", share)

    assert f"Petra Hale {NOT_HERE}" in skills(page, "Barchester City Council")["Business owner"]
    assert not [link for link in page.all("//main//a/@href") if "business_owner" in link]


def test_member_named_under_a_former_name_is_shown_as_they_are_called(cast: Cast, share: DataShare) -> None:
    answer(share, cast.acquirer, "legal_check", person("Bryn Davies", "Lawyer", cast.acquirer_colleague.email))
    cast.acquirer_colleague.full_name = "Bryn Llewelyn-Davies"
    cast.acquirer_colleague.save()

    words = Visitor(cast.acquirer).get("people", share)

    assert "Bryn Llewelyn-Davies, Lawyer" in skills(words, "Barchester City Council")["Legal"]
    assert "Bryn Davies" not in words.words


@pytest.mark.parametrize("skill", list(Skill))
def test_person_in_the_team_covers_their_skill(skill: Skill, cast: Cast, share: DataShare) -> None:
    row = {"id": "r1", "skill": skill.value, "person": person("Petra Hale", email="petra.hale@council.gov.uk")}
    answer(share, cast.acquirer, "team", [row])

    said = skills(Visitor(cast.acquirer).get("people", share), "Barchester City Council")

    assert f"Petra Hale {NOT_HERE}" in said[skill.label]


def test_named_person_who_is_invited_is_shown_as_invited(cast: Cast, share: DataShare) -> None:
    answer(share, cast.acquirer, "legal_check", person("Petra Hale", "", "petra.hale@council.gov.uk"))
    for skill in (Skill.ETHICS, Skill.LEGAL):
        members.invite(
            share=share, email="petra.hale@council.gov.uk", role=Role.ADVISER, skill=skill, by=cast.acquirer
        )  # fmt: skip

    said = skills(Visitor(cast.acquirer).get("people", share), "Barchester City Council")

    invited = "petra.hale@council.gov.uk (invited, but has no account yet)"
    assert said["Ethics"] == invited
    assert f"Petra Hale, {invited}" in said["Legal"]
    assert said["Legal"].count(invited) == 1


def test_named_person_who_takes_part_is_shown_as_who_they_are(cast: Cast, share: DataShare) -> None:
    answer(share, cast.acquirer, "dp_check", person("Bryn Davies", "", cast.acquirer_colleague.email.upper()))

    said = skills(Visitor(cast.acquirer).get("people", share), "Barchester City Council")["Data protection"]

    assert said == "Bryn Davies"


def test_expert_of_the_supplier_is_named_in_its_own_words(cast: Cast, share: DataShare) -> None:
    own_answer(
        share, cast.supplier, "s_experts", {"security": "Sam Oduya, head of cyber", "legal": "Una Kelly, lawyer"}
    )

    said = skills(Visitor(cast.supplier).get("people", share), "Office for Records")

    assert said["Security"] == f"Sam Oduya, head of cyber {NOT_HERE}"
    assert said["Legal"] == "Una Kelly"


@pytest.mark.parametrize(
    ("words", "is_here"),
    [
        ("Siân Hale", True),
        ("Sian Hale, lawyer", True),
        ("Ms SIÂN HALE (legal)", True),
        ("Roisian Hale", False),
        ("Siân Haley, lawyer", False),
    ],
)
def test_expert_is_known_by_the_whole_name_in_any_spelling(
    words: str, is_here: bool, cast: Cast, share: DataShare
) -> None:
    cast.supplier_colleague.full_name = "Siân Hale"
    cast.supplier_colleague.save()
    own_answer(share, cast.supplier, "s_experts", {"security": words})

    said = skills(Visitor(cast.supplier).get("people", share), "Office for Records")

    assert (NOT_HERE not in said["Security"]) is is_here


def test_own_half_of_the_supplier_stays_hidden_until_it_decides(cast: Cast, asset: DataAsset) -> None:
    share = stages.submitted(cast, asset)
    own_answer(share, cast.supplier, "s_experts", {"security": "Sam Oduya"})

    assert "Sam Oduya" in Visitor(cast.supplier).get("people", share).words
    assert "Sam Oduya" not in Visitor(cast.acquirer).get("people", share).words


def test_answers_not_sent_yet_are_hidden_from_the_supplier(cast: Cast, asset: DataAsset) -> None:
    share = stages.returned(cast, asset)
    answer(share, cast.acquirer, "dp_check", person("Unsent Person", email="unsent@council.gov.uk"))

    assert "Unsent Person" in Visitor(cast.acquirer).get("people", share).words
    assert "Unsent Person" not in Visitor(cast.supplier).get("people", share).words


def test_invitation_for_a_skill_begins_with_the_answer(cast: Cast, share: DataShare) -> None:
    answer(share, cast.acquirer, "dp_check", person("Petra Hale", "DPO", "petra.hale@council.gov.uk"))
    visitor = Visitor(cast.acquirer)
    [link] = [
        href for href in visitor.get("people", share).all("//main//a/@href") if href.endswith("skill=data_protection")
    ]

    seen = visitor.get("invite", share, query={"role": "adviser", "skill": "data_protection"})

    assert link.startswith(address("invite", share))
    assert "Your answers name Petra Hale, DPO for data protection." in seen.words
    assert seen.fields["email"] == ["petra.hale@council.gov.uk"]
    assert (seen.fields["role"], seen.fields["skill"]) == (["adviser"], ["data_protection"])


def test_no_one_is_invited_for_the_other_side(cast: Cast, share: DataShare) -> None:
    answer(share, cast.acquirer, "dp_check", person("Petra Hale", "DPO", "petra.hale@council.gov.uk"))

    seen = Visitor(cast.supplier).get("invite", share, query={"role": "adviser", "skill": "data_protection"})

    assert "Petra Hale" not in seen.words
    assert seen.fields["email"] == [""]


@pytest.mark.parametrize("skill", ["", "x", "business_owner", "\x00", "9" * 400])
def test_skill_that_does_not_exist_suggests_no_one(skill: str, cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.acquirer).get("invite", share, query={"role": "adviser", "skill": skill})

    assert seen.status == 200
    assert seen.fields["email"] == [""]


def test_signatory_the_response_names_is_filled_in(cast: Cast, share: DataShare) -> None:
    own_answer(share, cast.supplier, "s_signatory", {"name": "Rhona Blair", "position": "Chief Executive"})
    rhona = User.objects.create(email="rhona.blair@revenue.gov.uk", full_name="Rhona Blair")
    Membership.objects.create(user=rhona, organisation=working_for(cast.supplier))

    seen = Visitor(cast.supplier).get("invite", share, query={"role": "signatory"})

    assert "Your response names Rhona Blair, Chief Executive as the signatory." in seen.words
    assert (seen.fields["email"], seen.fields["office"]) == (["rhona.blair@revenue.gov.uk"], ["Chief Executive"])
    assert "Rhona Blair" not in Visitor(cast.acquirer).get("invite", share, query={"role": "signatory"}).words


@pytest.mark.parametrize("typed", ["Rhôna O’Blair", "Rhona O'Blair", "RHONA O’BLAIR", "Rhôna O'Blair"])
def test_signatory_is_found_in_any_spelling_of_the_name(typed: str, cast: Cast, share: DataShare) -> None:
    own_answer(share, cast.supplier, "s_signatory", {"name": typed, "position": "Chief Executive"})
    rhona = User.objects.create(email="rhona.blair@revenue.gov.uk", full_name="Rhôna O’Blair")
    Membership.objects.create(user=rhona, organisation=working_for(cast.supplier))

    seen = Visitor(cast.supplier).get("invite", share, query={"role": "signatory"})

    assert seen.fields["email"] == ["rhona.blair@revenue.gov.uk"]


@pytest.mark.parametrize("why", ["two of the name", "works elsewhere", "only says so", "has left"])
def test_address_is_left_open_where_it_is_not_certain(why: str, cast: Cast, share: DataShare) -> None:
    own_answer(share, cast.supplier, "s_signatory", {"name": "Rhona Blair", "position": "Chief Executive"})
    rhona = User.objects.create(email="rhona.blair@revenue.gov.uk", full_name="Rhona Blair")
    body = working_for(cast.stranger if why == "works elsewhere" else cast.supplier)
    member = Membership.objects.create(user=rhona, organisation=body, self_declared=why == "only says so")
    if why == "two of the name":
        other = User.objects.create(email="r.blair@revenue.gov.uk", full_name="rhona blair")
        Membership.objects.create(user=other, organisation=body)
    if why == "has left":
        member.until = member.since
        member.save()

    seen = Visitor(cast.supplier).get("invite", share, query={"role": "signatory"})

    assert (seen.fields["email"], seen.fields["office"]) == ([""], ["Chief Executive"])


def test_accountable_person_is_named_to_the_acquirer_and_not_filled_in(cast: Cast, share: DataShare) -> None:
    answer(share, cast.acquirer, "accountable", person("Petra Hale", "SIRO", "petra.hale@council.gov.uk"))

    seen = Visitor(cast.acquirer).get("invite", share, query={"role": "signatory"})

    assert "Your answers name Petra Hale, SIRO as accountable for the data." in seen.words
    assert (seen.fields["email"], seen.fields["office"]) == ([""], [""])
    assert "Petra Hale" not in Visitor(cast.supplier).get("invite", share, query={"role": "signatory"}).words


def test_observer_reads_who_covers_what_without_links(cast: Cast, share: DataShare) -> None:
    seen = Visitor(cast.onlooker).get("people", share)

    assert skills(seen, "Barchester City Council")["Legal"].startswith("Chidi Eze")
    assert not [href for href in seen.all("//main//a/@href") if "skill=" in href]


def test_an_adviser_covers_the_skill_they_were_invited_for(cast: Cast, share: DataShare) -> None:
    members.invite(
        share=share, email="new.person@council.gov.uk", role=Role.ADVISER, skill=Skill.ETHICS, by=cast.acquirer
    )

    assert (
        "new.person@council.gov.uk"
        in skills(Visitor(cast.acquirer).get("people", share), "Barchester City Council")["Ethics"]
    )
