"""A lead of a supplier decides for its own data, beside other suppliers."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0024_parties_and_flows"),
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
                    ("decide_own", "Decide on the request for the organisation’s own data, beside other suppliers"),
                    ("propose_wording", "Propose different wording for a clause"),
                    ("comment", "Comment on a clause"),
                    ("agree_clause", "Agree the wording of a clause for the organisation"),
                    ("withdraw_agreement", "Withdraw the organisation's agreement to a clause"),
                    ("decide_proposal", "Accept or reject a proposal from another organisation"),
                    ("invite_member", "Invite people"),
                    ("remove_member", "Remove people"),
                    ("freeze_words", "Freeze the text and ask for signatures"),
                    ("reopen_words", "Reopen the text"),
                    ("sign", "Sign for the organisation"),
                    ("decline_to_sign", "Decline to sign"),
                    ("vary", "Begin to vary the agreement in force"),
                ],
            },
        ),
    ]
