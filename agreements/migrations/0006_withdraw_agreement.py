"""A new permission: anyone who may agree a clause may withdraw that agreement."""

from django.conf import settings
from django.db import migrations


def grant(apps, schema_editor):
    """Give the new permission to everyone who holds the one to agree clauses, on the same data shares."""
    permission, held = apps.get_model("auth", "Permission"), apps.get_model("agreements", "SharePermission")
    agree = permission.objects.filter(content_type__app_label="agreements", codename="agree_clause").first()
    if agree is None:
        return
    withdraw, _ = permission.objects.get_or_create(
        content_type=agree.content_type,
        codename="withdraw_agreement",
        defaults={"name": "Withdraw their organisation's agreement to a clause"},
    )
    rows = held.objects.filter(permission=agree).values_list("user_id", "content_object_id")
    held.objects.bulk_create(
        [held(user_id=user, content_object_id=share, permission=withdraw) for user, share in rows],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0005_round_replies"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
                    ("propose_wording", "Propose other wording for a clause"),
                    ("comment", "Comment on a clause"),
                    ("agree_clause", "Agree the wording of a clause for their organisation"),
                    ("withdraw_agreement", "Withdraw their organisation's agreement to a clause"),
                    ("decide_proposal", "Accept or reject wording the other side proposes"),
                    ("invite_member", "Invite people"),
                    ("remove_member", "Remove people"),
                    ("freeze_words", "Freeze the words and ask for signatures"),
                    ("reopen_words", "Take the words back from signing"),
                    ("sign", "Sign for their organisation"),
                    ("decline_to_sign", "Decline to sign"),
                ],
            },
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
