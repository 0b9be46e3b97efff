"""Named functions that decide when a page applies and when an answer needs attention."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from django.utils import timezone

from agreements.questionnaire.law import NEED_POLICY_DOCUMENT
from agreements.questionnaire.options import PERSONAL_TYPES
from agreements.questionnaire.shape import Answers, is_answered
from agreements.questionnaire.words import Json, chosen, day, part, text
from datashare.lib.clock import long_date

# Among what conditions read of one that gives: whether it is one of several parties, and receives as well.
AMONG: Final = "among_several"
ONLY_GIVES, GIVES_AND_RECEIVES = "only_gives", "gives_and_receives"
# Among what conditions read of a request: what of the data share itself rules the short form out.
NOT_FOR_SHORT: Final = "not_for_short"
# The answers that can show a sign of high risk, besides those that every request needs before it is sent.
SCREENED: Final = frozenset({"volume", "automated", "risk_signs"})
# An emergency that needs the data later than this is questioned.
SOON: Final = timedelta(days=30)


def picked(answers: Answers, key: str, *options: str) -> bool:
    """Return whether any of these options was chosen."""
    return not chosen(answers.get(key)).isdisjoint(options)


def when(key: str, *options: str) -> Callable[[Answers], bool]:
    """Return a condition that holds when one of these options was chosen in an earlier answer."""
    return lambda answers: picked(answers, key, *options)


def personal(answers: Answers) -> bool:
    """Return whether the data is, or must be treated as, about people who can be identified.

    The kinds of data decide. If the triage answer is yes, the data protection section stays open whatever they say; if
    it is "not sure", the section stays open only until the kinds of data are known.
    """
    if picked(answers, "data_types", *PERSONAL_TYPES) or picked(answers, "tri_personal", "yes"):
        return True
    return picked(answers, "tri_personal", "not_sure") and not is_answered(answers, "data_types")


def assessed(answers: Answers) -> bool:
    """Return whether an impact assessment is drafted: not of data that is known to be about no one.

    UK GDPR Articles 2 and 35: they reach personal data only. None is drafted in the short form either, which any sign
    of high risk rules out.
    """
    return may_be_personal(answers) and not short_form(answers)


def may_be_personal(answers: Answers) -> bool:
    """Return whether the data is about people who can be identified, as far as is known."""
    is_known = is_answered(answers, "data_types") or is_answered(answers, "tri_personal")
    return personal(answers) or not is_known


def at_odds(answers: Answers) -> str:
    """Return why the triage answer about identifiable people contradicts the kinds of data; empty if it does not."""
    if not (picked(answers, "tri_personal", "no") and picked(answers, "data_types", *PERSONAL_TYPES)):
        return ""
    return (
        "An earlier answer says that the data is not about people who can be identified. "
        "The kinds of data selected are personal data, so the data is treated as personal."
    )


def not_urgent(answers: Answers) -> str:
    """Return why the date an emergency needs the data by contradicts its urgency; empty if it does not."""
    needed = day(answers.get("needed_by"))
    if not picked(answers, "tri_kind", "emergency") or not needed or needed <= timezone.localdate() + SOON:
        return ""
    return (
        f"This is an emergency request, but it needs the data by {long_date(needed)}. "
        f"That is more than {SOON.days} days away."
    )


def comes_once(answers: Answers) -> str:
    """Return why a single delivery contradicts the kind of request, which is for data that keeps coming; or nothing."""
    if not (picked(answers, "tri_kind", "repeat", "continuous") and picked(answers, "frequency", "one_off")):
        return ""
    return "An earlier answer says that the data keeps coming. This one says that it comes once. Change one of them."


def short_form(answers: Answers) -> bool:
    """Return whether it is a request in the short form: chosen, for a single delivery, with nothing against it."""
    is_chosen = picked(answers, "form_length", "short") and picked(answers, "tri_kind", "one_off")
    return is_chosen and not why_full(answers)


def why_full(answers: Answers) -> tuple[str, ...]:
    """Return what rules the short form out, in words: what its short document has no clause for."""
    return tuple(words for applies, words in NOT_IN_SHORT if applies(answers))


def shows_high_risk(answers: Answers) -> bool:
    """Return whether the answers show a sign of high risk, so that an impact assessment must be made.

    UK GDPR Article 35(1), (3) and (4). The signs are those of `agreements.drafting.library.screening`.
    """
    vulnerable = picked(answers, "data_types", "children", "vulnerable")
    shown = vulnerable or picked(answers, "subjects", "children", "pupils")
    shown |= picked(answers, "volume", "under_1000000", "million_or_more")
    shown |= picked(answers, "automated", "decides", "trains")
    return personal(answers) and (shown or bool(chosen(answers.get("risk_signs")) - {"none"}))


def _sided(answers: Answers, *roles: str) -> bool:
    """Return whether a side has one of these roles in data protection law."""
    role = answers.get("role")
    return personal(answers) and not {text(part(role, side)) for side in ("acquirer", "supplier")}.isdisjoint(roles)


def delivered_once(answers: Answers) -> Answers:
    """Return how often a single delivery comes; {} for any other kind of request, of which it is asked."""
    return {"frequency": {"chosen": "one_off", "detail": ""}} if picked(answers, "tri_kind", "one_off") else {}


def special(answers: Answers) -> bool:
    return personal(answers) and picked(answers, "data_types", "special")


def criminal(answers: Answers) -> bool:
    return personal(answers) and picked(answers, "data_types", "criminal")


def enforcing(answers: Answers) -> bool:
    """Return whether the one that receives is a competent authority that uses the data for law enforcement.

    Part 3 of the Data Protection Act 2018 then applies in place of Articles 6, 9 and 10 UK GDPR (ss29 to 31, 35).
    """
    return personal(answers) and picked(answers, "basis", "part_3")


def special_under_uk_gdpr(answers: Answers) -> bool:
    return special(answers) and not enforcing(answers)


def criminal_under_uk_gdpr(answers: Answers) -> bool:
    return criminal(answers) and not enforcing(answers)


def sensitive_enforcing(answers: Answers) -> bool:
    """Return whether the processing is sensitive in the sense of the Data Protection Act 2018 s35(8)."""
    return special(answers) and enforcing(answers)


def joint(answers: Answers) -> bool:
    """Return whether the one that answers is a joint controller."""
    role = answers.get("role")
    return personal(answers) and "joint" in (text(part(role, "acquirer")), text(part(role, "supplier")))


def public_interest(answers: Answers) -> bool:
    return picked(answers, "sc_condition", "public_interest")


def public_interest_under_uk_gdpr(answers: Answers) -> bool:
    return public_interest(answers) and not enforcing(answers)


def needs_policy_document(answers: Answers) -> bool:
    """Return whether the law asks for an appropriate policy document.

    Data Protection Act 2018, Schedule 1, paragraphs 1 and 5 and Part 4; criminal offence data needs one as well. Under
    Part 3, sensitive processing does (ss35(4), (5) and 42).
    """
    if enforcing(answers):
        return special(answers)
    return picked(answers, "sc_condition", *NEED_POLICY_DOCUMENT) or criminal(answers)


def gives_under_uk_gdpr(answers: Answers) -> bool:
    """Return whether the one that gives discloses under the UK GDPR: unless it names Part 3 alone.

    Data collected for law enforcement that leaves it is disclosed under the UK GDPR (Data Protection Act 2018 s36(4)).
    """
    basis = chosen(answers.get("s_basis"))
    return personal(answers) and (basis != {"part_3"} if basis else not enforcing(answers))


def special_given(answers: Answers) -> bool:
    """Return whether the one that gives needs a condition in Article 9: to disclose is to process (Article 4(2))."""
    return special(answers) and gives_under_uk_gdpr(answers)


def criminal_given(answers: Answers) -> bool:
    """Return whether the one that gives needs a condition for criminal offence data (Article 10)."""
    return criminal(answers) and gives_under_uk_gdpr(answers)


def public_interest_given(answers: Answers) -> bool:
    return special_given(answers) and picked(answers, "s_sc_condition", "public_interest")


def giver_needs_policy_document(answers: Answers) -> bool:
    """Return whether the conditions of the one that gives ask for an appropriate policy document."""
    of_special = special_given(answers) and picked(answers, "s_sc_condition", *NEED_POLICY_DOCUMENT)
    return of_special or criminal_given(answers)


def giver_among_several(answers: Answers) -> bool:
    """Return whether one that gives people's data is one of several parties, so that it says its own role."""
    return personal(answers) and is_answered(answers, AMONG)


