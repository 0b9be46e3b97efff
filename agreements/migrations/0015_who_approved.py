"""Who approved a measure, in which position someone decided on a request, and what was sent with a round."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0014_duties")]

    operations = [
        migrations.AddField(
            model_name="riskdecision",
            name="approved_by",
            field=models.CharField(blank=True, help_text="The post that approved the measure.", max_length=200),
        ),
        migrations.AddField(
            model_name="decision",
            name="office",
            field=models.CharField(
                blank=True, help_text="The position in which the person decided, then.", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="setting",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="Its common rules and records, who gives data to whom, and the decisions on risks, as sent.",
            ),
        ),
    ]
