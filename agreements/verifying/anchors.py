"""The chain heads kept outside the database: in head files and in sealed files."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from cryptography.x509 import Certificate
from django.core.files.storage import default_storage

from agreements.evidence import head_files
from agreements.evidence.chain import ChainHead
from agreements.evidence.heads import HeadFile, Heads, read_heads, say_heads
from agreements.evidence.publishing import name_of
from agreements.evidence.sandbox import Limits, Workshop
from agreements.evidence.verify_pdf import CheckOutcome, Evidence, FileVerdict, verify
from agreements.models import DataShare, SealedFile

# More time than for a stranger's file: a busy machine must not count as a fault in the evidence.
patient: Final = Workshop("agreements.evidence.verify_pdf_process", Limits(cpu=30, clock=60.0, memory=1_500_000_000))
SEALED: Final = "sealed"


class Anchors:
    """Every anchor that was read, by the reference of its data share; `faults` says what could not be read."""

    def __init__(self, trusted: Sequence[Certificate]) -> None:
        self.trusted = trusted
        self.faults: list[str] = []
        self.head_files = 0
        self._kept: dict[str, dict[ChainHead, str]] = defaultdict(dict)

    def add(self, head: ChainHead, place: str) -> None:
        self._kept[head.reference].setdefault(head, place)

    def take(self, reference: str) -> dict[ChainHead, str]:
        """Return and forget the heads of one data share, each with its place; they are needed only once."""
        return self._kept.pop(reference, {})

    def of_nothing(self) -> Iterator[str]:
        """Yield a fault for each anchor of a data share that no longer exists."""
        there = set(DataShare.objects.values_list("reference", flat=True))
        for reference, heads in self._kept.items():
            if reference not in there:
                yield f"{reference}: {next(iter(heads.values()))} names this data share, which is missing"

    def read_head_files(self) -> None:
        """Read each, and check its signature and that the previous file it names exists unchanged."""
        before: tuple[str, HeadFile] | None = None
        for name, file in self._each_head_file():
            self.head_files += 1
            place = f"head file {name}"
            try:
                for head in read_heads(file, trusted=self.trusted).heads:
                    self.add(head, place)
            except ValueError as problem:
                self.faults.append(f"{place}: {problem}")
            self._check_row(place, _whatever(file), before)
            before = (name, file)
        self._check_newest(before)

    def _check_newest(self, newest: tuple[str, HeadFile] | None) -> None:
        """Check that the newest file has the name of its time; the name of any other stands in the file after it."""
        heads = _whatever(newest[1]) if newest else None
        if newest and heads and newest[0] != name_of(heads.at):
            self.faults.append(f"head file {newest[0]}: it was written as {name_of(heads.at)}")

    def _each_head_file(self) -> Iterator[tuple[str, HeadFile]]:
        try:
            names = head_files.names()
        except OSError as problem:
            self.faults.append(f"head files: {_reason(problem)}")
            return
        for name in names:
            try:
                yield name, head_files.read(name)
            except OSError as problem:
                self.faults.append(f"head file {name}: it cannot be read: {_reason(problem)}")

    def _check_row(self, place: str, heads: Heads | None, before: tuple[str, HeadFile] | None) -> None:
        """Check that a file names the one before. The oldest may name one moved away; after it none is missing."""
        if heads is None or before is None:
            return
        link = heads.previous
        if link is None or link.name != before[0]:
            self.faults.append(f"{place}: the file before it, {link.name if link else 'as it says none'}, is missing")
        elif link.sha256 != hashlib.sha256(before[1].content).hexdigest():
            self.faults.append(f"{place}: the file before it, {link.name}, is not the one that it was written after")

    def read_unrecorded_files(self) -> None:
        """Read the heads in sealed files without a row: the row may have been removed to hide them."""
        recorded = set(SealedFile.objects.values_list("name", flat=True))
        for name in _stored(self.faults):
            if name in recorded:
                continue
            content, _ = read_sealed(name)
            evidence = said_by(examined(content, self.trusted))[0] if content else None
            if evidence:
                self.add(evidence.head, f"the sealed file {name}, which no record names,")


def _whatever(file: HeadFile) -> Heads | None:
    try:
        return say_heads(file)
    except ValueError:
        return None


def _reason(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"


def _stored(faults: list[str]) -> list[str]:
    """Return the names of all files in the store of sealed files."""
    try:
        return [f"{SEALED}/{name}" for name in default_storage.listdir(SEALED)[1] if Path(name).suffix == ".pdf"]
    except FileNotFoundError:
        return []
    except Exception as problem:  # noqa: BLE001 (each store has errors of its own)
        faults.append(f"file store: the folder {SEALED} cannot be listed: {_reason(problem)}")
        return []


def read_sealed(name: str) -> tuple[bytes | None, str]:
    """Return the bytes of a stored file, or why they cannot be read."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read()), ""
    except FileNotFoundError:
        return None, "the sealed file is missing"
    except Exception as problem:  # noqa: BLE001 (each store has errors of its own)
        return None, f"the sealed file cannot be read: {_reason(problem)}"


def examined(content: bytes, trusted: Sequence[Certificate]) -> FileVerdict:
    """Return the verdict on a file of our own store, even if the certificate of its seal was lost."""
    return verify(content, trusted=trusted, max_bytes=len(content), recorded=True, workshop=patient)


def said_by(verdict: FileVerdict) -> tuple[Evidence | None, str]:
    """Return the evidence in a file, and what is wrong with its seal; empty if nothing is."""
    if verdict.outcome == CheckOutcome.GENUINE:
        return verdict.evidence, ""
    if verdict.unknown:
        return verdict.unknown, f"sealed with a key that is unknown here, certificate {verdict.unknown.fingerprint}"
    return None, verdict.checks[-1].text
