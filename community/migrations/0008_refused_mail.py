import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What was given up before refusals were kept. No one is told now; the admin shows it.
GIVEN_UP = """
    UPDATE community_notification SET refused_at = created, refusal = 'Given up'
    WHERE mailed_at IS NULL AND mail = 'at_once' AND attempts >= attempts_allowed
"""


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0007_one_form_of_address"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="notification",
            options={"ordering": ["-pk"], "verbose_name": "message", "verbose_name_plural": "mail"},
        ),
        migrations.AddField(
            model_name="notification",
            name="sender",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="next_try_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notification",
            name="refused_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notification",
            name="refusal",
            field=models.CharField(
                blank=True, default="", help_text="What the mail server said when it last took no mail.", max_length=300
            ),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(
                condition=models.Q(("refused_at__isnull", False)), fields=["refused_at"], name="refused_mail"
            ),
        ),
        migrations.RunSQL(GIVEN_UP, migrations.RunSQL.noop),
    ]
