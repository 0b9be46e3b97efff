"""Parties have no side but flows; each answers, responds and decides for itself."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from agreements.models import reader_functions


def _must_be_empty(apps: Any, schema_editor: Any) -> None:
    """Raise unless no data share is stored: what a party answers and decides is its own now, and nothing is converted."""
    if apps.get_model("agreements", "DataShare").objects.exists():
        raise RuntimeError("This version keeps no data shares from before. Start with an empty database.")


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0023_reader_functions"),
        ("community", "0017_plain_labels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(_must_be_empty, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Flow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "needed",
                    models.BooleanField(
                        default=True, help_text="If its giver refuses a useful flow, it closes and the others go on."
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(blank=True, help_text="Its giver refused it, or a party left.", null=True),
                ),
            ],
            options={
                "ordering": ["edition", "number"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="FlowEnd",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(choices=[("gives", "Gives"), ("receives", "Receives")], max_length=10)),
            ],
            options={
                "ordering": ["flow", "act", "party"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PartyAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                ("value", models.JSONField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.RemoveField(
            model_name="supplieranswer",
            name="author",
        ),
        migrations.RemoveField(
            model_name="supplieranswer",
            name="edition",
        ),
        migrations.AlterModelOptions(
            name="party",
            options={"ordering": ["-is_lead", "gives", "pk"], "verbose_name_plural": "parties"},
        ),
        migrations.RemoveConstraint(
            model_name="sectionresponse",
            name="one_verdict_a_section",
        ),
        migrations.RemoveField(
            model_name="party",
            name="side",
        ),
        migrations.AddField(
            model_name="decision",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.party"
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="gives",
            field=models.BooleanField(default=False, help_text="A copy of what its flows say, for permissions."),
        ),
        migrations.AddField(
            model_name="party",
            name="is_lead",
            field=models.BooleanField(default=False, verbose_name="asks and coordinates"),
        ),
        migrations.AddField(
            model_name="party",
            name="receives",
            field=models.BooleanField(default=False, help_text="A copy of what its flows say, for permissions."),
        ),
        migrations.AddField(
            model_name="sectionresponse",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.party"
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="agreements.round"
            ),
        ),
        migrations.AlterField(
            model_name="sectionresponse",
            name="private_note",
            field=models.TextField(blank=True, help_text="Only its own organisation sees this."),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(fields=("round", "party"), name="one_decision_a_round_and_party"),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_lead", True)), fields=("share",), name="one_party_asks"
            ),
        ),
        migrations.AddConstraint(
            model_name="sectionresponse",
            constraint=models.UniqueConstraint(
                fields=("round", "party", "section"), name="one_verdict_a_section_and_party"
            ),
        ),
        migrations.AddField(
            model_name="flow",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="flows", to="agreements.edition"
            ),
        ),
        migrations.AddField(
            model_name="flowend",
            name="flow",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="ends", to="agreements.flow"
            ),
        ),
        migrations.AddField(
            model_name="flowend",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="ends", to="agreements.party"
            ),
        ),
        migrations.AddField(
            model_name="partyanswer",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="partyanswer",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="party_answers", to="agreements.edition"
            ),
        ),
        migrations.AddField(
            model_name="partyanswer",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="agreements.party"
            ),
        ),
        migrations.DeleteModel(
            name="SupplierAnswer",
        ),
        migrations.AddConstraint(
            model_name="flow",
            constraint=models.UniqueConstraint(fields=("edition", "number"), name="flows_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="flowend",
            constraint=models.UniqueConstraint(fields=("flow", "party"), name="a_party_is_at_one_end_of_a_flow"),
        ),
        migrations.AddConstraint(
            model_name="flowend",
            constraint=models.UniqueConstraint(
                condition=models.Q(("act", "gives")), fields=("flow",), name="one_party_gives_a_flow"
            ),
        ),
        migrations.AddConstraint(
            model_name="partyanswer",
            constraint=models.UniqueConstraint(
                fields=("edition", "party", "key"), name="one_answer_a_question_and_party"
            ),
        ),
        migrations.RunSQL(reader_functions.CREATE, migrations.RunSQL.noop),
    ]
