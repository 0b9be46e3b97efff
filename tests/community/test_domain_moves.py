"""An email domain passes to another organisation: memberships that rest on it end."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.forms import inlineformset_factory
from django.http import HttpRequest
from django.test import RequestFactory, TestCase

from agreements.models import DataShare
from catalogue.models import DataAsset
from community.models import EmailDomain, Membership, Organisation, User
from community.organisations.memberships import admit, obstacle_to_choosing
from community.organisations.organisation_admin import EmailDomainAdmin
from community.organisations.search import FROM_CATALOGUE, link_council_domains
from tests.agreements import stages
from tests.cast import Cast
from tests.community.lists import given, govuk, named

pytestmark = pytest.mark.django_db
A, B = govuk("a", "Agency A"), govuk("b", "Agency B")


def person(email: str) -> User:
    user = User.objects.create_user(email, full_name="Gwen Rees")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    admit(user, email)
    return user


def works_for(user: User) -> list[str]:
    return sorted(Membership.objects.live().filter(user=user).values_list("organisation__name", flat=True))


def test_people_follow_their_domain_to_another_body() -> None:
    given(A, B, domains=(("shared.org.uk", "a"), ("own.org.uk", "a")))
    moved, stays = person("gwen@shared.org.uk"), person("gwen@own.org.uk")
    given(A, B, domains=(("shared.org.uk", "b"), ("own.org.uk", "a")))
    assert (works_for(moved), works_for(stays)) == (["Agency B"], ["Agency A"])


def test_people_of_a_more_exact_domain_stay() -> None:
    given(A, B, domains=(("*.org.uk", "a"), ("own.org.uk", "a")))
    stays = person("gwen@own.org.uk")
    given(A, B, domains=(("*.org.uk", "b"), ("own.org.uk", "a")))
    assert works_for(stays) == ["Agency A"]


def test_people_of_a_closed_body_stay_where_its_heir_has_the_domain() -> None:
    given(A, B, domains=(("shared.org.uk", "a"),))
    user = person("gwen@shared.org.uk")
    closed = govuk("a", "Agency A", closed=True, followed_by=["b"])
    given(closed, B, domains=(("shared.org.uk", "b"),))
    assert works_for(user) == ["Agency A", "Agency B"]


def test_closing_ends_memberships_only_where_no_body_follows() -> None:
    given(A, B, govuk("c", "Agency C"), domains=(("a.org.uk", "a"), ("c.org.uk", "c")))
    followed, alone = person("gwen@a.org.uk"), person("gwen@c.org.uk")
    with TestCase.captureOnCommitCallbacks(execute=True):
        given(govuk("a", "Agency A", closed=True, followed_by=["b"]), B, govuk("c", "Agency C", closed=True))
    assert (works_for(followed), works_for(alone)) == (["Agency A"], [])


def test_form_that_closes_a_body_and_names_its_heir_keeps_people() -> None:
    given(A, B, domains=(("a.org.uk", "a"),))
    followed, closed = person("gwen@a.org.uk"), named("Agency A")
    with TestCase.captureOnCommitCallbacks(execute=True):
        closed.is_closed = True
        closed.save()
        closed.superseded_by.add(named("Agency B"))
    assert works_for(followed) == ["Agency A"]


def test_what_an_admin_noted_on_their_word_stays() -> None:
    given(A, B, domains=(("shared.org.uk", "a"),))
    user = person("gwen@shared.org.uk")
    Membership.objects.filter(user=user).update(self_declared=True)
    given(A, B, domains=(("shared.org.uk", "b"),))
    assert "Agency A" in works_for(user)


def admin_page() -> EmailDomainAdmin:
    page = admin.site.get_model_admin(EmailDomain)
    assert isinstance(page, EmailDomainAdmin)
    return page


def asked() -> HttpRequest:
    request = RequestFactory().post("/")
    request.user = User.objects.create_superuser("support@elsewhere.gov.uk", "x", full_name="Sam Porter")
    return request


def test_domain_deleted_in_the_admin_ends_roles(cast: Cast, asset: DataAsset) -> None:
    share = stages.draft(cast, asset)
    council = Membership.objects.live().get(user=cast.acquirer).organisation
    at = cast.acquirer.email.rpartition("@")[2]
    domain, _ = EmailDomain.objects.update_or_create(pattern=at, defaults={"organisation": council})
    assert DataShare.objects.visible_to(cast.acquirer).filter(pk=share.pk).exists()
    admin_page().delete_queryset(asked(), EmailDomain.objects.filter(pk=domain.pk))
    assert works_for(cast.acquirer) == []
    assert not DataShare.objects.visible_to(cast.acquirer).filter(pk=share.pk).exists()
    assert not EmailDomain.objects.filter(pk=domain.pk).exists()


def test_owner_set_in_the_admin_moves_its_people() -> None:
    given(A, B, domains=(("shared.org.uk", "a"),))
    user = person("gwen@shared.org.uk")
    domain = EmailDomain.objects.get(pattern="shared.org.uk")
    domain.organisation = named("Agency B")
    admin_page().save_model(asked(), domain, None, change=True)
    assert works_for(user) == ["Agency B"]
    assert Organisation.objects.filter(name="Agency A").exists()


def test_people_follow_a_more_exact_domain_that_is_imported() -> None:
    given(A, B, domains=(("*.org.uk", "a"),))
    moved, stays = person("gwen@own.org.uk"), person("gwen@other.org.uk")
    given(A, B, domains=(("*.org.uk", "a"), ("own.org.uk", "b")))
    assert (works_for(moved), works_for(stays)) == (["Agency B"], ["Agency A"])


def test_people_follow_a_more_exact_domain_that_is_added_in_the_admin() -> None:
    given(A, B, domains=(("*.org.uk", "a"),))
    user = person("gwen@own.org.uk")
    added, request = EmailDomain(pattern="own.org.uk", organisation=named("Agency B")), asked()
    admin_page().save_model(request, added, None, change=False)
    assert works_for(user) == ["Agency B"]
    admin_page().delete_model(request, added)
    assert works_for(user) == ["Agency A"]


def test_corrected_pattern_ends_what_the_old_one_gave() -> None:
    given(A, B, domains=(("wrong.org.uk", "a"),))
    left, joined = person("gwen@wrong.org.uk"), person("gwen@right.org.uk")
    domain = EmailDomain.objects.get()
    domain.pattern = "right.org.uk"
    admin_page().save_model(asked(), domain, None, change=True)
    assert (works_for(left), works_for(joined)) == ([], ["Agency A"])


def test_domain_changed_on_the_page_of_its_organisation_is_followed() -> None:
    given(A, B, domains=(("wrong.org.uk", "a"),))
    user, body, domain = person("gwen@wrong.org.uk"), named("Agency A"), EmailDomain.objects.get()
    page = admin.site.get_model_admin(Organisation)
    formset_of = inlineformset_factory(Organisation, EmailDomain, fields=["pattern"])
    typed = {"domains-TOTAL_FORMS": "1", "domains-INITIAL_FORMS": "1"}
    formset = formset_of(typed | {"domains-0-id": str(domain.pk), "domains-0-pattern": "right.org.uk"}, instance=body)
    assert formset.is_valid()
    page.save_formset(asked(), None, formset, change=True)
    assert works_for(user) == []


@pytest.mark.parametrize("way", ["import", "admin", "catalogue"])
def test_domain_with_its_first_owner_admits_its_people(way: str) -> None:
    """They may not choose another organisation, as their address shows this one."""
    given(A, B, domains=(("agencycouncil.gov.uk", ""),))
    user = person("gwen@agencycouncil.gov.uk")
    if way == "import":
        given(A, B, domains=(("agencycouncil.gov.uk", "b"),))
    elif way == "admin":
        domain = EmailDomain.objects.get()
        domain.organisation = named("Agency B")
        admin_page().save_model(asked(), domain, None, change=True)
    else:
        Organisation.objects.create(name="Agencycouncil Council", slug="agency-council", source=FROM_CATALOGUE)
        assert link_council_domains() == 1
    assert works_for(user) == [str(EmailDomain.objects.get().organisation)]
    assert obstacle_to_choosing(user).startswith("Your email address shows that you work for")


def test_people_follow_the_nearest_of_several_wider_domains() -> None:
    given(A, B, domains=(("*.org.uk", "a"),))
    user = person("gwen@one.two.org.uk")
    given(A, B, domains=(("*.org.uk", "a"), ("*.two.org.uk", "b")))
    assert works_for(user) == ["Agency B"]
    given(A, B, domains=(("*.org.uk", "a"), ("*.two.org.uk", "b"), ("one.two.org.uk", "a")))
    assert works_for(user) == ["Agency A"]


def test_domain_given_away_and_back_brings_its_people_back() -> None:
    given(A, B, domains=(("own.org.uk", "a"),))
    user = person("gwen@own.org.uk")
    for owner, name in (("b", "Agency B"), ("a", "Agency A"), ("b", "Agency B")):
        given(A, B, domains=(("own.org.uk", owner),))
        assert works_for(user) == [name]
