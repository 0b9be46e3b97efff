"""Keep with each round the common rules that it stands under, and who gives data to whom."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0008_question_counts")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="setting",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="The common rules that it stands under, and who gives data to whom.",
            ),
        ),
    ]
