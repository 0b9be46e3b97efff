"""What is agreed moves from the data share to its first edition."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def _must_be_empty(apps: Any, schema_editor: Any) -> None:
    """Raise unless no data share is stored: what one agrees now belongs to an edition, and nothing is converted."""
    if apps.get_model("agreements", "DataShare").objects.exists():
        raise RuntimeError("This version keeps no data shares from before. Start with an empty database.")


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0020_erasing_own_address"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(_must_be_empty, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "With the supplier"),
                            ("assessing", "Being assessed"),
                            ("returned", "Returned with comments"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("negotiating", "Being agreed"),
                            ("signing", "Being signed"),
                            ("in_force", "In force"),
                            ("superseded", "Superseded"),
                        ],
                        default="draft",
                        max_length=20,
                    ),
                ),
                ("state_since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "question_set",
                    models.CharField(help_text="The version of the question set its answers belong to.", max_length=20),
                ),
                (
                    "open_questions",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="How many answers the request still needs, so that lists need not read answers.",
                    ),
                ),
            ],
            options={
                "ordering": ["share", "number"],
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="clause",
            options={"ordering": ["edition", "position"]},
        ),
        migrations.AlterModelOptions(
            name="round",
            options={"ordering": ["edition", "number"]},
        ),
        migrations.RemoveConstraint(
            model_name="answer",
            name="one_answer_a_question",
        ),
        migrations.RemoveConstraint(
            model_name="clause",
            name="a_library_clause_stands_once",
        ),
        migrations.RemoveConstraint(
            model_name="clause",
            name="clause_numbers_are_unique",
        ),
        migrations.RemoveConstraint(
            model_name="round",
            name="rounds_have_no_twins",
        ),
        migrations.RemoveConstraint(
            model_name="supplieranswer",
            name="one_supplier_answer_a_question",
        ),
        migrations.RemoveConstraint(
            model_name="visit",
            name="one_last_visit_a_person",
        ),
        migrations.RemoveIndex(
            model_name="datashare",
            name="agreements__state_31ce68_idx",
        ),
        migrations.RemoveField(
            model_name="answer",
            name="share",
        ),
        migrations.RemoveField(
            model_name="clause",
            name="share",
        ),
        migrations.RemoveField(
            model_name="datashare",
            name="open_questions",
        ),
        migrations.RemoveField(
            model_name="datashare",
            name="question_set",
        ),
        migrations.RemoveField(
            model_name="datashare",
            name="state",
        ),
        migrations.RemoveField(
            model_name="datashare",
            name="state_since",
        ),
        migrations.RemoveField(
            model_name="round",
            name="share",
        ),
        migrations.RemoveField(
            model_name="supplieranswer",
            name="share",
        ),
        migrations.RemoveField(
            model_name="visit",
            name="share",
        ),
        migrations.AddField(
            model_name="edition",
            name="share",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="agreements.datashare"
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="varies",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="varied_by",
                to="agreements.edition",
            ),
        ),
        migrations.AddField(
            model_name="agreement",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="agreements.edition"
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="agreements.edition"
            ),
        ),
        migrations.AddField(
            model_name="clause",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="clauses", to="agreements.edition"
            ),
        ),
        migrations.AddField(
            model_name="datashare",
            name="edition",
            field=models.ForeignKey(
                help_text="The edition that people work on: the one in preparation, or else the one in force or the last.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agreements.edition",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rounds", to="agreements.edition"
            ),
        ),
        migrations.AddField(
            model_name="supplieranswer",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="supplier_answers", to="agreements.edition"
            ),
        ),
        migrations.AddField(
            model_name="visit",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="visits", to="agreements.edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(fields=("edition", "key"), name="one_answer_a_question"),
        ),
        migrations.AddConstraint(
            model_name="clause",
            constraint=models.UniqueConstraint(fields=("edition", "key"), name="a_library_clause_stands_once"),
        ),
        migrations.AddConstraint(
            model_name="clause",
            constraint=models.UniqueConstraint(
                fields=("edition", "document", "number"), name="clause_numbers_are_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("edition", "number"), name="rounds_have_no_twins"),
        ),
        migrations.AddConstraint(
            model_name="supplieranswer",
            constraint=models.UniqueConstraint(fields=("edition", "key"), name="one_supplier_answer_a_question"),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(fields=("edition", "user"), name="one_last_visit_a_person"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["state", "-id"], name="editions_by_state"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(fields=("share", "number"), name="editions_are_numbered"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "in_force")), fields=("share",), name="at_most_one_edition_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["assessing", "draft", "negotiating", "returned", "signing", "submitted"])
                ),
                fields=("share",),
                name="at_most_one_edition_in_preparation",
            ),
        ),
        migrations.AlterModelOptions(
            name="datashare",
            options={
                "default_permissions": (),
                "ordering": ["-pk"],
                "permissions": [
                    ("view_share", "Read everything in the data share"),
                    ("answer_request", "Answer the questions of the request"),
                    ("submit_request", "Send the request to the supplier"),
                    ("withdraw_request", "Withdraw the request"),
                    ("respond", "Respond to each section of the request"),
                    ("return_request", "Return the request with comments"),
                    ("accept_request", "Agree to start negotiating"),
                    ("refuse_request", "Refuse the request"),
                    ("propose_wording", "Propose different wording for a clause"),
                    ("comment", "Comment on a clause"),
                    ("agree_clause", "Agree the wording of a clause for the organisation"),
                    ("withdraw_agreement", "Withdraw the organisation's agreement to a clause"),
                    ("decide_proposal", "Accept or reject a proposal from another organisation"),
                    ("invite_member", "Invite people"),
                    ("remove_member", "Remove people"),
                    ("freeze_words", "Freeze the text and ask for signatures"),
                    ("reopen_words", "Reopen the text"),
                    ("sign", "Sign for the organisation"),
                    ("decline_to_sign", "Decline to sign"),
                    ("vary", "Begin to vary the agreement in force"),
                ],
            },
        ),
    ]
