"""Before the request: whether an agreement is needed, and which kind."""

from agreements.questionnaire.conditions import remark, when
from agreements.questionnaire.forms import triage as forms
from agreements.questionnaire.shape import Question, Section, Step

PUBLIC = Question(
    key="tri_public",
    ask="Is the data already published, or open to everyone under a licence?",
    need="submit",
    in_emergency=True,
    goes_to=("D1",),
    source="DDS",
    why="Open data can be used at once. No one has to agree to it.",
    hint="Look at the licence on its catalogue page.",
    stop=remark(
        {"yes": "Open data needs no agreement. Use it from its catalogue page under the licence that stands there."}
    ),
)
AGGREGATE = Question(
    key="tri_aggregate",
    ask="Would figures that identify no one do the job?",
    need="submit",
    in_emergency=True,
    goes_to=("D4",),
    source="ICO Annex A; HDR",
    why="Data about no one in particular is quicker to get and puts no one at risk. A supplier asks this first.",
    hint="Totals, averages and tables count as such figures when no cell is about a handful of people.",
    example="We need to know which household to visit, so totals by postcode would not tell us.",
    stop=remark(
        {"yes": "Figures that identify no one need no agreement about records. Ask the supplier for a table instead."}
    ),
    flag=remark({"not_considered": "The acquirer has not looked into whether aggregated figures would do."}),
)
PROCESSOR = Question(
    key="tri_processor",
    ask="Will you use the data only as the supplier instructs, and for no purpose of your own?",
    need="submit",
    in_emergency=True,
    goes_to=("D1",),
    source="DSA",
    why="Someone who only acts on instructions is a processor. The law asks for a contract then, not for a sharing "
    "agreement (UK GDPR Article 28).",
    stop=remark(
        {"yes": "You would be a processor. Ask the supplier for a processing contract under UK GDPR Article 28."}
    ),
)
EXISTING = Question(
    key="tri_existing",
    ask="Does one of these agreements already cover what you need?",
    need="draft",
    goes_to=(),
    source="DM; MOU",
    why="Joining or changing an agreement that is in force takes less time than making a new one.",
)
PERSONAL = Question(
    key="tri_personal",
    ask="Will any of the data be about living people who can be identified?",
    need="submit",
    in_emergency=True,
    goes_to=("D1",),
    source="DDS; ICO Annex A",
    why="Data about people brings questions about their protection. Without it you skip a whole section.",
    hint="Names replaced by codes do not change this, when anyone could put the names back.",
    flag=remark({"not_sure": "The acquirer is not sure whether people can be identified."}),
)
KIND = Question(
    key="tri_kind",
    ask="How often do you need the data?",
    need="submit",
    in_emergency=True,
    goes_to=("M1", "D1", "R"),
    source="DSA; MOU",
    why="It decides how much paper the share needs: one delivery may use a short form.",
    flag=remark({"emergency": "This is an emergency request: the full set of answers is due within 14 days."}),
)

_needs_one = when("tri_public", "no")

STEPS = (
    Step("already-public", "Already public?", forms.PublicForm, (PUBLIC,)),
    Step("figures-only", "Would figures do?", forms.AggregateForm, (AGGREGATE,), _needs_one),
    Step(
        "instructions-only",
        "Whose purpose?",
        forms.ProcessorForm,
        (PROCESSOR,),
        when("tri_aggregate", "no", "not_considered"),
    ),
)
REST = (
    Step("about-people", "About people?", forms.PersonalForm, (PERSONAL,), when("tri_processor", "no")),
    Step("how-often", "How often?", forms.KindForm, (KIND,), when("tri_processor", "no")),
)
COVERED = Step("already-covered", "Already covered?", forms.ExistingForm, (EXISTING,), when("tri_processor", "no"))

SECTION = Section("triage", "Before you ask", STEPS + REST)
