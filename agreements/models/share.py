"""A data share and its parties."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Prefetch, Q, Value
from django.utils import timezone
from django.utils.functional import cached_property

from agreements.kinds import FactValue
from agreements.states import BY_THE_SERVICE, IN_PREPARATION, STANDING, Action, Side, State
from catalogue.models import DataAsset, Kind
from community.models import Organisation, User
from datashare.lib.sql import our_sql

from .reader import ACTING, GUESTS, LED, READER, TURN, UNCONFIRMED, VISIBLE
from .references import new_reference

_PAIRS = ArrayField(ArrayField(models.BigIntegerField()))


class DataShareQuerySet(models.QuerySet["DataShare"]):
    def visible_to(self, user: User) -> "DataShareQuerySet":
        """Filter to the data shares this user is a live member of and may read."""
        return self._permitting(user, Action.VIEW)

    def known_to(self, user: User) -> "DataShareQuerySet":
        """Filter to those, and to those in which the part of the user's party has ended."""
        return self._permitting(user, Action.VIEW, Action.LOOK_BACK)

    def _permitting(self, user: User, *actions: Action) -> "DataShareQuerySet":
        if not user.is_active:
            return self.none()
        now, names = timezone.now(), [action.value for action in actions]
        return self.filter(pk__in=our_sql(VISIBLE, [names, user.pk, now, now], models.BigIntegerField()))

    def read_by(self, user: User) -> "DataShareQuerySet":
        """Filter to those known to this user; add their own parties, permissions for the first, and all parties.

        Two queries.
        """
        now = timezone.now()
        reader: dict[str, Any] = {
            "reader_id": Value(user.pk),
            "reader_row": our_sql(READER, [user.pk, now], ArrayField(models.CharField())),
        }
        parties = Prefetch("parties", Party.objects.select_related("organisation"))
        shares = self.known_to(user).select_related("edition__varies").annotate(**reader)
        return shares.prefetch_related(parties)

    def letting(self, user: User, action: Action) -> "DataShareQuerySet":
        """Filter to those that give this user a permission for the party they act for now."""
        acting = our_sql(ACTING, [user.pk, timezone.now()], models.BigIntegerField())
        held: dict[str, Any] = {"permission__codename": action.value, "party": acting, "user": user}
        return self.filter(**{f"permission_rows__{key}": value for key, value in held.items()})

    def by_turn(self, user: User) -> "DataShareQuerySet":
        """Order by what this user may have to do: that first, the longest waiting first; what has ended last."""
        now = timezone.now()
        turn = our_sql(TURN, [timezone.localdate(), user.pk, now, now], models.IntegerField())
        return self.order_by(turn, "edition__state_since", "pk")

    def question_for(self, body: Organisation, asset: DataAsset) -> "DataShareQuerySet":
        """Filter to open data shares in which a body asks for a record.

        Records described in a member's own words are the same if holder and title are.
        """
        unlisted = {"kind": Kind.UNLISTED, "publisher": asset.publisher_id, "title__iexact": asset.title}
        same = DataAsset.objects.filter(pk=asset.pk) if asset.is_listed else DataAsset.objects.filter(**unlisted)
        asking = Party.objects.filter(organisation=body, is_lead=True)
        asked = self.filter(assets__in=same, parties__in=asking, edition__state__in=IN_PREPARATION)
        return asked.select_related("edition").distinct()

    def takes_record(self, user: User, asset: DataAsset) -> "DataShareQuerySet":
        """Filter to requests that this user may change, that do not ask for this record, and whose body may."""
        own = Party.objects.filter(organisation=asset.publisher_id, is_lead=True)
        preparing = self.filter(edition__state__in=[State.DRAFT, State.RETURNED], edition__varies=None)
        mine = preparing.letting(user, Action.ANSWER)
        return mine.exclude(assets=asset.pk).exclude(parties__in=own)

    def with_doubts(self) -> "DataShareQuerySet":
        """Add the people who are not confirmed in their party, and what `with_led` adds."""
        now = timezone.now()
        doubts: dict[str, Any] = {"unconfirmed": our_sql(UNCONFIRMED, [now], _PAIRS)}
        return self.with_led().annotate(**doubts)

    def with_led(self) -> "DataShareQuerySet":
        """Add, as `led`, the parties that have a confirmed lead and, as `guests`, the members from outside theirs."""
        now, numbers = [timezone.now()], ArrayField(models.BigIntegerField())
        led: dict[str, Any] = {"led": our_sql(LED, now, numbers), "guests": our_sql(GUESTS, now, _PAIRS)}
        return self.annotate(**led)

    def in_force(self) -> "DataShareQuerySet":
        """Filter to those with an edition in force, whether or not another is in preparation."""
        return self.filter(editions__state__in=STANDING)


