"""Risks to people that the answers raise, each with a score and a suggested measure.

Source: the library's own, after the risks that the ICO asks an assessment to look for; the scores are for the
parties to correct.
"""

from agreements.drafting.circumstances import Circumstances
from agreements.drafting.library.risk_scale import Risk


def items_without_reason(s: Circumstances) -> bool:
    return s.personal and any(not row.cell("why") for row in s.answer("items"))


def a_giver_is_silent(s: Circumstances) -> bool:
    """Return whether one that gives has not said what becomes of its privacy information."""
    return s.personal and any(not s.of(party).has("s_privacy") for party in s.facts.suppliers)


RISKS: tuple[Risk, ...] = (
    Risk(
        key="more_than_needed",
        because="an item in the request has no reason against it",
        source="More items are shared than the purpose calls for.",
        harm="People’s details are seen and kept by a body that has no need of them.",
        likelihood="probable",
        severity="significant",
        measure="Leave out every item that has no reason, and look at the list again after the first supply.",
        reads=("items",),
        when=items_without_reason,
    ),
    Risk(
        key="identified_by_linkage",
        because="the data will be joined to other data",
        source="Joining the data to other data identifies people whom neither set identified alone.",
        harm="Someone’s circumstances become known to people who should not know them.",
        likelihood="possible",
        severity="severe",
        measure="Join in a separate, controlled environment; remove identifiers as soon as records are matched; "
        "test the result for re-identification before it is used.",
        reads=("linkage", "linkage_list"),
        when=lambda s: s.personal and s.says("linkage", "yes"),
    ),
    Risk(
        key="wrong_person",
        because="records will be matched with other data",
        source="A record is matched to the wrong person.",
        harm="Someone is treated according to another person’s facts: refused help, pursued or contacted by mistake.",
        likelihood="possible",
        severity="significant",
        measure="Agree the matching rule and its error rate before live use, check a sample by hand, and act on a "
        "match only when it is above the agreed threshold.",
        reads=("linkage", "linkage_list"),
        when=lambda s: s.personal and s.says("linkage", "yes"),
    ),
    Risk(
        key="stale",
        because="the data will inform decisions about people",
        source="A decision rests on data that is out of date or wrong.",
        harm="Someone loses something to which they are entitled, or has to prove again what is already known.",
        likelihood="possible",
        severity="significant",
        measure="State the date of the data beside every use of it, set an age beyond which it is not used, and "
        "let people correct it before a decision against them takes effect.",
        reads=("automated", "quality_need"),
        when=lambda s: s.personal and s.says("automated", "supports", "decides"),
    ),
    Risk(
        key="unfair_to_a_group",
        because="the data will feed decisions or a model, or is of a kind that calls for special care",
        source="The use works out worse for one group of people than for others.",
        harm="People who share a protected characteristic, or who are already disadvantaged, are treated less "
        "favourably.",
        likelihood="possible",
        severity="severe",
        measure="Compare outcomes between groups before and during use, record the result in the equality "
        "assessment, and stop if a difference cannot be justified.",
        reads=("automated", "data_types"),
        when=lambda s: s.personal and (s.sensitive or s.says("automated", "supports", "decides", "trains")),
    ),
    Risk(
        key="no_human",
        because="decisions will be taken without a person",
        source="No one notices that an automatic decision is wrong.",
        harm="Someone bears the consequence of an error and has no effective way to challenge it.",
        likelihood="probable",
        severity="severe",
        measure="Have a trained person review decisions that go against someone before they take effect, and "
        "tell people how to contest them.",
        reads=("automated",),
        when=lambda s: s.personal and s.says("automated", "decides"),
    ),
    Risk(
        key="model_keeps_it",
        because="the data will train a model",
        source="A model keeps the data after the data itself has been destroyed, or is used again for something else.",
        harm="Details about people come out of the model, and they lose control of what is done with them.",
        likelihood="possible",
        severity="significant",
        measure="Train on data without identifiers, test whether the model gives records back, forbid other uses "
        "of it, and retire it when the data is due for disposal.",
        reads=("automated",),
        when=lambda s: s.personal and s.says("automated", "trains"),
    ),
    Risk(
        key="unexpected",
        because="the data is about people",
        source="The people concerned do not expect their data to be used in this way.",
        harm="They lose trust, and may stop using a service on which they depend.",
        likelihood="possible",
        severity="significant",
        measure="Ask people, or those who represent them, before the sharing begins; publish what is shared and why.",
        reads=("public_view", "subjects"),
        when=lambda s: s.personal,
    ),
    Risk(
        key="notice_silent",
        because="the supplier’s privacy information must cover the sharing",
        source="The supplier’s privacy information says nothing of this sharing.",
        harm="People cannot find out who holds their data, and cannot exercise their rights.",
        likelihood="possible",
        severity="significant",
        measure="Change the privacy information of each party before the first supply, and do not supply until "
        "it has been published.",
        effect="eliminated",
        reads=("privacy_notice", "s_privacy"),
        when=a_giver_is_silent,
    ),
    Risk(
        key="sensitive_disclosed",
        because="the data is of a kind that calls for special care",
        source="Data about health, offences, children or people in vulnerable situations is seen by someone who "
        "should not see it.",
        harm="Distress, discrimination, loss of a job or of safety: harm that cannot be undone.",
        likelihood="possible",
        severity="severe",
        measure="Supply these items only in the least detailed form that serves, keep them apart from the rest, "
        "and restrict them to named roles.",
        reads=("data_types", "access"),
        when=lambda s: s.sensitive,
    ),
    Risk(
        key="insider",
        because="people will have access to records about individuals",
        source="Someone with access looks at, or passes on, data that they have no need to see.",
        harm="Someone’s private life is exposed to a person who may know them.",
        likelihood="possible",
        severity="significant",
        measure="Give access by role, log every look-up, have someone outside the team read the log, and "
        "withdraw access when people move.",
        reads=("access", "controls"),
        when=lambda s: s.personal,
    ),
    Risk(
        key="leaves_the_uk",
        because="the data may leave the United Kingdom",
        source="The data is held, or can be reached, where people’s rights are protected less well.",
        harm="People cannot enforce their rights, and a foreign authority may obtain their data.",
        likelihood="possible",
        severity="significant",
        measure="Keep the data in the United Kingdom if a service there would do; if not, complete a transfer "
        "risk assessment and the safeguard before any transfer.",
        reads=("transfer", "transfer_where"),
        when=lambda s: s.may_leave,
    ),
    Risk(
        key="onward",
        because="others besides the parties may receive the data",
        source="An organisation further along passes the data on, or uses it for a purpose of its own.",
        harm="People’s data travels further than anyone told them, and no one can call it back.",
        likelihood="possible",
        severity="significant",
        measure="Bind each recipient by contract to terms as strict as these, keep a list of what each has "
        "received, and check that it has disposed of it.",
        reads=("other_orgs", "other_orgs_list", "onward"),
        when=lambda s: s.personal and (s.others or s.says("onward", "processors", "with_consent", "as_described")),
    ),
    Risk(
        key="lost_on_the_way",
        because="the data will travel on media or by a route of another kind",
        source="The data is lost or read on its way.",
        harm="A large number of people are exposed at once.",
        likelihood="possible",
        severity="severe",
        measure="Use an authenticated, encrypted transfer between systems in place of media; where media cannot "
        "be avoided, encrypt, send the key separately, and track every item.",
        reads=("delivery",),
        when=lambda s: s.personal and s.says("delivery", "encrypted_media", "other"),
    ),
    Risk(
        key="creep",
        because="the supply will go on over time",
        source="The data comes to be used for more than the purpose agreed.",
        harm="People are affected by a use that no one assessed and of which they were not told.",
        likelihood="possible",
        severity="significant",
        measure="Tie access to the purpose, have each new use approved as a variation, and ask at each review "
        "what the data has been used for.",
        reads=("tri_kind", "aims"),
        when=lambda s: s.personal and s.says("tri_kind", "repeat", "continuous"),
    ),
    Risk(
        key="kept_too_long",
        because="copies of data about people will be made",
        source="Copies are kept for longer than they are needed.",
        harm="People stay exposed to every later incident.",
        likelihood="possible",
        severity="significant",
        measure="Put a date on every copy when it is made, delete by an automatic job where possible, and report "
        "deletion at each review.",
        reads=("retention", "items"),
        when=lambda s: s.personal,
    ),
    Risk(
        key="disposal_unproved",
        because="more than one system or organisation will hold a copy",
        source="No one can show that the last copy has been destroyed.",
        harm="Data thought to be gone comes to light, in a backup or with a recipient.",
        likelihood="possible",
        severity="significant",
        measure="List every place that holds a copy, and obtain a certificate of disposal for each, backups included.",
        reads=("disposal", "storage", "other_orgs"),
        when=lambda s: s.personal and (s.others or len(list(s.answer("storage"))) > 1),
    ),
    Risk(
        key="told_late",
        because="it has not been settled whom to tell of a breach",
        source="A breach becomes known to one party and is reported late to the others.",
        harm="People cannot protect themselves in time.",
        likelihood="possible",
        severity="significant",
        measure="Name a contact who can be reached at any hour for each party, agree a time much shorter than 72 "
        "hours, and rehearse it.",
        reads=("breach",),
        when=lambda s: s.personal and not s.has("breach"),
    ),
)


def risks_for(circumstances: Circumstances) -> tuple[Risk, ...]:
    """Return the risks that the answers raise, in the order of the library."""
    return tuple(risk for risk in RISKS if risk.when(circumstances))
