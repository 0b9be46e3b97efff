"""The community app."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class CommunityConfig(AppConfig):
    name = "community"
    verbose_name = "People and organisations"

    def ready(self) -> None:
        from community.accounts import sessions  # noqa: F401 (sessions notes when someone signs in)
        from community.organisations import signals

        post_save.connect(signals.tell_of_membership, "community.Membership", dispatch_uid="a membership was saved")
        post_save.connect(signals.tell_of_body, "community.Organisation", dispatch_uid="an organisation was saved")
        post_save.connect(signals.tell_of_account, "community.User", dispatch_uid="an account was saved")
