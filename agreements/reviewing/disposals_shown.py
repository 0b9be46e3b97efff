"""Disposals as a member reads them: who owes one, its certificate, who has answered, and what the reader can do."""

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.access import Page
from agreements.models import Disposal, DisposalAnswer, DisposalCertificate
from agreements.reviewing.disposing import givers_to
from agreements.states import Action


@dataclass(frozen=True)
class DisposalShown:
    """One disposal. `may_certify` and `may_answer`: whether that is for the reader to do now."""

    disposal: Disposal
    certificate: DisposalCertificate | None
    answers: Sequence[DisposalAnswer]
    may_certify: bool
    may_answer: bool

    @property
    def state(self) -> str:
        if self.disposal.proved_at:
            return "Accepted"
        if self.disposal.waits_for_givers:
            return "Waiting for an answer"
        return "Returned" if self.disposal.certified else "Not certified yet"


def disposals_shown(page: Page) -> list[DisposalShown]:
    """Return the disposals in a data share. Three queries, and one a disposal that waits for its givers."""
    owed = Disposal.objects.with_state().in_share(page.share.pk)
    rows = list(owed.select_related("party__organisation", "agreement"))
    newest = DisposalCertificate.objects.newest().filter(disposal__in=rows).select_related("by")
    found = {row.disposal_id: row for row in newest.prefetch_related("answers__party__organisation", "answers__by")}
    return [_shown(page, row, found.get(row.pk)) for row in rows]


def _shown(page: Page, disposal: Disposal, certificate: DisposalCertificate | None) -> DisposalShown:
    own = page.party is not None and disposal.party_id == page.party.pk
    answers = list(certificate.answers.all()) if certificate else []
    answered = {row.party_id for row in answers}
    waits = disposal.waits_for_givers and page.may(Action.ANSWER_CERTIFICATE.value)
    is_giver = waits and page.party is not None and page.party.pk in givers_to(disposal) - answered
    may_certify = own and disposal.waits_for_certificate and page.may(Action.CERTIFY.value)
    return DisposalShown(disposal, certificate, answers, may_certify, is_giver)
