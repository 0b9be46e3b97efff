"""Benefits and alternatives."""

from agreements.questionnaire.forms import benefits as forms
from agreements.questionnaire.shape import Question, Section, Step

BENEFITS = Question(
    key="benefits",
    ask="What public benefit do you expect?",
    need="submit",
    goes_to=("M3", "D2", "R"),
    source="DM; ICO Annex A; DEA",
    why="The supplier will weigh the benefit against the risk and the work. The public register will also show it.",
    hint="Select all that apply, and explain how the data will help.",
)
MEASURES = Question(
    key="benefit_measures",
    ask="How will you measure success, and by when?",
    need="draft",
    goes_to=("M3", "M12", "R"),
    source="DEA; EXT",
    why="You need measures to review whether the data share has worked. One good measure is enough.",
    example="Households that get help with heating: 21,000 now, 26,000 by 31 March 2028.",
)
WHO_BENEFITS = Question(
    key="who_benefits",
    ask="Who will benefit, and could anyone be worse off?",
    need="draft",
    goes_to=("D2", "D5"),
    source="ICO Annex A; DPIA; HDR",
    why="A data share that helps most people can still harm some. The impact assessment must say who they are.",
)
IF_REFUSED = Question(
    key="if_refused",
    ask="What will happen if you do not get the data?",
    need="submit",
    goes_to=("M3", "D4"),
    source="DM; ICO Annex A",
    why="This shows the supplier how important the data is, and helps it decide which requests to answer first.",
    example="We would write to everyone over 66. This would cost 3 times as much, and we would contact people who "
    "already get help.",
)
ALTERNATIVES = Question(
    key="alternatives",
    ask="What alternatives did you consider, and why were they not enough?",
    need="submit",
    goes_to=("D4",),
    source="ICO Annex A; DPIA",
    why="The law expects you to use less personal data if that would meet your aim.",
    example="A sample would show how many people miss out, but not who they are. Published figures do not go below "
    "ward level.",
)
PUBLIC_VIEW = Question(
    key="public_view",
    ask="What would people expect you to do with their data, and how do you know?",
    need="draft",
    goes_to=("D2", "D3"),
    source="DPIA; DEA",
    why="People can lose trust when they do not expect a use of their data, even if it is lawful. In 2021 a national "
    "programme stopped after about 1 million people opted out.",
    hint="You can use surveys, user groups, complaints or earlier research.",
)

SECTION = Section(
    "benefits",
    "Benefits and alternatives",
    (
        Step("benefits", "Public benefits", forms.BenefitsForm, (BENEFITS,)),
        Step("without-the-data", "If you do not get the data", forms.IfRefusedForm, (IF_REFUSED,)),
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
