"""Where the daily head files are kept: outside the database, one for each day, each with its signature beside it."""

from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from agreements.documents.heads import HeadFile

SIGNATURE: Final = ".sig"
RECENT: Final = 31


def store() -> FileSystemStorage:
    """The folder `heads` of DATA_DIR; an operator copies it to where the database's keepers cannot write."""
    return FileSystemStorage(location=Path(settings.DATA_DIR) / "heads")


def recent() -> dict[str, HeadFile]:
    """The newest head files by their names: older ones too, for a chain cut today is whole in tomorrow's file."""
    folder = Path(store().location)
    names = sorted(path.name for path in folder.glob("*.json")) if folder.is_dir() else []
    return {name: read(name) for name in names[-RECENT:]}


def read(name: str) -> HeadFile:
    """A head file by its name; an empty signature where the file of it is gone, which no check accepts."""
    folder = Path(store().location)
    signature = folder / (name + SIGNATURE)
    return HeadFile((folder / name).read_bytes(), signature.read_bytes() if signature.exists() else b"")
