"""A closed body admits no one, cannot be chosen, and leads to its successors."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress

from community.models import EmailDomain, Membership, Organisation, User
from community.organisations import memberships
from community.organisations.administrators import people_of
from community.organisations.search import closed_bodies_like, open_bodies_like
from community.organisations.succession import closing_of, closings, followers_of
from datashare.lib.exceptions import NotNow
from tests.support.visiting import Visitor

pytestmark = pytest.mark.django_db


def body(name: str, *, follows: Organisation | None = None, closed: bool = False) -> Organisation:
    """Make a body; `follows` is one that closed before it."""
    made = Organisation.objects.create(name=name, slug=name.lower().replace(" ", "-"), is_closed=closed)
    if follows:
        follows.superseded_by.add(made)
    return made


@pytest.fixture
def cumbria() -> Organisation:
    made = body("Cumbria County Council", closed=True)
    made.closed_on = date(2023, 4, 1)
    made.save()
    return made


def person(email: str = "sam@cumbria.gov.uk") -> User:
    user = User.objects.create_user(email, "a long enough password", full_name="Sam Reid")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def works_for(user: User) -> list[str]:
    return sorted(Membership.objects.live().filter(user=user).values_list("organisation__name", flat=True))


def test_closing_says_when_and_what_follows(cumbria: Organisation) -> None:
    closing = closing_of(cumbria)
    assert closing is not None
    assert closing.sentence == (
        "Cumbria County Council closed on 1 April 2023. We do not know which organisation replaced it."
    )
    body("Cumberland Council", follows=cumbria)
    one = closing_of(cumbria)
    assert one is not None
    assert one.what_follows == "Cumberland Council replaced it."
    body("Westmorland and Furness Council", follows=cumbria)
    both = closing_of(cumbria)
    assert both is not None
    assert both.what_follows == "Cumberland Council and Westmorland and Furness Council replaced it."


def test_open_body_has_no_closing(cumbria: Organisation) -> None:
    assert closing_of(body("Open Council")) is None
    assert closings([None, body("Other Council")]) == []


def test_followers_are_found_through_closed_ones() -> None:
    first = body("Taunton Deane", closed=True)
    second = body("Somerset West and Taunton", follows=first, closed=True)
    last = body("Somerset Council", follows=second)
    assert followers_of([first, second]) == {first.pk: [last], second.pk: [last]}


def test_followers_in_a_circle_end() -> None:
    one = body("One", closed=True)
    other = body("Other", follows=one, closed=True)
    other.superseded_by.add(one)
    assert followers_of([one]) == {}


def test_closed_body_admits_no_one(cumbria: Organisation) -> None:
    EmailDomain.objects.create(pattern="cumbria.gov.uk", organisation=cumbria)
    assert memberships.admit(person(), "sam@cumbria.gov.uk") is None
    assert not Membership.objects.exists()


def test_person_of_closed_body_chooses_among_followers(cumbria: Organisation) -> None:
    EmailDomain.objects.create(pattern="cumbria.gov.uk", organisation=cumbria)
    follower, other = body("Cumberland Council", follows=cumbria), body("Barchester City Council")
    body("Westmorland and Furness Council", follows=cumbria)
    sam = person()
    page = Visitor(sam).get("/account/organisation/")
    assert "Cumberland Council" in page.words
    assert "Westmorland and Furness Council" in page.words
    assert "Barchester" not in page.words
    with pytest.raises(NotNow, match="Cumberland Council or Westmorland and Furness Council"):
        memberships.choose(organisation=other, by=sam)
    chosen = Visitor(sam).post("/account/organisation/", organisation=follower.slug)
    assert chosen.goes_to == "/account/"
    assert works_for(sam) == ["Cumberland Council"]


def test_page_says_that_the_body_of_the_address_closed(cumbria: Organisation) -> None:
    EmailDomain.objects.create(pattern="cumbria.gov.uk", organisation=cumbria)
    body("Cumberland Council", follows=cumbria)
    page = Visitor(person()).get("/account/organisation/")
    assert "Cumbria County Council closed on 1 April 2023. Cumberland Council replaced it." in page.words
    assert "Choose the organisation you work for now." in page.words
    assert "the same kind of email address" not in page.words
    assert "but not which organisation" not in page.words


@pytest.mark.parametrize("follows", [True, False])
def test_pages_say_that_a_body_someone_works_for_closed(cumbria: Organisation, follows: bool) -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    sam = person("sam@parish.gov.uk")
    Membership.objects.create(user=sam, organisation=cumbria, self_declared=follows)
    says = "Cumbria County Council closed on 1 April 2023. We do not know which organisation replaced it."
    if follows:
        body("Cumberland Council", follows=cumbria)
        says = "Cumbria County Council closed on 1 April 2023. Cumberland Council replaced it."
    assert says in Visitor(sam).get("/account/organisation/").words
    assert says in Visitor(sam).get("/account/").words


def test_account_says_nothing_of_closing_where_a_body_is_open() -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    sam = person("sam@parish.gov.uk")
    Membership.objects.create(user=sam, organisation=body("Cumberland Council"))
    assert "closed" not in Visitor(sam).get("/account/").words


def test_page_without_choice_shows_error_and_keeps_choices(cumbria: Organisation) -> None:
    EmailDomain.objects.create(pattern="cumbria.gov.uk", organisation=cumbria)
    body("Cumberland Council", follows=cumbria)
    page = Visitor(person()).post("/account/organisation/", organisation="")
    assert page.errors == ["Select the organisation you work for"]
    assert "Cumberland Council" in page.words


def test_person_of_closed_body_without_follower_asks_support(cumbria: Organisation) -> None:
    EmailDomain.objects.create(pattern="cumbria.gov.uk", organisation=cumbria)
    sam = person()
    assert "Ask the support team" in Visitor(sam).get("/account/organisation/").words
    with pytest.raises(NotNow, match="closed on 1 April 2023"):
        memberships.choose(organisation=body("Barchester City Council"), by=sam)


def test_people_of_shared_domain_choose_among_its_bodies() -> None:
    babergh, suffolk = body("Babergh District Council"), body("Mid Suffolk District Council")
    other = body("Barchester City Council")
    domain = EmailDomain.objects.create(pattern="cumbria.gov.uk")
    domain.shared_by.set([babergh, suffolk])
    sam = person()
    assert memberships.admit(sam, sam.email) is None
    page = Visitor(sam).get("/account/organisation/")
    assert "Babergh" in page.words
    assert "Mid Suffolk" in page.words
    assert "Barchester" not in page.words
    assert "These organisations use the same kind of email address as yours" in page.words
    with pytest.raises(NotNow):
        memberships.choose(organisation=other, by=sam)
    memberships.choose(organisation=suffolk, by=sam)
    assert works_for(sam) == ["Mid Suffolk District Council"]


def test_member_noted_at_closed_body_may_choose_again(cumbria: Organisation) -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    sam = person("sam@parish.gov.uk")
    Membership.objects.create(user=sam, organisation=cumbria)
    follower = body("Cumberland Council", follows=cumbria)
    memberships.choose(organisation=follower, by=sam)
    assert works_for(sam) == ["Cumberland Council", "Cumbria County Council"]


def test_closed_body_cannot_be_chosen_and_says_what_follows(cumbria: Organisation) -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    body("Cumberland Council", follows=cumbria)
    with pytest.raises(NotNow, match="Cumberland Council replaced it"):
        memberships.choose(organisation=cumbria, by=person("sam@parish.gov.uk"))


def test_search_for_closed_body_finds_its_followers(cumbria: Organisation) -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    follower = body("Cumberland Council", follows=cumbria)
    assert open_bodies_like("Cumbria County", 10) == [follower]
    assert [closing.body for closing in closed_bodies_like("Cumbria County")] == [cumbria]
    page = Visitor(person("sam@parish.gov.uk")).get("/account/organisation/", query={"q": "Cumbria"})
    assert "Cumbria County Council closed on 1 April 2023. Cumberland Council replaced it." in page.words
    assert page.all("//main//input[@name='organisation']/@value") == ["cumberland-council"]


def test_search_for_closed_body_without_follower_says_so(cumbria: Organisation) -> None:
    EmailDomain.objects.create(pattern="*.gov.uk")
    page = Visitor(person("sam@parish.gov.uk")).get("/account/organisation/", query={"q": "Cumbria"})
    assert "We do not know which organisation replaced it." in page.words


@pytest.mark.parametrize("words", ["", "of the", "!!"])
def test_words_that_name_nothing_find_no_closed_body(cumbria: Organisation, words: str) -> None:
    assert closed_bodies_like(words) == []


def test_admin_of_a_wildcard_does_not_get_people_of_an_exact_domain() -> None:
    ministry, agency = body("Ministry"), body("Agency")
    for pattern, owner in (("*.mod.uk", ministry), ("dstl.mod.uk", agency), ("joint.mod.uk", None)):
        EmailDomain.objects.create(pattern=pattern, organisation=owner)
    for name in ("navy", "dstl", "joint"):
        person(f"sam@{name}.mod.uk")
    people = people_of(Organisation.objects.filter(pk=ministry.pk)).values_list("email", flat=True)
    assert list(people) == ["sam@navy.mod.uk"]
