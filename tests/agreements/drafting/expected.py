"""What the law and plain sense make of answers, written without the code under test: questions to ask, stops."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Given = Mapping[str, Any]

# Article 4(1), 9 and 10 UK GDPR, recital 26: pseudonymised data, and data about children, is about people.
ABOUT_PEOPLE: Final = {"personal", "special", "criminal", "children", "vulnerable", "pseudonymised"}
# Schedule 1 to the Data Protection Act 2018, paragraphs 1(1)(b) and 5(1).
WITH_POLICY_DOCUMENT: Final = {"employment", "public_interest"}


def chose(given: Given, key: str, *wanted: str) -> bool:
    """Return whether an answer, however it is stored, is or holds one of these options."""
    value = given.get(key)
    value = value.get("chosen") if isinstance(value, Mapping) else value
    found = value if isinstance(value, list) else [value]
    return any(option in found for option in wanted)


def is_personal(given: Given) -> bool:
    if chose(given, "data_types", *ABOUT_PEOPLE) or chose(given, "tri_personal", "yes"):
        return True
    return chose(given, "tri_personal", "not_sure") and "data_types" not in given


def is_short(given: Given, *, of_two: bool) -> bool:
    """Return whether a request with these answers is in the short form, of two bodies of which one only gives."""
    chosen = chose(given, "form_length", "short") and chose(given, "tri_kind", "one_off") and _is_asked_kind(given)
    special = chose(given, "data_types", "special", "criminal")
    if not (chosen and of_two) or special or chose(given, "linkage", "yes") or chose(given, "gateway", "dea"):
        return False
    if not is_personal(given):
        return True
    # Until the kinds of data are known, the section on data protection cannot be begun.
    says = given if "data_types" in given else {key: given[key] for key in given if key not in OF_PERSONAL_DATA}
    apart = not {*(says.get("role") or {}).values()} & {"joint", "processor"}
    return apart and not (
        shows_high_risk({**says, "subjects": given.get("subjects")})
        or chose(says, "basis", "part_3")
        or chose(says, "transfer", "yes")
        or chose(says, "volume", "not_known")
    )


def _is_asked_kind(given: Given) -> bool:
    """Return whether the answers before it lead to the question of what kind of request it is."""
    none_open = chose(given, "tri_public", "no") and chose(given, "tri_aggregate", "no", "not_considered")
    return none_open and chose(given, "tri_processor", "no")


def asked_of_request(given: Given, *, of_two: bool = False) -> set[str]:
    """Return the questions that a request with these answers is asked, the declarations apart."""
    asked = _asked_in_full(given) - (set() if of_two else {"form_length"})
    if not is_short(given, of_two=of_two):
        return asked
    return asked & (IN_SHORT if is_personal(given) else IN_SHORT - {"volume", "automated"})


def _asked_in_full(given: Given) -> set[str]:
    asked = {"tri_public"} | ALWAYS
    if chose(given, "tri_public", "no"):
        asked.add("tri_aggregate")
    if "tri_aggregate" in asked and chose(given, "tri_aggregate", "no", "not_considered"):
        asked.add("tri_processor")
    if "tri_processor" in asked and chose(given, "tri_processor", "no"):
        asked |= {"tri_personal", "tri_kind"}
        asked |= {"form_length"} if chose(given, "tri_kind", "one_off") else set()
    seen = {key: value for key, value in given.items() if not key.startswith("tri_") or key in asked}
    # How often a single delivery comes is known.
    if not chose(seen, "tri_kind", "one_off"):
        asked.add("frequency")
    asked |= {key for key, (question, option) in ON_ONE_ANSWER.items() if chose(seen, question, option)}
    dea = seen.get("dea", {})
    if "dea" in asked and dea.get("chapter") in ("chapter_3", "chapter_4") and dea.get("stage") != "business_as_usual":
        asked.add("dea_case")
    return asked | (asked_about_people(seen) if is_personal(seen) else set())


def asked_about_people(given: Given) -> set[str]:
    """Return the questions about data protection, of data about people."""
    asked = set(OF_PERSONAL_DATA)
    police, special, criminal = (
        chose(given, "basis", "part_3"),
        chose(given, "data_types", "special"),
        chose(given, "data_types", "criminal"),
    )
    # Part 3 of the 2018 Act stands in place of Articles 6, 9 and 10 (sections 29 to 31 and 35).
    if special:
        asked.add("sc_schedule_8" if police else "sc_condition")
    if "sc_condition" in asked and chose(given, "sc_condition", "public_interest"):
        asked.add("sc_public")
    if criminal and not police:
        asked.add("crim_basis")
    by_condition = "sc_condition" in asked and chose(given, "sc_condition", *WITH_POLICY_DOCUMENT)
    if by_condition or "crim_basis" in asked or (police and special):
        asked.add("apd")
    roles = given.get("role", {})
    # Until the kinds of data are known, the section cannot be begun, and nothing follows from an answer in it.
    if "data_types" not in given:
        return asked
    if "joint" in (roles.get("acquirer"), roles.get("supplier")):
        asked.add("joint")
    if chose(given, "transfer", "yes", "not_sure"):
        asked.add("transfer_where")
    return asked


def asked_of_giver(own: Given, request: Given, *, short: bool = False) -> set[str]:
    """Return the questions that a body which gives data is asked about its own half."""
    return _asked_of_giver(own, request) - ({"s_experts", "s_ico_number"} if short else set())


def _asked_of_giver(own: Given, request: Given) -> set[str]:
    asked = {"s_hold", "s_items", "s_route", "s_effort", "s_gateway", "s_restriction"}
    asked |= {"s_conditions", "s_experts", "s_signatory"}
    if not is_personal(request):
        return asked
    asked |= {"s_basis", "s_privacy", "s_ico_number"}
    bases = own.get("s_basis", {}).get("chosen")
    if (bases == ["part_3"]) if bases else chose(request, "basis", "part_3"):
        return asked
    special, criminal = chose(request, "data_types", "special"), chose(request, "data_types", "criminal")
    if special:
        asked.add("s_sc_condition")
    if special and chose(own, "s_sc_condition", "public_interest"):
        asked.add("s_sc_public")
    if criminal:
        asked.add("s_crim_basis")
    if criminal or (special and chose(own, "s_sc_condition", *WITH_POLICY_DOCUMENT)):
        asked.add("s_apd")
    return asked


def stops_on_receiving(says: Given, request: Given) -> Iterator[str]:
    """Yield the kinds of stop of one that receives. `says` are its answers and those that hold for all."""
    if chose(says, "power_have", "no", "not_sure"):
        yield "no_power"
    if not is_personal(says):
        yield from _unchecked(says, request, ("legal_check",))
        return
    # Article 6(1), last paragraph: neither is for a public authority in the performance of its tasks.
    if chose(says, "basis", "legitimate_interests", "recognised_interest"):
        yield "basis_refused"
    roles = {role for role in (says.get("role") or {}).values() if role}
    if "not_sure" in roles or ("joint" in roles and len(roles) > 1):
        yield "roles"
    # Article 44A: a transfer needs a ground.
    bare = any(row.get("safeguard", "none") == "none" for row in says.get("transfer_where", ()))
    if chose(says, "transfer", "not_sure") or (chose(says, "transfer", "yes") and bare):
        yield "transfer"
    if chose(says, "dpia_state", "screened_out") and shows_high_risk(says):
        yield "no_assessment"
    yield from _unchecked(says, request, ("legal_check", "dp_check"))


def _unchecked(says: Given, request: Given, checks: tuple[str, ...]) -> Iterator[str]:
    for check in checks:
        if chose(says, check, "not_yet") and not chose(request, "tri_kind", "emergency"):
            yield check


def shows_high_risk(says: Given) -> bool:
    """Return whether a sign of high risk shows: Article 35(3), the Commissioner's list, and WP248."""
    many = chose(says, "volume", "under_1000000", "million_or_more")
    sensitive = chose(says, "data_types", "special", "criminal")
    return (
        many
        or (sensitive and chose(says, "volume", "under_100000"))
        or chose(says, "data_types", "children", "vulnerable")
        or chose(says, "subjects", "children", "pupils")
        or chose(says, "automated", "decides", "trains")
        or chose(says, "linkage", "yes")
        or bool(set(says.get("risk_signs", ())) - {"none"})
    )


