"""Load the demonstration once, and print how to sign in to it. Refuses on a service in production."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agreements import policy
from agreements.duties.opening import open_next
from catalogue.harvesting.importing import import_catalogue
from catalogue.models import DataAsset
from community.hub.loading import load_guidance
from community.models import User
from community.organisations.importing import import_organisations
from datashare.demonstration.common_rules import make_rules
from datashare.demonstration.people import PARTS, make_people, sign_ins
from datashare.demonstration.shares import make_shares
from datashare.demonstration.standard_answers import give_standard_answers

RECORD = "Emergency Care Data Set (ECDS)"
SECOND_RECORD = "Deaths registered weekly in England and Wales by region"


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demonstration has people with a known password. Do not use it in production.")
        load_guidance()
        if not User.objects.filter(email=PARTS[0].email).exists():
            self._load()
        # A database of an older version lacks permissions for newer acts.
        policy.align_all()
        for line in sign_ins():
            self.stdout.write(line)

    def _load(self) -> None:
        community = Path(settings.BASE_DIR) / "community" / "demonstration"
        organisations = json.loads((community / "organisations.json").read_text())
        domains = json.loads((community / "domains.json").read_text())["domains"]
        local = (community / "local_bodies.jsonl").read_text(encoding="utf-8").splitlines()
        import_organisations(organisations, domains, local)
        with (Path(settings.BASE_DIR) / "catalogue" / "demonstration" / "catalogue.jsonl").open(
            encoding="utf-8"
        ) as lines:
            import_catalogue(lines)
        with transaction.atomic():
            asset, second = (DataAsset.objects.get(title=title) for title in (RECORD, SECOND_RECORD))
            cast = make_people(asset)
            make_shares(asset, second, cast)
            make_rules(asset, cast)
            give_standard_answers(cast["amina"])
            open_next({})
