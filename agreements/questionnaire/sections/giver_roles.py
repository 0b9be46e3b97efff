"""What one that gives data is asked about itself: its registration; of one of several, its role and its officer."""

from agreements.questionnaire.conditions import (
    giver_among_several,
    giver_is_joint,
    only_gives_among_several,
    personal,
    remark,
)
from agreements.questionnaire.forms import giver as forms
from agreements.questionnaire.forms.supplier import SupplierRegistrationForm
from agreements.questionnaire.shape import Question, Step

SOURCE = "DEA; ICO Annex B"
ROLE = Question(
    key="s_role",
    ask="What is your role for the data that you give?",
    need="later",
    goes_to=("M6",),
    source="UK GDPR Articles 4, 26 and 28",
    why="Each organisation states its own role. If you are a joint controller, so is at least one that receives your "
    "data.",
    flag=remark({"not_sure": "The supplier is not sure which role it has."}),
)
ROLE_DIFFERS = Question(
    key="s_role_differs",
    ask="For which organisations is your role different?",
    need="later",
    goes_to=(),
    source="UK GDPR Articles 4, 26 and 28",
    why="You may be a joint controller with one organisation that receives your data, and not with another.",
    hint="Leave this blank if your role is the same for everyone who receives your data.",
    example="For the trust we are an independent controller.",
)
JOINT = Question(
    key="s_joint",
    ask="Which activity do you decide on together, and who does what?",
    need="later",
    goes_to=("M6",),
    source="UK GDPR Article 26; Data Protection Act 2018 s58",
    why="Joint controllers must settle which of them meets each duty. People can turn to any of them.",
    hint="We fill in who usually meets each duty. Change it if that does not fit.",
)
OFFICER = Question(
    key="s_dpo",
    ask="Who is your data protection officer?",
    need="later",
    goes_to=("M2",),
    source="UK GDPR Articles 37 to 39",
    why="People, and the other organisations, then know whom to turn to.",
)
REGISTRATION = Question(
    key="s_ico_number",
    ask="What is your ICO registration number?",
    need="draft",
    goes_to=("M2",),
    source=SOURCE,
    why="Most organisations that use personal data pay a fee and have a number in a public register. The agreement "
    "gives this number.",
    hint="It is in the Information Commissioner’s register of fee payers. Leave this blank if you do not have to pay.",
    example="ZA123456",
)

ROLE_STEPS = (
    Step("role", "Role", forms.GiverRoleForm, (ROLE, ROLE_DIFFERS), giver_among_several),
    Step("joint-activity", "Joint activity", forms.GiverJointForm, (JOINT,), giver_is_joint),
)
ABOUT_ITSELF = (
    Step("registration", "Registration", SupplierRegistrationForm, (REGISTRATION,), personal),
    Step("officer", "Data protection officer", forms.GiverOfficerForm, (OFFICER,), only_gives_among_several),
)