def only_gives_among_several(answers: Answers) -> bool:
    """Return whether it does not receive as well: one that does has named its data protection officer."""
    return giver_among_several(answers) and picked(answers, AMONG, ONLY_GIVES)


def giver_is_joint(answers: Answers) -> bool:
    return giver_among_several(answers) and picked(answers, "s_role", "joint")


def pilot(answers: Answers) -> bool:
    """Return whether the Digital Economy Act is relied on for debt or fraud, which begin as a pilot."""
    dea = answers.get("dea")
    by_act = picked(answers, "gateway", "dea") and text(part(dea, "chapter")) in ("chapter_3", "chapter_4")
    return by_act and text(part(dea, "stage")) != "business_as_usual"


def remark(words: Mapping[str, str]) -> Callable[[Json], str]:
    """Return a flag that joins the remarks on the chosen options; `words` is {option: why it needs attention}."""
    return lambda value: " ".join(why for option, why in words.items() if option in chosen(value))


def unless(option: str, words: str) -> Callable[[Json], str]:
    """Return a flag that gives `words` for every answer but one."""
    return lambda value: "" if option in chosen(value) else words


NOT_IN_SHORT: Final[tuple[tuple[Callable[[Answers], bool], str], ...]] = (
    (when(NOT_FOR_SHORT, "several"), "more than two organisations give or receive data"),
    (when(NOT_FOR_SHORT, "rules"), "the data share stands under common rules"),
    (when("data_types", "special"), "the data includes special category data"),
    (when("data_types", "criminal"), "the data includes criminal offence data"),
    (when("linkage", "yes"), "the data will be linked to other data"),
    (when("gateway", "dea"), "the gateway is the Digital Economy Act 2017"),
    (enforcing, "the data is used under Part 3 of the Data Protection Act 2018"),
    (lambda answers: _sided(answers, "joint", "processor"), "an organisation is a joint controller or a processor"),
    (lambda answers: personal(answers) and picked(answers, "transfer", "yes"), "the data will leave the UK"),
    (
        lambda answers: personal(answers) and picked(answers, "volume", "not_known"),
        "you do not know how many people or records the data covers, so the risk to people cannot be judged",
    ),
    (shows_high_risk, "there are signs of high risk to people, so an impact assessment must be made"),
)
