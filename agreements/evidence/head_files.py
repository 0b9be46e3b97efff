"""Storage of head files: outside the database, sorted by name, each with its signature."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from agreements.evidence.heads import HeadFile

SIGNATURE: Final = ".sig"


def store() -> FileSystemStorage:
    """Return the storage of the folder `heads` of DATA_DIR.

    An operator copies it to a place that the database's administrators cannot write.
    """
    return FileSystemStorage(location=Path(settings.DATA_DIR) / "heads")


def names() -> list[str]:
    """Return the names of all head files, oldest first. Raise OSError for a folder that cannot be listed."""
    folder = Path(store().location)
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".json") if folder.exists() else []


def every() -> Iterator[tuple[str, HeadFile]]:
    """Yield the head files, oldest first; only one is in memory at a time."""
    for name in names():
        yield name, read(name)


def read(name: str) -> HeadFile:
    """Return a head file by its name. A missing signature is empty, which no check accepts."""
    folder = Path(store().location)
    signature = folder / (name + SIGNATURE)
    return HeadFile((folder / name).read_bytes(), signature.read_bytes() if signature.exists() else b"")
