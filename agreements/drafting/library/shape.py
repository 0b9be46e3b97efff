"""The shape of the library: a clause with the answers it reads and when it applies, and a section."""

from collections.abc import Callable
from dataclasses import dataclass

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.facts import DocumentKey


def always(_: Circumstances) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseTemplate:
    """One clause. `key` never changes: proposals, comments and agreements refer to it."""

    key: str
    document: DocumentKey
    section: str
    heading: str
    template: str
    reads: tuple[str, ...] = ()
    # The answer that says who checked what this clause states.
    check: str = ""
    # Answers that decide whether the clause applies, or tick a sign or a risk in it, without being printed.
    weighs: tuple[str, ...] = ()
    when: Callable[[Circumstances], bool] = always
    source: str = ""
    # The clauses of common rules that fix its subject: a data share that stands under all of them cites them instead.
    under: tuple[str, ...] = ()
    # Whether it only says what people did, so that no party has to agree it.
    records: bool = False

    @property
    def block(self) -> str:
        """The name of the template block that holds its words."""
        return self.key.replace(".", "_")


@dataclass(frozen=True, slots=True)
class SectionTemplate:
    """A numbered part of a document: `M3` is section 3 of the agreement, `A` its annex."""

    key: str
    number: str
    heading: str
    template: str
