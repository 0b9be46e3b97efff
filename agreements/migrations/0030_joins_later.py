"""Words come into force without a party that may join later. What tells of that is proof, and never erased."""

from importlib import import_module


import datashare.lib.append_only
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

_kinds = import_module("agreements.migrations.0022_event_kinds")
NEW = ("party_joins_later", "own_signature_declined", "brought_into_force_without")
NOW = _kinds.NOW.replace(_kinds._listed(_kinds.PROOF), _kinds._listed((*_kinds.PROOF, *NEW)))  # noqa: SLF001


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0029_rejections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="registerentry",
            name="joins_later",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(),
                default=list,
                help_text="Parties that have not signed: they are neither of the two.",
                size=None,
            ),
        ),
        migrations.CreateModel(
            name="JoinsLater",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later_parties",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Who moved it, or declined for it; none where the date of the agreement did.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.party"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parties that join later",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("agreement", "party"), name="a_party_is_moved_once")],
            },
            bases=(datashare.lib.append_only.AppendOnly, models.Model),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="joinslater",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % may be added and read, never changed or removed', TG_TABLE_NAME;",
                    hash="8e308b1daef7e871a901cef930998fb61d5ccdc4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_76548",
                    table="agreements_joinslater",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="joinslater",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'rows of % may be added and read, never changed or removed', TG_TABLE_NAME;",
                    hash="553b0b09e056e8be341a2ffb26f6682b1b86318b",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_d5d2a",
                    table="agreements_joinslater",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(NOW, _kinds.NOW),
    ]
