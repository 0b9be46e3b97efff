"""An event has a kind and an edition; the functions that erase details go by kinds and by the form das-details-3."""

from django.db import migrations, models

PROOF = (
    *("text_frozen", "agreement_signed", "brought_into_force", "signatory_replaced"),
    *("edition_superseded", "entry_listed", "agreement_sealed", "sealing_failed", "details_erased"),
)
OF_MEMBERS = (
    *("member_invited", "signatory_invited", "member_invited_again"),
    *("member_removed", "invitation_withdrawn"),
)
OF_PARTIES = ("member_left", "role_ended", "lead_named")
# As in 0020. Text is canonical JSON: `record` is its last key, or `unconfirmed` follows, and a quotation mark that
# someone typed has a backslash before it.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION public.details_may_go(person bigint, about bigint, actor bigint, details text)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT {no_record} AND EXISTS (
        SELECT FROM public.agreements_event event
        WHERE event.id = about
        AND event.{kind} NOT IN ({proof})
        AND (
            actor = person
            OR event.{kind} IN ({of_members}) AND EXISTS (
                SELECT FROM public.agreements_member member
                WHERE event.subject = 'member:' || member.id AND member.share_id = event.share_id
                AND (member.user_id = person OR member.user_id IS NULL AND member.email IN (
                    SELECT email FROM public.community_user WHERE id = person
                    UNION SELECT email FROM public.community_historicaluser WHERE id = person
                ) AND NOT EXISTS (
                    SELECT FROM public.community_user other WHERE other.email = member.email AND other.id <> person
                ))
            )
            OR event.{kind} IN ({of_parties}) AND EXISTS (
                SELECT FROM public.agreements_member member
                WHERE {whose} AND member.user_id = person
            )
        )
    )
$$;
CREATE OR REPLACE FUNCTION public.erase_details(person bigint) RETURNS TABLE (share_key bigint, number integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.community_erasure erasure WHERE erasure.person_id = person) THEN
        RAISE EXCEPTION 'no erasure of this person is recorded' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN QUERY
        UPDATE public.agreements_eventdetails kept SET text = '', salt = ''::bytea
        FROM public.agreements_event event
        WHERE event.id = kept.event_id
        AND (kept.actor_id = person OR event.{kind} IN ({of_members}, {of_parties}))
        AND public.details_may_go(person, kept.event_id, kept.actor_id, kept.text)
        RETURNING event.share_id, event.sequence;
END
$$;
"""


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


WHOSE = "event.subject = 'party:' || member.party_id || '/member:' || member.id"
NOW = FUNCTIONS.format(
    kind="kind",
    whose=WHOSE,
    proof=_listed(PROOF),
    of_members=_listed(OF_MEMBERS),
    of_parties=_listed(OF_PARTIES),
    no_record="""(right(details, 12) = '"record":{}}' OR position('"record":{},"unconfirmed":"' IN details) > 0)""",
)
BEFORE = FUNCTIONS.format(
    kind="action",
    whose=f"""(
                    {WHOSE}
                    OR event.subject = 'party:' || member.party_id AND public.names_person(person, details)
                )""",
    proof=_listed(("freeze_words", "sign", "bring_into_force", "replace_signatory")),
    of_members=_listed(("invite_member", "remove_member")),
    of_parties=_listed(("end_role", "name_lead")),
    no_record="""position('"record":{},"says":' IN details) > 0""",
)
NOTHING = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [("agreements", "0021_editions")]

    operations = [
        # Read backwards, this is the last step: the functions of before need the column of before.
        migrations.RunSQL(NOTHING, BEFORE),
        migrations.RenameField(model_name="event", old_name="action", new_name="kind"),
        migrations.RunSQL(NOW, NOTHING),
        migrations.AddField(
            model_name="event",
            name="edition",
            field=models.PositiveSmallIntegerField(default=1, help_text="The edition that it belongs to: 1, 2, 3 …"),
        ),
        migrations.AlterField(
            model_name="event",
            name="cause",
            field=models.CharField(
                blank=True, help_text="What made the service act, for its own events: a code.", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="eventdetails",
            name="text",
            field=models.TextField(help_text="JSON: actor, organisation, facts, changes, record (docs/evidence.md)."),
        ),
    ]
