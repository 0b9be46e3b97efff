"""Fictitious answers: one request that opens every branch, and the smallest that can be sent."""

from typing import Any

from agreements.questionnaire.words import Json

ANNA = {"chosen": "7", "name": "Anna Okafor", "role": "Head of data", "email": "anna@kent.gov.uk"}


def full() -> dict[str, Json]:
    """Return answers with personal, special category and criminal offence data, joined, abroad, with others."""
    answers: dict[str, Any] = {
        "tri_public": "no",
        "tri_aggregate": "not_considered",
        "tri_processor": "no",
        "tri_personal": "yes",
        "tri_kind": "repeat",
        "title": "Heating help records to find older people who miss out",
        "aims": "Older people in Kent who could get help with heating receive it before winter.",
        "how_helps": "The records show who already receives help.",
        "policy_area": {"chosen": "service_delivery", "detail": ""},
        "power_have": "yes",
        "power_text": {"chosen": "express", "section": "Localism Act 2011, section 1", "link": ""},
        "gateway": {"chosen": "dea"},
        "dea": {"chapter": "chapter_1", "objective": "fuel_poverty", "bodies": "Schedule 4", "stage": "not_applicable"},
        "confidentiality": "None that prevents it.",
        "hra_fairness": "Article 8 and section 149 were checked.",
        "legal_check": ANNA,
        "data_types": ["personal", "special", "criminal"],
        "items": [
            {
                "id": "row1",
                "item": "Date of birth",
                "identifies": "indirect",
                "why": "To tell people of the same name apart",
                "how_used": "Matching only",
                "keep_until": "30 days",
            }
        ],
        "subjects": {"chosen": ["claimants"], "who": "People aged 66 or over in Kent."},
        "frequency": {"chosen": "other", "detail": "Twice a winter"},
        "linkage": "yes",
        "linkage_list": [
            {
                "id": "row1",
                "dataset": "Council tax list",
                "matched_on": "Name",
                "purpose": "To find gaps",
                "risk": "",
            }
        ],
        "volume": "under_1000000",
        "scope_dates": {"start": "2025-04-01", "end": "2026-03-31"},
        "geography": {"chosen": ["local"], "local": "Kent", "outside_uk": ""},
        "automated": {"chosen": "supports", "detail": "An officer reads each case."},
        "quality_need": "Addresses no older than 3 months.",
        "basis": {"chosen": ["public_task"], "why": "The council has the duty."},
        "necessary": "Fewer items would match the wrong people.",
        "sc_condition": ["public_interest"],
        "sc_public": ["p06"],
        "crim_basis": "Schedule 1, paragraph 6.",
        "apd": {"title": "Policy of May 2026", "link": "https://www.example.gov.uk/policy"},
        "role": {"acquirer": "independent", "supplier": "independent"},
        "transfer": "not_sure",
        "transfer_where": [{"id": "row1", "country": "Ireland", "who": "A cloud region", "safeguard": "adequacy"}],
        "risk_signs": ["none"],
        "dpia_state": {"chosen": "start_here"},
        "compatible": {"chosen": "yes", "why": "Both uses are help with heating."},
        "privacy_notice": {"how": "Both notices will say so.", "link": ""},
        "rights": [{"id": "row1", "right": "access", "who": "The body that was asked", "within": "20 working days"}],
        "dp_check": {"chosen": "not_yet"},
        "benefits": {
            "chosen": ["service_evidence", "other"],
            "service_evidence": "It shows gaps.",
            "other": "Warmth.",
        },
        "benefit_measures": [
            {"id": "row1", "measure": "Households helped", "baseline": "21,000", "target": "26,000", "by": "2028-03-31"}
        ],
        "who_benefits": "Older people; no one is worse off.",
        "if_refused": "We would write to everyone over 66.",
        "alternatives": "A sample would not name anyone.",
        "public_view": "A user group of pensioners was in favour.",
        "lead": ANNA,
        "dpo": {"chosen": "other", "name": "Bo Nowak", "role": "", "email": "dpo@kent.gov.uk"},
        "ico_number": "ZA123456",
        "other_orgs": "yes",
        "other_orgs_list": [
            {"id": "row1", "organisation": "Host Ltd", "role": "processor", "reason": "Hosting", "country": "UK"}
        ],
        "team": [{"id": "row1", "skill": "legal", "person": ANNA}],
        "accountable": ANNA,
        "classification": "official_sensitive",
        "delivery": {"chosen": ["api", "other"], "detail": "By hand"},
        "onward": {"chosen": "no"},
        "format": "CSV in UTF-8",
        "storage": [{"id": "row1", "system": "Data store", "host": "Host Ltd", "country": "UK", "assurance": ""}],
        "access": "Six analysts.",
        "controls": {"chosen": ["encryption", "mfa"], "more": ""},
        "outputs": "Tables by district.",
        "sec_check": ANNA,
        "retention": {"chosen": "6_months", "detail": "", "why": "Answers come until March."},
        "disposal": "Deleted, with a certificate.",
        "review_every": {"chosen": "on_change", "on": "2027-11-01"},
        "uses_forbidden": "Deciding who is entitled to a benefit.",
        "contact_people": {"chosen": "yes", "yes": "One letter, with an address for questions."},
        "results_back": "Addresses that were wrong.",
        "foi": "The council answers.",
        "costs": "Each pays its own.",
        "dispute": "The leads meet.",
        "notice": "3_months",
        "stop": "A change in the law.",
        "join_leave": "By a variation.",
        "governing_law": "none",
        "supersedes": "None.",
        "needed_by": "2027-01-15",
        "project_dates": {"start": "2027-01-01", "end": "2027-12-31"},
        "breach": [{"id": "row1", "party": "Kent County Council", "contact": "security@kent.gov.uk", "hours": "24"}],
    }
    return answers


def smallest() -> dict[str, Json]:
    """Return answers about data on no one: the fewest with which a request can be sent."""
    wanted = {
        "title", "aims", "how_helps", "policy_area", "power_have", "power_text", "items", "benefits", "if_refused",
        "alternatives", "lead", "delivery", "onward", "retention", "disposal", "review_every",
    }  # fmt: skip
    return {key: value for key, value in full().items() if key in wanted} | {
        "tri_public": "no",
        "tri_aggregate": "no",
        "tri_processor": "no",
        "tri_personal": "no",
        "tri_kind": "one_off",
        "form_length": "full",
        "gateway": {"chosen": "statutory", "statutory": "Water Act 2003, section 1"},
        "data_types": ["none"],
        "frequency": {"chosen": "one_off"},
        "linkage": "no",
        "other_orgs": "no",
        "classification": "official",
    }
