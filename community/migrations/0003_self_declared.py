"""A membership may rest on the person's own word; a notification says why someone gets it."""

from django.db import migrations, models

SELF_DECLARED = models.BooleanField(
    default=False,
    help_text="No one else has shown it: their e-mail domain belongs to no one organisation.",
    verbose_name="on the person's own word",
)


class Migration(migrations.Migration):
    dependencies = [("community", "0002_notification_key")]

    operations = [
        migrations.AddField("membership", "self_declared", SELF_DECLARED),
        migrations.AddField("historicalmembership", "self_declared", SELF_DECLARED.clone()),
        migrations.AddField(
            "notification",
            "why",
            models.CharField(
                blank=True,
                default="",
                help_text="Why they get it, where it is not for a data share they take part in.",
                max_length=300,
            ),
            preserve_default=False,
        ),
    ]
