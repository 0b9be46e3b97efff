import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0007_the_life_of_an_agreement"),
        ("community", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuestionCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        help_text="Empty for requests of every kind.",
                        max_length=10,
                        verbose_name="kind of data",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        blank=True, help_text="Empty for any question.", max_length=60, verbose_name="the question"
                    ),
                ),
                (
                    "raised",
                    models.PositiveIntegerField(
                        help_text="The requests that the supplier returned, or asked about, for it."
                    ),
                ),
                (
                    "requests",
                    models.PositiveIntegerField(help_text="The sent requests of this kind that the supplier answered."),
                ),
                ("until", models.DateField(help_text="The last day of the year that was counted.")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="question_counts",
                        to="community.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation", "kind", "-raised", "key"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "key"), name="one_count_a_supplier_kind_and_question"
                    )
                ],
            },
        ),
    ]
