"""One data share in each relevant stage, and a browser for each role: made once for a module."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from agreements.members import actions as members
from agreements.models import Agreement, DataShare, Member, SealedFile
from agreements.negotiating import actions as negotiating
from agreements.requesting import records
from agreements.states import Role
from catalogue.models import DataAsset
from community.models import User
from tests.agreements import lived, stages
from tests.agreements.negotiating.clauses import proposed, whole_clauses
from tests.cast import PASSWORD, Cast, make_asset
from tests.support.once import built_once
from tests.support.remembered import remembered
from tests.support.visiting import SERVICE

STAGES: dict[str, stages.Stage] = {
    "submitted": stages.submitted,
    "returned": stages.returned,
    "negotiating": stages.negotiating,
    "signing": stages.signing,
    "in_force": stages.in_force,
    "suspended": lived.suspended,
    "promised": lived.promised,
    "tested": lived.tested,
    "sent": lived.sent,
    "reviewed": lived.reviewed,
    "hurt": lived.hurt,
    "decided_on": lived.decided_on,
    "explained": lived.explained,
    "cleared": lived.cleared,
    "ended": lived.ended,
    "certified": lived.certified,
    "withdrawn": stages.withdrawn,
    "refused": stages.refused,
    "reconsidering": stages.reconsidering,
}
SEALED = b"%PDF-1.7 stands for a sealed file"


@dataclass(frozen=True)
class World:
    cast: Cast
    staff: User
    asset: DataAsset
    shares: dict[str, DataShare]
    proposal: int
    browsers: dict[str, Client]
    cookies: dict[str, Any]
    people: dict[str, User] = field(default_factory=dict)

    @classmethod
    def of(cls, people: dict[str, User], **made: Any) -> "World":
        """Return a world in which these people are signed in, and someone is not."""
        browsers = {"anonymous": Client(), **{name: _browser(user) for name, user in people.items()}}
        return cls(browsers=browsers, cookies=kept_cookies(browsers), people=people, **made)

    def ask(self, person: str, method: str, address: str, data: Any = None, **extra: Any) -> Any:
        """Make one request as this user, signed in as at the beginning whatever happened since."""
        client = self.browsers[person]
        client.cookies = SimpleCookie(self.cookies[person])
        with transaction.atomic():
            answer = getattr(client, method)(address, data or {}, **extra)
            if method == "post":
                transaction.set_rollback(True)
        return answer


@contextmanager
def world_once(blocker: DjangoDbBlocker) -> Iterator[World]:
    """Yield the world; the supplier's side is not in the draft, only in the later stages."""
    with built_once(blocker, stages.draft) as made:
        shares, proposal = _shares(made.cast, made.asset)
        shares["draft"] = made.share
        _sealed(shares["in_force"])
        staff = User.objects.create_superuser("support@elsewhere.gov.uk", PASSWORD, full_name="Sam Staff")
        EmailAddress.objects.create(user=staff, email=staff.email, verified=True, primary=True)
        browsers = {"anonymous": Client(), "staff": _with_second_step(_browser(staff), staff)}
        browsers |= {name: _browser(user) for name, user in made.cast.everyone().items()}
        yield World(made.cast, staff, made.asset, shares, proposal, browsers, kept_cookies(browsers))


@remembered
def _shares(cast: Cast, asset: DataAsset) -> tuple[dict[str, DataShare], int]:
    """Return a data share in each stage, and the key of a proposal."""
    shares: dict[str, DataShare] = {}
    for name, stage in STAGES.items():
        shares[name] = stage(cast, make_asset(stages.working_for(cast.supplier), f"Records {name}"))
    elsewhere = make_asset(stages.working_for(cast.stranger), "Records that are not asked for yet")
    for other in (asset, elsewhere):
        records.add_record(share=shares["returned"], asset=other, by=cast.acquirer)
    return shares, _furnish(cast, shares)


def kept_cookies(browsers: dict[str, Client]) -> dict[str, Any]:
    """Let browsers of the service answer for every error, and return their cookies as they are now."""
    for client in browsers.values():
        client.handler = SERVICE
        client.raise_request_exception = False
    return {name: client.cookies.output(header="") for name, client in browsers.items()}


def _browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _with_second_step(client: Client, staff: User) -> Client:
    """Sign in with a code as well, as the admin requires."""
    TOTP.activate(staff, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    request = HttpRequest()
    request.session = client.session
    for method in ({"method": "password"}, {"method": "mfa", "type": "totp"}):
        record_authentication(request, staff, **method)
    request.session.save()
    return client


def _furnish(cast: Cast, shares: dict[str, DataShare]) -> int:
    """Add a clause that needs a list, and a proposal of the supplier; return its key."""
    waits = whole_clauses(shares["negotiating"])[1]
    negotiating.accept(proposal=proposed(waits, cast.supplier, "It is kept in [[gap:storage]]."), by=cast.acquirer)
    proposal = proposed(whole_clauses(shares["negotiating"])[0], cast.supplier)
    invited = members.invite(
        share=shares["negotiating"], email="new@council.gov.uk", role=Role.OBSERVER, by=cast.acquirer
    )
    Member.objects.filter(pk=invited.pk).update(since=timezone.now() - timedelta(days=2))
    return proposal.pk


def _sealed(share: DataShare) -> None:
    agreement: Agreement = share.agreements.get()
    name = default_storage.save("sealed/of-a-test.pdf", ContentFile(SEALED))
    SealedFile.objects.create(agreement=agreement, name=name, sha256="0" * 64, size=len(SEALED), chain_head="0" * 64)
