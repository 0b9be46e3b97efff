"""Durable file writes that survive loss of power: written, flushed, then named."""

import os
import secrets
import shutil
from pathlib import Path
from typing import Any

import structlog
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage

log = structlog.get_logger(__name__)


def keep(name: str, content: bytes, storage: Storage = default_storage) -> str:
    """Store bytes under a free name, and return that name."""
    try:
        path = Path(storage.path(name))
    except NotImplementedError:  # object storage: its own upload is all or nothing
        return storage.save(name, ContentFile(content))
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, content)
    return name


def stored(name: str, storage: Storage = default_storage) -> File[Any] | None:
    """Return a stored file, open; None, with an error in the log, if it cannot be read."""
    try:
        file: File[Any] = storage.open(name)
        file.size  # noqa: B018 (object storage is asked only now)
    except Exception as problem:  # noqa: BLE001 (a store of any kind raises what it likes)
        log.error("stored_file_missing", name=name, error=type(problem).__name__)  # noqa: TRY400
        return None
    return file


def forget(name: str, storage: Storage = default_storage) -> None:
    """Remove a file, even a half written one. Idempotent."""
    storage.delete(name)
    try:
        path = Path(storage.path(name))
    except NotImplementedError:
        return
    for part in path.parent.glob(f".{path.name}.*.part"):
        part.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with temporary.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def copy_all(folder: str | Path, storage: Storage = default_storage, within: str = "") -> int:
    """Copy every file of the store into a folder, under its name. Return how many there were."""
    try:
        folders, files = storage.listdir(within)
    except FileNotFoundError:
        return 0
    for file in files:
        target = Path(folder) / within / file
        target.parent.mkdir(parents=True, exist_ok=True)
        with storage.open(f"{within}{file}") as stored, target.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
    return len(files) + sum(copy_all(folder, storage, f"{within}{below}/") for below in folders)
