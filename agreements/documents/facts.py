"""What a draft knows beside the answers: whose share it is, what of, and on which day it is drafted."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

DocumentKey = Literal["mou", "dpia"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """A body on one side. `government` is whether it is a government department or public body that may use a memorandum."""

    name: str
    government: bool = True
    lead: str = ""
    registration: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFacts:
    """A catalogue record that the share is about."""

    title: str
    publisher: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The explicit context of a draft, together with the answers."""

    reference: str
    title: str
    acquirers: tuple[PartyFacts, ...]
    suppliers: tuple[PartyFacts, ...]
    datasets: tuple[DatasetFacts, ...] = ()
    today: date
    version: int = 1

    @property
    def parties(self) -> tuple[PartyFacts, ...]:
        return (*self.acquirers, *self.suppliers)
