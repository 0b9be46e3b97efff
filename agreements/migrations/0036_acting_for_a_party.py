"""Permissions, visits and decisions name the party that a person acted for; one of several is chosen."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from agreements.models import reader_functions

_FORMER = """
DROP FUNCTION IF EXISTS public.held_in(bigint, bigint);
DROP FUNCTION IF EXISTS public.party_in(bigint, bigint, timestamptz);
DROP FUNCTION IF EXISTS public.shares_as_guest(bigint, bigint[], timestamptz);
"""
# Until now a person acted for the first party of a data share only; rows of who has left give nothing.
_FILL = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE agreements_sharepermission held SET party_id = (
    SELECT member.party_id FROM agreements_member member JOIN agreements_party party ON party.id = member.party_id
    WHERE member.share_id = held.content_object_id AND member.user_id = held.user_id
        AND (member.until IS NULL OR member.until > now())
    ORDER BY party.is_lead DESC, party.gives, party.id LIMIT 1
);
DELETE FROM agreements_sharepermission WHERE party_id IS NULL;
UPDATE agreements_visit visit SET party_id = (
    SELECT member.party_id FROM agreements_member member JOIN agreements_party party ON party.id = member.party_id
    JOIN agreements_edition edition ON edition.share_id = member.share_id
    WHERE edition.id = visit.edition_id AND member.user_id = visit.user_id
    ORDER BY party.is_lead DESC, party.gives, party.id LIMIT 1
);
DELETE FROM agreements_visit WHERE party_id IS NULL;
UPDATE agreements_proposal proposal SET decided_for_id = (
    SELECT member.party_id FROM agreements_wording wording
    JOIN agreements_clause clause ON clause.id = wording.clause_id
    JOIN agreements_edition edition ON edition.id = clause.edition_id
    JOIN agreements_member member ON member.share_id = edition.share_id
    WHERE wording.id = proposal.wording_id AND member.user_id = proposal.decided_by_id
    ORDER BY member.since DESC LIMIT 1
) WHERE decided_by_id IS NOT NULL;
"""


def _party(*, null: bool) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        null=null, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="agreements.party"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0035_clause_binds"),
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="member", name="a_person_holds_a_role_once"),
        migrations.RemoveConstraint(model_name="visit", name="one_last_visit_a_person"),
        migrations.AlterUniqueTogether(name="sharepermission", unique_together=set()),
        migrations.AddField(
            model_name="member",
            name="chosen_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When they chose to act for this party. Someone who takes part for several acts for the last "
                "chosen.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="decided_for",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.party"
            ),
        ),
        migrations.AddField(model_name="sharepermission", name="party", field=_party(null=True)),
        migrations.AddField(model_name="visit", name="party", field=_party(null=True)),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        migrations.AlterField(model_name="sharepermission", name="party", field=_party(null=False)),
        migrations.AlterField(model_name="visit", name="party", field=_party(null=False)),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("share", "party", "email", "role", "skill"),
                name="a_person_holds_a_role_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharepermission",
            constraint=models.UniqueConstraint(
                fields=("user", "content_object", "party", "permission"), name="a_permission_is_held_once_a_party"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                fields=("edition", "user", "party"), name="one_last_visit_a_person_and_party"
            ),
        ),
        migrations.RunSQL([_FORMER, reader_functions.CREATE], migrations.RunSQL.noop),
    ]
