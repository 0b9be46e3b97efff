"""Several signatories for one party, each in a position of their own, who sign in ranks."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def _must_be_empty(apps: Any, schema_editor: Any) -> None:
    """Raise unless no text was ever offered for signature: what its history records has another form now."""
    if apps.get_model("agreements", "Agreement").objects.exists():
        raise RuntimeError("This version keeps no agreements from before. Start with an empty database.")


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0026_response_started"),
    ]

    operations = [
        migrations.RunPython(_must_be_empty, migrations.RunPython.noop),
        migrations.AlterModelOptions(
            name="requiredsignature",
            options={"ordering": ["agreement", "rank", "place"]},
        ),
        migrations.RemoveConstraint(
            model_name="requiredsignature",
            name="one_signatory_a_party",
        ),
        migrations.RemoveConstraint(
            model_name="signature",
            name="one_signature_a_party",
        ),
        migrations.RemoveField(
            model_name="agreement",
            name="in_order",
        ),
        migrations.AddField(
            model_name="requiredsignature",
            name="office",
            field=models.CharField(default="", help_text="The position, as the frozen words name it.", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="requiredsignature",
            name="rank",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="Those of a later rank wait for all of an earlier one; equal ranks sign in any order.",
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="required",
            field=models.OneToOneField(
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="signature",
                to="agreements.requiredsignature",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="requiredsignature",
            name="place",
            field=models.PositiveSmallIntegerField(
                help_text="Its line among the signatories in the frozen words: 1, 2, 3 …"
            ),
        ),
        migrations.AddConstraint(
            model_name="requiredsignature",
            constraint=models.UniqueConstraint(fields=("agreement", "place"), name="one_signatory_a_line"),
        ),
        migrations.AddConstraint(
            model_name="requiredsignature",
            constraint=models.UniqueConstraint(
                fields=("agreement", "party", "office"), name="one_signatory_a_position"
            ),
        ),
    ]
