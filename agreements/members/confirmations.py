"""What experts confirmed, for the pages of a request and a response: one source, whatever an answer names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.drafts import circumstances_for
from agreements.drafting.library.checked import who_checked
from agreements.drafting.library.pieces import SKILL_OF_CHECK
from agreements.drafting.stops import Stop
from agreements.drafting.stops_of_checks import as_checked
from agreements.models import DataShare, ExpertCheck, Party


@dataclass(frozen=True)
class Confirmations:
    """What experts confirmed of the answers that a party reads; nothing if none was asked."""

    reader: Party | None
    circumstances: Circumstances | None

    @property
    def by_question(self) -> Mapping[str, str]:
        """Who confirmed what each question names an adviser for."""
        s = self.circumstances
        return {key: who for key in SKILL_OF_CHECK if (who := who_checked(s, key))} if s else {}

    def applied_to(self, stops: Sequence[Stop]) -> list[Stop]:
        """Return these stops without those that a standing check lifts, and with those of the reader's own open checks.

        What experts of others have not confirmed is for their own organisation.
        """
        if self.circumstances is None or self.reader is None:
            return list(stops)
        own = self.reader.pk
        return [stop for stop in as_checked(stops, self.circumstances) if stop in stops or stop.party == own]


def confirmations_in(share: DataShare, reader: Party | None) -> Confirmations:
    """Return what experts confirmed, as a party reads the answers. One query if no expert was asked."""
    asked = ExpertCheck.objects.filter(edition__share=share)
    is_any = not share.is_umbrella and asked.exists()
    return Confirmations(reader, circumstances_for(share, reader) if is_any else None)
