"""Suggests people to invite from the answers, to save typing."""

from collections.abc import Sequence
from typing import Any, Final

from agreements.access import Page
from agreements.members.skills import named_for
from agreements.models import DataShare, Party
from agreements.questionnaire.words import part, text
from agreements.states import Role
from community.models import Membership
from community.skills import Skill
from datashare.lib.phrases import listed

_KEY: Final = "s_signatory"
_ACCOUNTABLE: Final = "accountable"


def answered_signatory(share: DataShare, party: Party) -> dict[str, Any]:
    """Return name, position and order, as far as this supplier gave them."""
    value = share.edition.party_answers.filter(key=_KEY, party=party).values_list("value", flat=True).first()
    return value if isinstance(value, dict) else {}


def _suggested(page: Page) -> dict[str, str]:
    """Return name, position and address of the possible signatory of the reader's side, from its answers."""
    if page.party is None:
        return {}
    if page.is_supplier():
        given = answered_signatory(page.share, page.party)
        name = text(given.get("name")).strip()
        return {"name": name, "position": text(given.get("position")).strip(), "email": _address_of(page, name)}
    value = page.share.edition.answers.filter(key=_ACCOUNTABLE).values_list("value", flat=True).first()
    return {"name": text(part(value, "name")).strip(), "position": text(part(value, "role")).strip()}


def _address_of(page: Page, name: str) -> str:
    """Return the address of the only colleague with exactly this name; empty if there is none or more than one."""
    if not name or page.party is None:
        return ""
    colleagues = Membership.objects.live().filter(organisation=page.party.organisation_id, self_declared=False)
    addresses = list(colleagues.filter(user__full_name__plain__iexact=name).values_list("user__email", flat=True)[:2])
    return addresses[0] if len(addresses) == 1 else ""


def named_signatory(page: Page) -> str:
    """Return a sentence about the signatory named in the answers of the reader's side; empty if there is none."""
    given = _suggested(page)
    who = ", ".join(filter(None, (given.get("name"), given.get("position"))))
    if not who:
        return ""
    if page.is_supplier():
        return f"Your response names {who} as the signatory."
    return f"Your answers name {who} as accountable for the data. Invite them here if they also sign."


def invitation(page: Page, role: str | None, skill: str | None = None) -> dict[str, str]:
    """Return the initial values of an invitation for the role and skill that a link asks for."""
    if role == Role.ADVISER and skill in set(Skill):
        who = named_for(page, page.party, skill, _members(page)) if page.party and skill else None
        return {"role": role, "skill": skill or "", "email": who.email if who else ""}
    if role != Role.SIGNATORY:
        return {"role": role} if role == Role.LEAD else {}
    # Who is accountable for the data seldom signs: nothing of theirs is filled in.
    given = _suggested(page) if page.is_supplier() else {}
    return {"role": role, "office": given.get("position", ""), "email": given.get("email", "")}


def named_expert(page: Page, role: str | None, skill: str | None) -> str:
    """Return a sentence about whom the answers name for a skill."""
    if role != Role.ADVISER or skill not in set(Skill) or page.party is None:
        return ""
    who = named_for(page, page.party, skill or "", _members(page))
    return f"Your answers name {who.words} for {Skill(skill).label.lower()}." if who else ""


def _members(page: Page) -> Any:
    return page.share.members.live().select_related("user")


def suggested_order(page: Page) -> tuple[str, str]:
    """Return the initial order of signing, and a line that says where it comes from."""
    orders = {party: answered_signatory(page.share, party).get("order") for party in page.suppliers}
    after, at_will = ([party for party, order in orders.items() if order == said] for said in ("after", "any"))
    if after:
        each = "it signs" if len(after) == 1 else "they sign"
        return "given", f"{listed(after)} said in {_response(after)} that {each} after the acquirer."
    if at_will:
        return "any", f"{listed(at_will)} said in {_response(at_will)} that people can sign in any order."
    return "any", ""


def _response(parties: Sequence[Party]) -> str:
    return "its response" if len(parties) == 1 else "their responses"
