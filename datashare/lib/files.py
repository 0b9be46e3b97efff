"""Keep bytes so that they survive the loss of power: written, flushed, then named."""

import os
import secrets
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage


def keep(name: str, content: bytes, storage: Storage = default_storage) -> str:
    """Store bytes under a name that is free, and return the name they got."""
    try:
        path = Path(storage.path(name))
    except NotImplementedError:  # object storage: its own upload is all or nothing
        return storage.save(name, ContentFile(content))
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, content)
    return name


def forget(name: str, storage: Storage = default_storage) -> None:
    """Remove a file, whole or half written. One that is not there is forgotten already."""
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
