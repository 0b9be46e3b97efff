"""Details of an open invitation go with the person whose address it went to, and whose it still is."""

from django.db import migrations

# As in 0017, but an address is compared whole: others have addresses or names that it is a part of.
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
                AND (member.user_id = person OR member.user_id IS NULL AND {theirs})
            )
            OR event.action IN ('end_role', 'name_lead') AND EXISTS (
                SELECT FROM public.agreements_member member
                WHERE (
                    event.subject = 'party:' || member.party_id || '/member:' || member.id
                    OR event.subject = 'party:' || member.party_id AND public.names_person(person, details)
                ) AND member.user_id = person
            )
        )
    )
$$;
"""
THEIRS = """member.email IN (
                    SELECT email FROM public.community_user WHERE id = person
                    UNION SELECT email FROM public.community_historicaluser WHERE id = person
                ) AND NOT EXISTS (
                    SELECT FROM public.community_user other WHERE other.email = member.email AND other.id <> person
                )"""
BEFORE = "public.names_person(person, member.email)"


class Migration(migrations.Migration):
    dependencies = [("agreements", "0019_verdicts_in_plain_words")]

    operations = [migrations.RunSQL(MAY_GO.format(theirs=THEIRS), MAY_GO.format(theirs=BEFORE))]
