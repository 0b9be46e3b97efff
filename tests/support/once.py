"""Costly data made once for a module: each of its tests starts from it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from agreements.models import DataShare
from catalogue.models import DataAsset
from tests.cast import Cast, make_asset, make_bodies, make_cast
from tests.plugins.database import kept_files_removed
from tests.support.remembered import remembered


@dataclass(frozen=True)
class Built:
    """A data share at some stage, and all its people."""

    cast: Cast
    asset: DataAsset
    share: DataShare


@contextmanager
def built_once(blocker: DjangoDbBlocker, stage: Callable[[Cast, DataAsset], DataShare]) -> Iterator[Built]:
    """Yield the stage inside one transaction, rolled back at the end; each test's own is a savepoint in it.

    Its bodies and people are the remembered ones, so that modules share what their tests start from.
    """
    with blocker.unblock(), kept_files_removed(), transaction.atomic():
        bodies = remembered(make_bodies)()
        cast, asset = remembered(make_cast)(bodies), remembered(make_asset)(bodies.revenue)
        yield Built(cast, asset, stage(cast, asset))
        transaction.set_rollback(True)
