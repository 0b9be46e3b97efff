"""Longer time limits for one long job at night."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def unhurried(seconds: int) -> Iterator[None]:
    """Allow each statement of one transaction this long, here and at the server; other limits stay."""
    with transaction.atomic():
        limit = f"{seconds}s"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true)", [limit] * 2
            )
        driver = connection.connection
        usual, driver.longest = driver.longest, float(seconds + 10)
        try:
            yield
        finally:
            driver.longest = usual
