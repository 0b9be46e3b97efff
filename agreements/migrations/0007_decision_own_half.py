from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0006_withdraw_agreement"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="own_half",
            field=models.JSONField(
                blank=True,
                help_text="What the supplier had answered for itself: the acquirer reads this.",
                null=True,
            ),
        ),
    ]
