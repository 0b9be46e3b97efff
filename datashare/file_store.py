"""Checks that the file store works: the newest file is there, and a new one can be stored."""

import os
import secrets
import time
from pathlib import Path
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage

from agreements.models import SealedFile

# Seconds to cache a good answer of object storage, as each call takes time and money.
ANSWER_COUNTS: Final = 15.0


class _Remembered:
    """When object storage must be checked again, in monotonic time."""

    until = 0.0


def newest_sealed() -> SealedFile | None:
    """Return the file that was sealed last."""
    return SealedFile.objects.order_by("-sealed_at").first()


def file_store_problem(newest: SealedFile | None) -> str:
    """Return why the store cannot be used, in words that name no path; empty if it can."""
    folder = local_folder()
    if folder is None and time.monotonic() < _Remembered.until:
        return ""
    if folder is not None and not folder.is_dir():
        return "The folder of the file store is missing."
    try:
        problem = missing(newest) or unwritable()
    except Exception as error:  # noqa: BLE001 (a store of any kind raises what it likes, and none of it is for visitors)
        return f"The file store does not work: {type(error).__name__}."
    if folder is None and not problem:
        _Remembered.until = time.monotonic() + ANSWER_COUNTS
    return problem


def missing(newest: SealedFile | None) -> str:
    """Return that the last sealed file is not there whole; an empty volume may be mounted over the store."""
    if newest is None:
        return ""
    if not default_storage.exists(newest.name):
        return "The newest sealed file is not in the file store."
    whole = default_storage.size(newest.name) == newest.size
    return "" if whole else "The newest sealed file in the file store is damaged."


def unwritable(storage: Storage = default_storage) -> str:
    """Store a few bytes, read them back and remove them; return what went wrong."""
    content = secrets.token_bytes(16)
    name = storage.save(f"probe/{secrets.token_hex(8)}", ContentFile(content))
    try:
        with storage.open(name) as file:
            same = file.read() == content
    finally:
        storage.delete(name)
    return "" if same else "The file store did not return the file that was stored."


def local_folder() -> Path | None:
    """Return the folder of a store on a file system; None for object storage."""
    location = getattr(default_storage, "location", None)
    try:
        default_storage.path("")
    except (NotImplementedError, ValueError):
        return None
    return Path(str(location))


def make_folder() -> None:
    """Make the folder of a local store when the service starts; if it is absent later, it was lost."""
    folder = local_folder()
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)


def folder_problem(folder: Path) -> str:
    """Return why this folder cannot be made or written to; empty if it can."""
    # A link to nothing, or to itself, is there though no folder can be made at it.
    nearest = next(place for place in (folder, *folder.parents) if place.exists() or place.is_symlink())
    if not nearest.is_dir():
        return f"{nearest} is not a folder."
    return "" if os.access(nearest, os.W_OK | os.X_OK) else f"{nearest} cannot be written to."
