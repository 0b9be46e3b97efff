"""Brings records in from a catalogue's extract: a line becomes a record, changes one, or is rejected with a reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice

from django.db import connection, transaction

from catalogue.lexemes import refresh_lexemes
from catalogue.models import DataAsset, Kind, Source
from catalogue.sources import records
from catalogue.sources.known import Catalogue
from catalogue.sources.publishers import PUBLIC_BODY
from community.models import Organisation
from community.organisations import Directory, create_body, link_council_domains

BATCH = 1000
_PLAIN = (
    *("title", "kind", "description", "themes", "keywords", "formats", "record_type", "landing", "contact"),
    *("licence", "licence_given", "is_open", "access", "access_note", "issued", "modified", "frequency"),
    *("spatial", "temporal", "population", "data_controller", "data_processor"),
)
WRITTEN = [*_PLAIN, "publisher", "publisher_name", "publisher_given", "digest"]


@dataclass
class Report:
    """What an import did. `rejected` holds line and reason, `remarks` what was mended and on which lines."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    bodies_created: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)
    remarks: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def lines(self) -> list[str]:
        """The report in sentences: totals, every rejected line, then what was mended."""
        mended = sorted(self.remarks.items(), key=lambda remark: -len(remark[1]))
        return [
            (
                f"{self.read:,} lines read: {self.created:,} records created, {self.updated:,} updated, "
                f"{self.unchanged:,} unchanged, {len(self.rejected):,} rejected."
            ),
            f"{self.bodies_created:,} public bodies created that GOV.UK does not list.",
            *(f"Line {line} rejected: {reason}." for line, reason in self.rejected),
            *(f"{len(lines):,} records: {remark} (first on line {lines[0]})." for remark, lines in mended),
        ]


@dataclass(frozen=True)
class _Numbered:
    line: int
    entry: records.Entry


class Import:
    """One run over one extract: knows what it has seen, and whom it has met."""

    def __init__(self) -> None:
        self.report = Report()
        self.directory = Directory()
        self._sources: dict[str, Source] = {}
        self._seen: dict[tuple[str, str], int] = {}
        self._titles: dict[tuple[str, str, str], int] = {}
        self._bodies: dict[tuple[str, str, str], Organisation | None] = {}

    def entries(self, lines: Iterable[str]) -> Iterator[_Numbered]:
        """What can be used; the rest goes into the report."""
        for number, line in enumerate(lines, 1):
            self.report.read += 1
            try:
                entry = records.read(records.parse(line))
                self._refuse_twins(entry, number)
            except records.UnusableError as reason:
                self.report.rejected.append((number, str(reason)))
                continue
            for remark in entry.remarks:
                self.report.remarks[remark].append(number)
            yield _Numbered(number, entry)

    def _refuse_twins(self, entry: records.Entry, number: int) -> None:
        identity = (entry.catalogue.key, entry.identifier)
        if identity in self._seen:
            raise records.UnusableError(f"the same identifier as line {self._seen[identity]}")
        self._seen[identity] = number
        look = (entry.catalogue.key, entry.title.lower(), entry.publisher.name)
        if entry.kind != Kind.DEFINITION and self._titles.setdefault(look, number) != number:
            entry.remarks.append("the same title and publisher as another record of its source: both kept")

    def write(self, batch: list[_Numbered]) -> None:
        """Insert what is new, update what has changed, leave alone what has not."""
        by_source: dict[str, list[records.Entry]] = defaultdict(list)
        for numbered in batch:
            by_source[numbered.entry.catalogue.key].append(numbered.entry)
        for entries in by_source.values():
            source = self._source(entries[0].catalogue)
            known = dict(
                DataAsset.objects.filter(
                    source=source, identifier__in=[entry.identifier for entry in entries]
                ).values_list("identifier", "digest")
            )
            assets = [self._asset(entry, source) for entry in entries]
            changed = [asset for asset in assets if known.get(asset.identifier) != asset.digest]
            self._upsert(changed)
            created = sum(asset.identifier not in known for asset in changed)
            self.report.created += created
            self.report.updated += len(changed) - created
            self.report.unchanged += len(assets) - len(changed)

    def _upsert(self, assets: list[DataAsset]) -> None:
        if assets:
            DataAsset.objects.bulk_create(
                assets, update_conflicts=True, unique_fields=["source", "identifier"], update_fields=WRITTEN
            )

    def _asset(self, entry: records.Entry, source: Source) -> DataAsset:
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

    def _body(self, entry: records.Entry) -> Organisation | None:
        told = (entry.publisher.name, entry.publisher.given, entry.publisher.mailbox)
        if told not in self._bodies:
            self._bodies[told] = self._find_body(*told)
        return self._bodies[told]

    def _find_body(self, name: str, given: str, mailbox: str) -> Organisation | None:
        slug = given.lower() if "-" in given and " " not in given else ""
        body = self.directory.find(slug, name) or (self.directory.find_by_mailbox(mailbox) if mailbox else None)
        if body is None and PUBLIC_BODY.search(name):
            body = create_body(name, self.directory)
            self.report.bodies_created += 1
        return body

    def _source(self, catalogue: Catalogue) -> Source:
        if catalogue.key not in self._sources:
            told = {
                name: value
                for name, value in asdict(catalogue).items()
                if name in {"name", "licence", "attribution", "address"}
            }
            self._sources[catalogue.key], _ = Source.objects.update_or_create(key=catalogue.key, defaults=told)
        return self._sources[catalogue.key]


def import_catalogue(lines: Iterable[str]) -> Report:
    """Import JSON lines, all or nothing (catalogue.sources.records says what a line holds); again, it updates."""
    with transaction.atomic():
        run = Import()
        entries = run.entries(lines)
        while batch := list(islice(entries, BATCH)):
            run.write(batch)
        link_council_domains()
        refresh_lexemes()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE catalogue_dataasset, catalogue_lexeme")
    return run.report
