"""Imports a catalogue's extract: a line creates a record, updates one, or is rejected with a reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice

from django.db import DatabaseError, DataError, OperationalError, connection, transaction
from django.utils import timezone

from catalogue.harvesting.sources import records
from catalogue.harvesting.sources.known import Catalogue
from catalogue.harvesting.sources.publishers import PUBLIC_BODY
from catalogue.models import DataAsset, Kind, Source
from catalogue.search.word_weights import refresh_lexemes
from community.models import Organisation
from community.organisations.search import Directory, create_body, link_council_domains

BATCH = 1000
_PLAIN = (
    *("title", "kind", "description", "themes", "keywords", "formats", "record_type", "landing", "contact"),
    *("licence", "licence_given", "is_open", "access", "access_note", "issued", "modified", "frequency"),
    *("spatial", "temporal", "population", "data_controller", "data_processor"),
)
_FIELDS = {column.name: column for column in DataAsset._meta.concrete_fields}  # noqa: SLF001 (Django documents it)
_TOO_LARGE = "54"  # PostgreSQL's error class for exceeded limits (Appendix A, Class 54)
WRITTEN = [*_PLAIN, "publisher", "publisher_name", "publisher_given", "digest"]


@dataclass
class ImportReport:
    """The result of an import.

    `rejected` holds line and reason, `remarks` what was corrected and on which lines. `missing` counts, for each
    source, the records that its extract no longer has; `marked` says that they were marked.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    bodies_created: int = 0
    missing: dict[str, int] = field(default_factory=dict)
    marked: bool = False
    rejected: list[tuple[int, str]] = field(default_factory=list)
    remarks: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def is_useless(self) -> bool:
        """Whether no line of it became a record or was one already."""
        return len(self.rejected) == self.read

    def lines(self) -> list[str]:
        """Return the report in sentences: totals, every rejected line, then what was corrected."""
        mended = sorted(self.remarks.items(), key=lambda remark: -len(remark[1]))
        return [
            (
                f"{self.read:,} lines read: {self.created:,} records created, {self.updated:,} updated, "
                f"{self.unchanged:,} unchanged, {len(self.rejected):,} rejected."
            ),
            f"{self.bodies_created:,} public bodies created that are not on GOV.UK.",
            *(self._missing(name, number) for name, number in self.missing.items()),
            *(f"Line {line} rejected: {reason}." for line, reason in self.rejected),
            *(f"{len(lines):,} records: {remark} (first on line {lines[0]})." for remark, lines in mended),
        ]

    def _missing(self, source: str, number: int) -> str:
        done = "marked as no longer listed" if self.marked else "not changed. To mark them, use --mark-missing"
        return f"{number:,} records of {source} are not in this extract: {done}."


@dataclass(frozen=True)
class _Numbered:
    line: int
    entry: records.RecordEntry


