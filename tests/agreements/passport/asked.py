"""Questions of an organisation, published by an admin of it."""

from typing import Final

from agreements.models import BodyQuestions
from agreements.passport import body_actions as actions
from community.models import Organisation, User

WHY_US: Final = {
    "ask": "Which of our data have you used before?",
    "hint": "Name each.",
    "kind": "short",
    "need": "submit",
}
PLANS: Final = {"ask": "What will you publish?", "hint": "", "kind": "long", "need": "draft"}
AGREED: Final = {"ask": "Have you read our charter?", "hint": "", "kind": "yes_no", "need": "submit"}
ADVICE: Final = "We never release names with dates of birth."


def typed(asked: dict[str, str]) -> dict[str, str]:
    """Return what a browser posts of a question."""
    return {"question": asked["ask"], **{name: asked[name] for name in ("hint", "kind", "need")}}


def revision_of(body: Organisation) -> int:
    prepared = BodyQuestions.objects.filter(organisation=body, published_at=None).first()
    return prepared.revision if prepared else 0


def add(body: Organisation, by: User, *questions: dict[str, str]) -> None:
    """Add questions to the version that is prepared."""
    for asked in questions:
        actions.save_question(organisation=body, key="", asked=asked, revision=revision_of(body), by=by)


def publish(body: Organisation, by: User) -> BodyQuestions:
    """Publish the version that is prepared."""
    actions.publish(organisation=body, revision=revision_of(body), by=by)
    return BodyQuestions.objects.published().filter(organisation=body)[0]


def published(body: Organisation, by: User, *questions: dict[str, str], advice: str = "") -> BodyQuestions:
    """Return a version with these questions and guidance on the data."""
    add(body, by, *questions)
    if advice:
        actions.save_guidance(organisation=body, section="data", text=advice, revision=revision_of(body), by=by)
    return publish(body, by)