def stops_on_giving(own: Given, gateways: list[Given]) -> Iterator[str]:
    """Yield the kinds of stop of one that gives. `gateways` are the answers of those that receive from it."""
    if chose(own, "s_hold", "none"):
        yield "not_held"
    if chose(own, "s_gateway", "bar"):
        yield "barred"
    # To agree with a gateway that no one found names none.
    if chose(own, "s_gateway", "agree") and any(chose(says, "gateway", "none_found") for says in gateways):
        yield "no_gateway"
    decisions = {row.get("decision") for row in own.get("s_items", ())}
    if decisions == {"refuse"}:
        yield "nothing_shared"
    if chose(own, "s_basis", "legitimate_interests", "recognised_interest"):
        yield "basis_refused"


ALWAYS: Final = {
    *("title", "aims", "how_helps", "policy_area", "power_have", "gateway", "confidentiality", "hra_fairness"),
    *("legal_check", "data_types", "items", "linkage", "volume", "scope_dates", "geography", "automated"),
    *("quality_need", "benefits", "if_refused", "alternatives", "benefit_measures", "who_benefits", "public_view"),
    *("lead", "other_orgs", "team", "accountable", "classification", "delivery", "onward", "format", "storage"),
    *("access", "controls", "outputs", "sec_check", "retention", "disposal", "review_every", "needed_by"),
    *("project_dates", "breach", "uses_forbidden", "results_back", "foi", "costs", "dispute", "notice", "stop"),
    *("join_leave", "governing_law", "supersedes"),
}
ON_ONE_ANSWER: Final = {
    "power_text": ("power_have", "yes"),
    "dea": ("gateway", "dea"),
    "linkage_list": ("linkage", "yes"),
    "other_orgs_list": ("other_orgs", "yes"),
}
OF_PERSONAL_DATA: Final = {
    *("subjects", "basis", "necessary", "role", "transfer", "risk_signs", "dpia_state", "compatible"),
    *("privacy_notice", "rights", "dp_check", "dpo", "ico_number", "contact_people"),
}
# What an agreement of about three pages must say, and what shows that no assessment is needed.
IN_SHORT: Final = {
    *("tri_public", "tri_aggregate", "tri_processor", "tri_personal", "tri_kind", "form_length", "title", "aims"),
    *("policy_area", "power_have", "power_text", "gateway", "legal_check", "data_types", "items", "subjects"),
    *("linkage", "volume", "scope_dates", "geography", "automated", "basis", "necessary", "role", "transfer"),
    *("risk_signs", "privacy_notice", "dp_check", "lead", "dpo", "other_orgs", "other_orgs_list", "classification"),
    *("delivery", "onward", "controls", "retention", "disposal", "needed_by", "project_dates", "breach"),
}
