"""The number of answers that a request still needs stands on its row."""

from typing import Any

from django.db import migrations, models


def count(apps: Any, schema_editor: Any) -> None:
    from agreements.questionnaire.journey import Journey
    from agreements.questionnaire.question_sets import question_set

    for share in apps.get_model("agreements", "DataShare").objects.filter(state__in=["draft", "returned"]):
        answers = dict(share.answers.values_list("key", "value"))
        share.open_questions = len(Journey(question_set(share.question_set), answers).missing())
        share.save(update_fields=["open_questions"])


class Migration(migrations.Migration):
    dependencies = [("agreements", "0014_register_jobs")]

    operations = [
        migrations.AddField(
            model_name="datashare",
            name="open_questions",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="How many answers the request still needs, so that lists need not read answers."
            ),
        ),
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
