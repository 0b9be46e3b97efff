"""Everything that a user can open of a data share, and which words they read there."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from http import HTTPStatus
from itertools import product
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from pypdf import PdfReader

from agreements.answers import journey_of
from agreements.kinds import EventKind
from agreements.models import DataShare, Document
from agreements.questionnaire.supplier import supplier_set
from catalogue.models import DataAsset
from community.models import User
from tests.security.doors import NOTHING
from tests.security.routes import routes
from tests.support.visiting import SERVICE

LINKS = re.compile(r'(?:href|action)="(/[^"#]*)')
CLAUSE = re.compile("/clause/([0-9]+)/")
# A question with a query that says where one goes on.
WHERE_FROM = re.compile(r"(/request/.+/)\?.*")
PRINTED = (".pdf", ".docx")
# After so many refusals of one kind of page, a brief crawl asks for no more of it.
ENOUGH = 3
# Articles and terms are public, and the same for all.
LEFT_ALONE = ("/accounts/", "/admin/", "/static/", "/community/guidance/", "/community/glossary/")


def addresses(share: DataShare, asset: DataAsset) -> set[str]:
    """Return every URL of the service with every argument of this data share."""
    questions = journey_of(share).question_set
    own = supplier_set(share.edition.question_set)
    tables = [step.slug for step in questions.steps.values() if step.kind == "table"]
    choices: dict[str, Collection[Any]] = {
        "reference": [share.reference],
        "asset": [asset.reference],
        "document": list(Document),
        "kind": ["md", "json", "docx", "pdf"],
        "section": [section.key for section in questions.sections],
        "row": ["row1"],
        "key": ["storage", "needed_by", "s_gateway"],
        "clause": share.edition.clauses.values_list("pk", flat=True)[:3],
        "member": share.members.values_list("pk", flat=True),
        "number": [1],
    }
    choices["invited"] = choices["member"]
    every: set[str] = set()
    for _, address in routes():
        names = re.findall(r"\{(\w+)\}", address)
        if set(names) <= {*choices, "slug"} and not address.startswith(LEFT_ALONE):
            slugs = list(own.steps) if "/own/" in address else tables if "row" in names else list(questions.steps)
            here = choices | {"slug": tables if "/paste/" in address else slugs}
            every |= {address.format(**dict(zip(names, given, strict=True))) for given in given_to(names, here)}
    # A list of a kind of which there is no event has no rows: one of them stands for all.
    kinds = {*share.events.values_list("kind", flat=True), EventKind.INCIDENT_CLOSED}
    history = {f"/shares/{share.reference}/history/?kind={kind}" for kind in kinds}
    return every | history | {f"/shares/{share.reference}/draft/{document}/?view=clean" for document in Document}


def given_to(names: list[str], choices: Mapping[str, Collection[Any]]) -> Iterator[tuple[Any, ...]]:
    return product(*(choices[name] for name in names))


def sightings(
    person: User,
    share: DataShare,
    asset: DataAsset,
    words: Collection[str],
    *,
    posts: bool = False,
    brief: bool = False,
    files: bool = True,
) -> dict[str, list[str]]:
    """Return each URL at which the user sees each of these words: the routes, then every link on them.

    Of other data shares only the list is read. `posts` sends an empty form to each page as well. `brief` leaves out
    what differs from another page in its rows only: the history by kind, all clauses but the first three, pages like
    three that refused the user, and what a query changes of a question. Without `files`, PDF and Word are left out:
    they are printed from the same text as the page and its Markdown.
    """
    client, asked = Client(), set[str]()
    refusals: Counter[str] = Counter()
    client.handler = SERVICE
    client.force_login(person)
    found: dict[str, list[str]] = {word: [] for word in words}
    elsewhere = LEFT_ALONE if posts else (*LEFT_ALONE, "/ask/", "/data/", "/register")
    clauses = {str(key) for key in share.edition.clauses.values_list("pk", flat=True)[3:]} if brief else set()
    waiting = {address for address in addresses(share, asset) if not address.startswith(elsewhere)}
    waiting = {address for address in waiting if not (brief and "?kind=" in address)}
    printed = () if files else PRINTED
    while waiting:
        address = waiting.pop()
        asked.add(address)
        if address.endswith(printed) or (brief and refusals[_kind_of(address)] >= ENOUGH):
            continue
        answer = client.get(address)
        refusals[_kind_of(address)] += answer.status_code == HTTPStatus.FORBIDDEN
        text = words_of(answer)
        _note(found, text, address)
        here = {link.replace("&amp;", "&") for link in LINKS.findall(text)}
        here = {WHERE_FROM.sub(r"\1", link) for link in here} if brief else here
        waiting |= {link for link in here - asked if _leads_on(link, share, clauses, brief=brief)}
    for address in sorted({address.partition("?")[0] for address in asked}) if posts else ():
        _note(found, answer_to_post(client, address), f"POST {address}")
    return found


def _kind_of(address: str) -> str:
    """Return the route of one of many pages of a data share, such as its questions; else the URL itself."""
    try:
        found = resolve(address.partition("?")[0])
    except Resolver404:
        return address
    return found.route if len(found.kwargs) > 1 else address


def _note(found: dict[str, list[str]], text: str, address: str) -> None:
    for word, places in found.items():
        if word in text:
            places.append(address)


def _leads_on(link: str, share: DataShare, left_out: Collection[str], *, brief: bool) -> bool:
    of_another = re.match("/shares/DS-", link) and not link.startswith(f"/shares/{share.reference}/")
    clause = CLAUSE.search(link)
    if (clause and clause[1] in left_out) or (brief and "?kind=" in link):
        return False
    return not of_another and not link.startswith((*LEFT_ALONE, "/data/", "/register"))


def answer_to_post(client: Client, address: str) -> str:
    """Return the response to an empty form; roll back what it did."""
    with transaction.atomic():
        words = words_of(client.post(address, NOTHING))
        transaction.set_rollback(True)
    return words


def words_of(answer: Any) -> str:
    """Return the text of a response; of a PDF, its pages and the files attached to it; of a Word file, all parts."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
    return text_of_pdf(content) if content.startswith(b"%PDF-") else str(content.decode(errors="replace"))


def text_of_pdf(content: bytes) -> str:
    """Return the text of the pages of a PDF, and of the files attached to it."""
    reader = PdfReader(io.BytesIO(content))
    attached = [file.decode(errors="replace") for files in reader.attachments.values() for file in files]
    return "\n".join([*(page.extract_text() for page in reader.pages), *attached])
