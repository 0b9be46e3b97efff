"""The database backend of the settings: Django's own, on patient connections."""

from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from datashare.lib.postgres.patience import PatientConnection


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper with our `connect` in `Database`; the rest is psycopg's."""

    Database: Any = SimpleNamespace(**{**vars(psycopg), "connect": PatientConnection.connect})
