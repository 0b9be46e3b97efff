"""Write the public register: an entry when an agreement comes into force, and all of them again when asked."""

from django.db import transaction

from agreements.models import Agreement, DataShare, Event, RegisterEntry
from agreements.register.bound import listed_as, search_vector
from agreements.register.entry import answers_on_review, content_of, first_review, in_force_since
from agreements.states import Action
from agreements.workflow import finish, lock


def enter(agreement: Agreement, share: DataShare, *, cause: str) -> None:
    """List this agreement in place of an earlier one of its data share, in the transaction of the caller, who holds
    the lock on the data share. The history tells the digest of the entry, and tells it again when it has changed.
    """
    content = content_of(agreement)
    facts = {
        "agreement": agreement,
        "reference": agreement.share.reference,
        "in_force_since": in_force_since(agreement),
        "review_on": agreement.review_on,
    }
    entry, _ = RegisterEntry.objects.update_or_create(share=agreement.share, defaults=content | facts)
    RegisterEntry.objects.filter(pk=entry.pk).update(search=search_vector(entry))
    subject = listed_as(RegisterEntry.objects.select_related("agreement").get(pk=entry.pk))
    told = Event.objects.filter(share=share, action=Action.LIST).order_by("-sequence").values_list("subject", flat=True)
    if told.first() != subject:
        says = f"listed agreement {agreement.number} in the public register"
        record = {"review_on": agreement.review_on.isoformat() if agreement.review_on else None}
        finish(share, Action.LIST, by=None, says=says, cause=cause, subject=subject, record=record)


def set_first_review(agreement: Agreement) -> None:
    """Write down by when an agreement in force is first reviewed, as its signed words say."""
    agreement.review_on = first_review(answers_on_review(agreement), in_force_since(agreement))
    agreement.save(update_fields=["review_on"])


@transaction.atomic
def rebuild() -> int:
    """Make every entry again from its agreement. Returns how many there are."""
    RegisterEntry.objects.all().delete()
    agreements = list(Agreement.objects.in_force().select_related("share", "words"))
    for agreement in agreements:
        if agreement.review_on is None:
            set_first_review(agreement)
        enter(agreement, lock(agreement.share), cause="the register was made again")
    return len(agreements)
