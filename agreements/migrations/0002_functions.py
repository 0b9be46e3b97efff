"""What the database itself answers and holds to: who reads what, what a search keeps, what an erasure may take."""

from django.db import migrations

from agreements.models import reader_functions

COLUMNS = ("search", "acquirers", "suppliers", "data_types")
STORED = ", ".join(f"ALTER COLUMN {column} SET STORAGE MAIN" for column in COLUMNS)


def _listed(*codes: str) -> str:
    return ", ".join(f"'{code}'" for code in codes)


PROOF = _listed(
    *("text_frozen", "agreement_signed", "brought_into_force", "signatory_replaced"),
    "signature_delegated",
    *("edition_superseded", "entry_listed", "agreement_sealed", "sealing_failed", "details_erased"),
    *("party_joins_later", "own_signature_declined", "brought_into_force_without"),
    *("notice_given", "end_entered", "party_left_at_once", "party_left", "ended_at_once", "agreement_ended"),
)
OF_MEMBERS = _listed(
    *("member_invited", "signatory_invited", "member_invited_again", "member_removed", "invitation_withdrawn")
)
OF_PARTIES = _listed("member_left", "role_ended", "lead_named")
# Which details may go when a person is erased: of what they did, and of what was done about their roles. Never those
# that prove an agreement, nor any that hold a record that rows are compared with (docs/evidence.md, sections 3 and 10).
# Text is canonical JSON: `record` is its last key, or `unconfirmed` follows, and a quotation mark that someone typed has
# a backslash before it.
ERASING = f"""
CREATE FUNCTION public.details_may_go(person bigint, about bigint, actor bigint, details text)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT (right(details, 12) = '"record":{{}}}}' OR position('"record":{{}},"unconfirmed":"' IN details) > 0) AND EXISTS (
        SELECT FROM public.agreements_event event
        WHERE event.id = about
        AND event.kind NOT IN ({PROOF})
        AND (
            actor = person
            OR event.kind IN ({OF_MEMBERS}) AND EXISTS (
                SELECT FROM public.agreements_member member
                WHERE event.subject = 'member:' || member.id AND member.share_id = event.share_id
                AND (member.user_id = person OR member.user_id IS NULL AND member.email IN (
                    SELECT email FROM public.community_user WHERE id = person
                    UNION SELECT email FROM public.community_historicaluser WHERE id = person
                ) AND NOT EXISTS (
                    SELECT FROM public.community_user other WHERE other.email = member.email AND other.id <> person
                ))
            )
            OR event.kind IN ({OF_PARTIES}) AND EXISTS (
                SELECT FROM public.agreements_member member
                WHERE event.subject = 'party:' || member.party_id || '/member:' || member.id
                AND member.user_id = person
            )
        )
    )
$$;
CREATE FUNCTION public.erase_details(person bigint) RETURNS TABLE (share_key bigint, number integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.community_erasure erasure WHERE erasure.person_id = person) THEN
        RAISE EXCEPTION 'no erasure of this person is recorded' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        UPDATE public.agreements_eventdetails kept SET text = '', salt = ''::bytea
        FROM public.agreements_event event
        WHERE event.id = kept.event_id
        AND (kept.actor_id = person OR event.kind IN ({OF_MEMBERS}, {OF_PARTIES}))
        AND public.details_may_go(person, kept.event_id, kept.actor_id, kept.text)
        RETURNING event.share_id, event.sequence;
END
$$;
REVOKE ALL ON FUNCTION public.details_may_go(bigint, bigint, bigint, text) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.erase_details(bigint) FROM PUBLIC;
"""
KEPT = """
DROP FUNCTION public.erase_details(bigint);
DROP FUNCTION public.details_may_go(bigint, bigint, bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0001_initial"),
        ("community", "0002_functions"),
    ]

    operations = [
        migrations.RunSQL(reader_functions.CREATE, reader_functions.DROP),
        migrations.RunSQL(f"ALTER TABLE agreements_registerentry {STORED}", migrations.RunSQL.noop),
        migrations.RunSQL(ERASING, KEPT),
    ]
