"""Benefits and alternatives."""

from agreements.questionnaire.forms import benefits as forms
from agreements.questionnaire.shape import Question, Section, Step

BENEFITS = Question(
    key="benefits",
    ask="What public benefit do you expect?",
    need="submit",
    goes_to=("M3", "D2", "R"),
    source="DM; ICO Annex A; DEA",
    why="The supplier weighs this against the risk and the work. The public will read it in the register.",
    hint="Select all that apply, and say how for each.",
    often_missing="An unclear benefit is a common reason why bodies decline to share.",
)
MEASURES = Question(
    key="benefit_measures",
    ask="How will you know that it worked, and by when?",
    need="draft",
    goes_to=("M3", "M12", "R"),
    source="DEA; EXT",
    why="A review can only judge what someone measured. One good measure is enough.",
    example="Households that receive help with heating: 21,000 now, 26,000 by 31 March 2028.",
)
WHO_BENEFITS = Question(
    key="who_benefits",
    ask="Who benefits, and could anyone be worse off?",
    need="draft",
    goes_to=("D2", "D5"),
    source="ICO Annex A; DPIA; HDR",
    why="A share that helps most people can still harm some. The assessment has to name them.",
)
IF_REFUSED = Question(
    key="if_refused",
    ask="What happens if you do not get the data?",
    need="submit",
    goes_to=("M3", "D4"),
    source="DM; ICO Annex A",
    why="It shows how much depends on the data, and helps the supplier to decide what to do first.",
    example="We would write to everyone over 66, at three times the cost, and trouble people who already get help.",
)
ALTERNATIVES = Question(
    key="alternatives",
    ask="What else did you consider, and why was it not enough?",
    need="submit",
    goes_to=("D4",),
    source="ICO Annex A; DPIA",
    why="If another way would do with less data about people, the law prefers it.",
    example="A sample would tell us how many people miss out but not which. Open figures stop at the ward.",
)
PUBLIC_VIEW = Question(
    key="public_view",
    ask="What do the people concerned expect, and how do you know?",
    need="draft",
    goes_to=("D2", "D3"),
    source="DPIA; DEA",
    why="A use that surprises people loses their trust, even where the law allows it. In 2021 a national programme "
    "stopped after about a million people opted out.",
    hint="A survey, a user group, complaints or earlier research all count.",
)

SECTION = Section(
    "benefits",
    "Benefits and alternatives",
    (
        Step("benefits", "Public benefits", forms.BenefitsForm, (BENEFITS,)),
        Step("without-the-data", "Without the data", forms.IfRefusedForm, (IF_REFUSED,)),
        Step("alternatives", "Alternatives", forms.AlternativesForm, (ALTERNATIVES,)),
        Step(
            "measures",
            "Measures of success",
            forms.BenefitMeasureForm,
            (MEASURES,),
            kind="table",
            row="measure",
        ),
        Step("who-benefits", "Who benefits", forms.WhoBenefitsForm, (WHO_BENEFITS,)),
        Step("public-view", "What people expect", forms.PublicViewForm, (PUBLIC_VIEW,)),
    ),
)
