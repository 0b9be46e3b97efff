"""The database backend that settings name: Django's own, on patient connections."""

from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from datashare.lib.postgres.patience import PatientConnection


class DatabaseWrapper(base.DatabaseWrapper):
    """Django connects through what it calls `Database`; all but `connect` is psycopg's."""

    Database: Any = SimpleNamespace(**{**vars(psycopg), "connect": PatientConnection.connect})
