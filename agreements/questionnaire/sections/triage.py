"""Before the request: whether an agreement is needed, and which kind."""

from agreements.questionnaire.conditions import NOT_FOR_SHORT, picked, remark, when
from agreements.questionnaire.forms import triage as forms
from agreements.questionnaire.shape import Answers, Question, Section, Step, always, is_answered

PUBLIC = Question(
    key="tri_public",
    ask="Is the data already published, or available to everyone under an open licence?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("D1",),
    source="DDS",
    why="You can use open data without an agreement.",
    hint="Check the licence that the data is published under.",
    stop=remark({"yes": "The data is open, so you can use it under the terms of its licence."}),
)
AGGREGATE = Question(
    key="tri_aggregate",
    ask="Could you use anonymous statistics instead?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("D4",),
    source="ICO Annex A; HDR",
    why="Statistics are quicker to get, and no one can be identified from them. Suppliers often ask about this first.",
    hint="For example, totals, averages or tables in which no figure describes only a few people.",
    example="We need to visit individual households, so totals by postcode would not be enough.",
    stop=remark({"yes": "Ask the supplier for anonymous statistics instead of records."}),
    flag=remark({"not_considered": "The acquirer has not considered whether anonymous statistics would be enough."}),
)
PROCESSOR = Question(
    key="tri_processor",
    ask="Will you use the data only on the supplier’s instructions?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("D1",),
    source="DSA",
    why="An organisation that only acts on instructions is a processor. It needs a processing contract, not a data "
    "sharing agreement (UK GDPR Article 28).",
    hint="Answer “No” if you will use the data for any purpose of your own.",
    stop=remark(
        {"yes": "You would be a processor. Ask the supplier for a processing contract under UK GDPR Article 28."}
    ),
)
EXISTING = Question(
    key="tri_existing",
    ask="Does one of these agreements already cover what you need?",
    need="draft",
    in_short=always,
    goes_to=(),
    source="DM; MOU",
    why="Joining or changing an agreement in force takes less time than making a new one.",
)
PERSONAL = Question(
    key="tri_personal",
    ask="Will any of the data be about living people who can be identified?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("D1",),
    source="DDS; ICO Annex A",
    why="This decides whether you need to answer the questions about data protection.",
    hint="Replacing names with codes does not make data anonymous if anyone can put the names back.",
    flag=remark({"not_sure": "The acquirer is not sure whether people can be identified."}),
)
KIND = Question(
    key="tri_kind",
    ask="What kind of request is this?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M1", "D1", "R"),
    source="DSA; MOU",
    why="This decides which kind of agreement you need.",
    flag=remark(
        {
            "emergency": "This is an emergency request. The other answers are due within 14 days of the agreement "
            "taking effect."
        }
    ),
)

LENGTH = Question(
    key="form_length",
    ask="Do you want to use the short form?",
    need="submit",
    in_emergency=True,
    in_short=always,
    goes_to=("M1",),
    source="HMRC data usage agreements; ICO data sharing code",
    why="The short form asks about half the questions, and its agreement is about 3 pages. You can change to the full "
    "form at any time. You keep every answer.",
    hint="It is for a single delivery between two organisations. The data must not be special category or criminal "
    "offence data, must not be linked to other data, and must not put people at high risk.",
)

_needs_one = when("tri_public", "no")


def may_be_short(answers: Answers) -> bool:
    """Return whether the short form is offered: for a single delivery between two that no common rules bind."""
    return picked(answers, "tri_kind", "one_off") and not is_answered(answers, NOT_FOR_SHORT)


STEPS = (
    Step("already-public", "Open data", forms.PublicForm, (PUBLIC,)),
    Step("figures-only", "Anonymous statistics", forms.AggregateForm, (AGGREGATE,), _needs_one),
    Step(
        "instructions-only",
        "Processor",
        forms.ProcessorForm,
        (PROCESSOR,),
        when("tri_aggregate", "no", "not_considered"),
    ),
)
REST = (
    Step("about-people", "Identifiable people", forms.PersonalForm, (PERSONAL,), when("tri_processor", "no")),
    Step("how-often", "Kind of request", forms.KindForm, (KIND,), when("tri_processor", "no")),
    Step("form-length", "Short form", forms.LengthForm, (LENGTH,), may_be_short),
)
COVERED = Step("already-covered", "Existing agreements", forms.ExistingForm, (EXISTING,), when("tri_processor", "no"))

SECTION = Section("triage", "Before you ask", STEPS + REST)
