"""Plainer labels of a state and of a proposal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0025_own_decisions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="edition",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "With the supplier"),
                    ("assessing", "Supplier responding"),
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
        migrations.AlterField(
            model_name="proposal",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("accepted", "Accepted"),
                    ("rejected", "Rejected"),
                    ("withdrawn", "Withdrawn"),
                    ("overtaken", "Replaced by other wording"),
                ],
                default="open",
                max_length=10,
            ),
        ),
    ]
