"""Where the head files are kept: outside the database, in the order of their names, each with its signature."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from agreements.evidence.heads import HeadFile

SIGNATURE: Final = ".sig"


def store() -> FileSystemStorage:
    """The folder `heads` of DATA_DIR; an operator copies it to where the database's keepers cannot write."""
    return FileSystemStorage(location=Path(settings.DATA_DIR) / "heads")


def names() -> list[str]:
    """The names of all head files, oldest first."""
    folder = Path(store().location)
    return sorted(path.name for path in folder.glob("*.json")) if folder.is_dir() else []


def every() -> Iterator[tuple[str, HeadFile]]:
    """The head files one after the other, oldest first: at no moment is more than one of them in memory."""
    for name in names():
        yield name, read(name)


def read(name: str) -> HeadFile:
    """A head file by its name; an empty signature where the file of it is gone, which no check accepts."""
    folder = Path(store().location)
    signature = folder / (name + SIGNATURE)
    return HeadFile((folder / name).read_bytes(), signature.read_bytes() if signature.exists() else b"")
