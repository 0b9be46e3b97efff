"""Functions of the database: how a reader stands to a data share, who in it is in doubt, which parties have a lead.

Every page of a data share asks. PL/pgSQL keeps the plan for the session; planning takes longer than the reading.
"""

from typing import Final

# What stands for these words below. A membership acts for the party: as MembershipQuerySet.acting_for has it.
_WORDS: Final = {
    "ACTS_FOR_PARTY": """(
        works.organisation_id = party.organisation_id
        OR works.organisation_id = ANY(public.acting_organisations(party.organisation_id))
    )""",
    "MEMBER_NOW": "member.since <= instant AND (member.until IS NULL OR member.until > instant)",
    "WORKS_NOW": "works.since <= instant AND (works.until IS NULL OR works.until > instant)",
}

# The parties that a person may act for; first the one they act for now: the last one they chose, or else the first that
# they took part for, so that a role for a second party changes nothing by itself.
_PARTIES: Final = """
    SELECT member.party_id FROM public.agreements_member member
    WHERE member.share_id = share AND member.user_id = person
    GROUP BY member.party_id HAVING bool_or(MEMBER_NOW)
    ORDER BY max(member.chosen_at) DESC NULLS LAST, min(member.id) FILTER (WHERE MEMBER_NOW)
"""
# What a person holds for the first of these parties.
_HELD: Final = """
    SELECT permission.codename FROM public.agreements_sharepermission held
    JOIN public.auth_permission permission ON permission.id = held.permission_id
    WHERE held.content_object_id = share AND held.user_id = person AND held.party_id = parties[1]
"""
# Users whose work for a party rests on their own word only, each with that party.
_UNCONFIRMED: Final = """
    SELECT ARRAY[member.user_id, member.party_id] FROM public.agreements_member member
    JOIN public.agreements_party party ON party.id = member.party_id
    JOIN public.community_membership works ON works.user_id = member.user_id AND ACTS_FOR_PARTY
    WHERE member.share_id = share AND MEMBER_NOW AND WORKS_NOW
    GROUP BY member.user_id, member.party_id HAVING bool_and(works.self_declared AND works.confirmed_at IS NULL)
"""
# Parties of these data shares with a lead who works there on more than their own word.
_LED: Final = """
    SELECT DISTINCT member.party_id FROM public.agreements_member member
    JOIN public.agreements_party party ON party.id = member.party_id
    JOIN public.community_user person ON person.id = member.user_id AND person.is_active
    JOIN public.community_membership works ON works.user_id = member.user_id
    WHERE member.share_id = ANY(shares) AND member.role = 'lead'
        AND (NOT works.self_declared OR works.confirmed_at IS NOT NULL)
        AND ACTS_FOR_PARTY AND MEMBER_NOW AND WORKS_NOW
"""
# A member does not work for their party: they were invited from outside, or have left and still hold a role.
_OUTSIDE: Final = """
    FROM public.agreements_member member JOIN public.agreements_party party ON party.id = member.party_id
    WHERE MEMBER_NOW AND NOT EXISTS (
        SELECT FROM public.community_membership works
        JOIN public.community_user person ON person.id = works.user_id
        WHERE works.user_id = member.user_id AND person.is_active AND ACTS_FOR_PARTY AND WORKS_NOW
    )
"""
_GUESTS: Final = f"""
    SELECT ARRAY[member.user_id, member.party_id] {_OUTSIDE} AND member.share_id = share AND member.user_id IS NOT NULL
"""
_AS_GUEST: Final = f"SELECT member.party_id {_OUTSIDE} AND member.share_id = ANY(shares) AND member.user_id = person"


def _function(signature: str, returns: str, value: str) -> str:
    for word, meaning in _WORDS.items():
        value = value.replace(word, meaning)
    return f"""
CREATE OR REPLACE FUNCTION public.{signature} RETURNS {returns} LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN {value};
END
$$;
"""


_FUNCTIONS: Final = {
    "parties_in(share bigint, person bigint, instant timestamptz)": ("bigint[]", f"ARRAY({_PARTIES})"),
    "people_unconfirmed(share bigint, instant timestamptz)": ("bigint[]", f"ARRAY({_UNCONFIRMED})"),
    "people_from_outside(share bigint, instant timestamptz)": ("bigint[]", f"ARRAY({_GUESTS})"),
    "parties_led(shares bigint[], instant timestamptz)": ("bigint[]", f"ARRAY({_LED})"),
    "parties_as_guest(person bigint, shares bigint[], instant timestamptz)": ("bigint[]", f"ARRAY({_AS_GUEST})"),
}
_READER: Final = f"""
CREATE OR REPLACE FUNCTION public.reader_in(share bigint, person bigint, instant timestamptz)
RETURNS varchar[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    parties bigint[] := public.parties_in(share, person, instant);
BEGIN
    RETURN parties::varchar[] || ARRAY({_HELD});
END
$$;
"""
CREATE: Final = "".join(_function(signature, *what) for signature, what in _FUNCTIONS.items()) + _READER
DROP: Final = "".join(
    f"DROP FUNCTION IF EXISTS public.{signature};"
    for signature in [*_FUNCTIONS, "reader_in(share bigint, person bigint, instant timestamptz)"]
)
