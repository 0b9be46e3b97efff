"""The report of an import of organisations, in sentences."""

from dataclasses import dataclass, field


@dataclass
class OrganisationReport:
    """Counts, and notes for the operator; `rejected` holds entry and reason."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    domains_created: int = 0
    domains_unchanged: int = 0
    read: dict[str, int] = field(default_factory=dict)
    joined: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    moved_domains: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    standing: str = ""
    to_do: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        if line not in self.remarks:
            self.remarks.append(line)

    def leave_apart(self, line: str) -> None:
        if line not in self.apart:
            self.apart.append(line)

    def refuse(self, entry: str, reason: str) -> None:
        self.rejected.append((entry, reason))

    def lines(self) -> list[str]:
        """Return the report in sentences."""
        return [
            f"{self.created:,} organisations created, {self.updated:,} updated, {self.unchanged:,} unchanged.",
            f"{self.domains_created:,} email domains created, {self.domains_unchanged:,} unchanged.",
            (
                f"{len(self.joined):,} joined, {len(self.apart):,} left apart, {len(self.closed):,} newly closed, "
                f"{len(self.moved_domains):,} domains moved, {len(self.rejected):,} entries rejected."
            ),
            *(f"Joined: {line}." for line in self.joined),
            *(f"Left apart: {line}." for line in self.apart),
            *(f"Closed: {line}." for line in self.closed),
            *(f"Domain: {line}." for line in self.moved_domains),
            *(f"Note: {line}." for line in self.remarks),
            *(f"Rejected {entry}: {reason}." for entry, reason in self.rejected),
            *self.to_do,
            *([self.standing] if self.standing else []),
        ]

    def useless(self) -> list[str]:
        """Return the lists of which every entry was rejected."""
        return [name for name, used in self.read.items() if not used]