class DataShare(models.Model):
    """The whole affair between two or more bodies, from first draft to archive."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    edition = models.ForeignKey(
        "Edition",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The edition that people work on: the one in preparation, or else the one in force or the last.",
    )
    assets = models.ManyToManyField(DataAsset, related_name="shares", blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    title = models.CharField(max_length=200, help_text="A copy of the answer, so that lists need not read answers.")
    is_umbrella = models.BooleanField(default=False, help_text="Common rules that others stand under, without flows.")
    lead_offered_to = models.ForeignKey(
        "Party",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The party that the one which leads has asked to take its place, until that answers.",
    )
    agreement_name = models.CharField(
        max_length=60,
        default="Memorandum of understanding",
        help_text="What its agreement is called, by who its parties are.",
    )

    # Filled by read_by(): who reads it; the numbers of the parties they may act for, then what they hold for the first.
    reader_id: int | None = None
    reader_row: Sequence[str] = ()
    # Filled for a reader whose party's part has ended: the number of the last round that was sent to it.
    last_round: int | None = None
    # Filled by workflow.lock(): who read what is now locked, and the party they acted for then.
    seen: tuple[int, int | None] | None = None
    # Filled by with_doubts(): keys of a person and their party, and of parties; None where it was not asked.
    unconfirmed: Sequence[Sequence[int]] = ()
    guests: Sequence[Sequence[int]] | None = None
    led: Sequence[int] | None = None

    objects = DataShareQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        default_permissions = ()
        permissions: ClassVar[list[tuple[str, Any]]] = [
            (action.value, action.label) for action in Action if action not in BY_THE_SERVICE
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def headline(self) -> str:
        """Where it stands: the state of the edition that people work on, and of the one in force beside it."""
        edition = self.edition
        varied = edition.varies.state if edition.number > 1 and edition.varies else State.IN_FORCE
        return headline_of(State(edition.state), edition.number, State(varied))

    @property
    def rounds_read(self) -> models.QuerySet[Any]:
        """The rounds of the edition that its reader may read, in order."""
        rounds = self.edition.rounds.order_by("number")
        return rounds if self.last_round is None else rounds.filter(number__lte=self.last_round)

    @cached_property
    def reader_parties(self) -> Sequence[int]:
        """Return the parties that the reader may act for, first the one they act for now."""
        return [int(word) for word in self.reader_row if word.isdigit()]

    @cached_property
    def reader_holds(self) -> Sequence[str]:
        """Return the permissions that the reader holds for the party they act for now."""
        return [word for word in self.reader_row if not word.isdigit()]

    @property
    def reader_party_id(self) -> int | None:
        """The party for which the reader acts."""
        return next(iter(self.reader_parties), None)

    def tied(self) -> "DataShare":
        """Let the edition know this very data share, so that neither is fetched again from the other."""
        self.edition.share = self
        return self


def headline_of(state: State, number: int, varied: State) -> str:
    """Return where a data share stands: the state of an edition of this number, and of the one that it varies."""
    if number == 1 or state not in IN_PREPARATION:
        return state.label
    return f"{varied.label}; variation: {state.label.lower()}"


class PartyQuerySet(models.QuerySet["Party"]):
    def in_order(self) -> "PartyQuerySet":
        """Order as everywhere: the one that asks, others that receive, those that give."""
        return self.order_by("-is_lead", "gives", "pk")

    def deciding(self) -> "PartyQuerySet":
        """Filter to those of which `decides` is true."""
        return self.filter(gives=True, is_lead=False)

    def receiving_too(self) -> "PartyQuerySet":
        """Filter to those of which `receives_too` is true."""
        return self.filter(receives=True, is_lead=False)

    def bound(self) -> "PartyQuerySet":
        """Filter to those that an agreement binds: who gives, receives or keeps to rules; not if every flow closed."""
        return self.filter(Q(is_lead=True) | Q(gives=True) | Q(receives=True) | Q(in_rules=True))


def named_side(is_lead: bool, in_rules: bool, gives: bool, receives: bool) -> Side:
    """Return the side by which pages of two parties name a party that does these."""
    return Side.ACQUIRER if is_lead or in_rules or receives > gives else Side.SUPPLIER


class Party(models.Model):
    """An organisation in a data share: it gives data, receives data, or both, as its flows say; or keeps to rules."""

    share = models.ForeignKey(DataShare, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parties")
    is_lead = models.BooleanField("asks and coordinates", default=False)
    gives = models.BooleanField(default=False, help_text="A copy of what its flows say, for permissions.")
    receives = models.BooleanField(default=False, help_text="A copy of what its flows say, for permissions.")
    in_rules = models.BooleanField("keeps to common rules", default=False, help_text="In an umbrella, each party.")
    purpose = models.TextField(blank=True, default="", help_text="What a body that did not ask receives the data for.")
    purpose_is_own = models.BooleanField(default=False, help_text="The body itself has stated its purpose.")

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "parties"
        ordering: ClassVar[list[str]] = ["-is_lead", "gives", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["share", "organisation"], name="a_body_is_one_party_of_a_share"),
            models.UniqueConstraint(fields=["share"], condition=Q(is_lead=True), name="one_party_asks"),
        ]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def sides(self) -> frozenset[Side]:
        """The sides of the questionnaire that it answers: the supplier's if it gives, else the acquirer's, or both."""
        answers = {Side.ACQUIRER: self.receives or self.is_lead or self.in_rules, Side.SUPPLIER: self.gives}
        return frozenset(side for side, does in answers.items() if does)

    @property
    def side(self) -> Side:
        """The side by which pages of two parties name it. One whose every flow has closed stays a supplier."""
        return named_side(self.is_lead, self.in_rules, self.gives, self.receives)

    @property
    def decides(self) -> bool:
        """Whether it decides on the request: it gives data and did not ask."""
        return self.gives and not self.is_lead

    @property
    def receives_too(self) -> bool:
        """Whether it receives data though another asks: it answers for itself what each that receives answers."""
        return self.receives and not self.is_lead

    @property
    def fact(self) -> list[FactValue]:
        """The party as a fact of an event: its number, and its name at the time."""
        return [self.pk, str(self)]
