"""Details of a role that the service ended or gave go with the person whose role it was, and with no namesake."""

from django.db import migrations

# As in 0013, but the subject of such an event says whose role it is. Events of before name the party alone.
MAY_GO = """
CREATE OR REPLACE FUNCTION public.details_may_go(person bigint, about bigint, actor bigint, details text)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT position('"record":{{}},"says":' IN details) > 0 AND EXISTS (
        SELECT FROM public.agreements_event event
        WHERE event.id = about
        AND event.action NOT IN ('freeze_words', 'sign', 'bring_into_force', 'replace_signatory')
        AND (
            actor = person
            OR event.action IN ('invite_member', 'remove_member') AND EXISTS (
                SELECT FROM public.agreements_member member
                WHERE event.subject = 'member:' || member.id AND member.share_id = event.share_id
                AND (member.user_id = person OR member.user_id IS NULL AND public.names_person(person, member.email))
            )
            OR event.action IN ('end_role', 'name_lead') AND EXISTS (
                SELECT FROM public.agreements_member member
                WHERE {whose} AND member.user_id = person
            ){named}
        )
    )
$$;
"""
WHOSE = """(
                    event.subject = 'party:' || member.party_id || '/member:' || member.id
                    OR event.subject = 'party:' || member.party_id AND public.names_person(person, details)
                )"""
BEFORE = {"whose": "event.subject = 'party:' || member.party_id", "named": " AND public.names_person(person, details)"}


class Migration(migrations.Migration):
    dependencies = [("agreements", "0016_action_labels")]

    operations = [migrations.RunSQL(MAY_GO.format(whose=WHOSE, named=""), MAY_GO.format(**BEFORE))]