class Import:
    """One run over one extract, with the records and publishers seen so far."""

    def __init__(self) -> None:
        self.report = ImportReport()
        self.directory = Directory()
        self._sources: dict[str, Source] = {}
        self._seen: dict[tuple[str, str], int] = {}
        self._listed: dict[str, set[str]] = defaultdict(set)
        self._titles: dict[tuple[str, str, str], int] = {}
        self._bodies: dict[tuple[str, str, str], Organisation | None] = {}

    def entries(self, lines: Iterable[str]) -> Iterator[_Numbered]:
        """Yield the usable entries; report the others. Blank lines are ignored."""
        for number, line in enumerate(lines, 1):
            if not line.strip("\ufeff \t\r\n"):
                continue
            self.report.read += 1
            try:
                entry = self._entry(line, number)
            except records.UnusableRecordError as reason:
                self._reject(number, str(reason))
                continue
            for remark in entry.remarks:
                self.report.remarks[remark].append(number)
            yield _Numbered(number, entry)

    def _entry(self, line: str, number: int) -> records.RecordEntry:
        row = records.parse(line)
        if identity := records.identity(row):
            self._listed[identity[0]].add(identity[1])
        entry = records.read(row)
        self._refuse_twins(entry, number)
        _refuse_overlong(entry)
        return entry

    def _reject(self, number: int, reason: str) -> None:
        self.report.rejected.append((number, reason))

    def _refuse_twins(self, entry: records.RecordEntry, number: int) -> None:
        identity = (entry.catalogue.key, entry.identifier)
        if identity in self._seen:
            raise records.UnusableRecordError(f"same identifier as line {self._seen[identity]}")
        self._seen[identity] = number
        look = (entry.catalogue.key, entry.title.lower(), entry.publisher.name)
        if entry.kind != Kind.DEFINITION and self._titles.setdefault(look, number) != number:
            entry.remarks.append("same title and publisher as another record of the source, both kept")

    def write(self, batch: list[_Numbered]) -> None:
        """Insert new records, update changed ones, and leave the others."""
        by_source: dict[str, list[_Numbered]] = defaultdict(list)
        for numbered in batch:
            by_source[numbered.entry.catalogue.key].append(numbered)
        for entries in by_source.values():
            source = self._source(entries[0].entry.catalogue)
            known = dict(
                DataAsset.objects.filter(
                    source=source, identifier__in=[numbered.entry.identifier for numbered in entries]
                ).values_list("identifier", "digest")
            )
            assets = {numbered.line: self._asset(numbered.entry, source) for numbered in entries}
            changed = {line: asset for line, asset in assets.items() if known.get(asset.identifier) != asset.digest}
            written = self._upsert(changed)
            created = sum(asset.identifier not in known for asset in written)
            self.report.created += created
            self.report.updated += len(written) - created
            self.report.unchanged += len(assets) - len(changed)

    def _upsert(self, assets: dict[int, DataAsset]) -> list[DataAsset]:
        """Write the records of these lines and return those written: one by one if the batch fails."""
        try:
            return _write_together(list(assets.values()))
        except (DataError, OperationalError) as problem:
            if not _is_about_a_value(problem):
                raise
        return [asset for line, asset in assets.items() if self._written_alone(line, asset)]

    def _written_alone(self, line: int, asset: DataAsset) -> bool:
        try:
            _write_together([asset])
        except (DataError, OperationalError) as problem:
            if not _is_about_a_value(problem):
                raise
            self._reject(line, f"the database cannot store it: {str(problem).splitlines()[0]}")
            return False
        return True

    def settle_missing(self, *, mark: bool) -> None:
        """Count what each source's extract no longer lists, mark it if told to, and unmark what is back."""
        self.report.marked = mark
        now = timezone.now()
        for key, source in self._sources.items():
            stored = DataAsset.objects.filter(source=source).values_list("pk", "identifier", "missing_since")
            rows = [(pk, identifier in self._listed[key], since) for pk, identifier, since in stored.iterator()]
            if missing := [pk for pk, is_listed, _ in rows if not is_listed]:
                self.report.missing[source.name] = len(missing)
            fresh = [pk for pk, is_listed, since in rows if not is_listed and since is None]
            DataAsset.objects.filter(pk__in=fresh if mark else []).update(missing_since=now)
            back = [pk for pk, is_listed, since in rows if is_listed and since is not None]
            DataAsset.objects.filter(pk__in=back).update(missing_since=None)

    def _asset(self, entry: records.RecordEntry, source: Source) -> DataAsset:
        body = self._body(entry)
        name = body.name if body else entry.publisher.name
        plain = {field_name: getattr(entry, field_name) for field_name in _PLAIN}
        return DataAsset(
            reference=entry.reference,
            source=source,
            identifier=entry.identifier,
            publisher=body,
            publisher_name=name,
            publisher_given=entry.publisher.given,
            accepts_requests=entry.kind != Kind.DEFINITION,
            digest=f"{entry.digest[:40]}-{body.pk if body else 0}",
            **plain,
        )

    def _body(self, entry: records.RecordEntry) -> Organisation | None:
        key = (entry.publisher.name, entry.publisher.given, entry.publisher.mailbox)
        if key not in self._bodies:
            self._bodies[key] = self._find_body(*key)
        return self._bodies[key]

    def _find_body(self, name: str, source_name: str, mailbox: str) -> Organisation | None:
        slug = source_name.lower() if "-" in source_name and " " not in source_name else ""
        body = self.directory.find(slug, name) or (self.directory.find_by_mailbox(mailbox) if mailbox else None)
        if body is None and PUBLIC_BODY.search(name):
            body = create_body(name, self.directory)
            self.report.bodies_created += 1
        return body

    def _source(self, catalogue: Catalogue) -> Source:
        if catalogue.key not in self._sources:
            values = {
                name: value
                for name, value in asdict(catalogue).items()
                if name in {"name", "licence", "attribution", "address"}
            }
            self._sources[catalogue.key], _ = Source.objects.update_or_create(key=catalogue.key, defaults=values)
        return self._sources[catalogue.key]


def _write_together(assets: list[DataAsset]) -> list[DataAsset]:
    if assets:
        with transaction.atomic():
            DataAsset.objects.bulk_create(
                assets, update_conflicts=True, unique_fields=["source", "identifier"], update_fields=WRITTEN
            )
    return assets


def _is_about_a_value(problem: DatabaseError) -> bool:
    """Return whether a value caused the error, by its form or a limit, not the database's health."""
    state = str(getattr(problem.__cause__, "sqlstate", "") or "")
    return isinstance(problem, DataError) or state.startswith(_TOO_LARGE)


def _refuse_overlong(entry: records.RecordEntry) -> None:
    """Raise UnusableRecordError for a text that its field cannot hold whole."""
    texts = {name: getattr(entry, name) for name in _PLAIN}
    texts |= {"publisher_name": entry.publisher.name, "publisher_given": entry.publisher.given}
    for name, value in texts.items():
        limit = _FIELDS[name].max_length
        if isinstance(value, str) and limit and len(value) > limit:
            raise records.UnusableRecordError(f"its {_FIELDS[name].verbose_name} is longer than {limit} characters")


def import_catalogue(lines: Iterable[str], *, mark_missing: bool = False) -> ImportReport:
    """Import JSON lines, all or nothing (sources/records.py has the format); again, it updates.

    With `mark_missing`, records that the extract of their source no longer has are marked so.
    """
    with transaction.atomic():
        run = Import()
        entries = run.entries(lines)
        while batch := list(islice(entries, BATCH)):
            run.write(batch)
        run.settle_missing(mark=mark_missing)
        link_council_domains()
        refresh_lexemes()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalogue_dataasset, catalogue_lexeme")
    return run.report
