"""Fictitious agreements for these tests, always with the same words."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from agreements.evidence.chain import ChainHead
from agreements.evidence.frozen import (
    AgreementWords,
    ClauseWords,
    DocumentWords,
    Frozen,
    PartyWords,
    SectionWords,
    SignatoryWords,
    freeze,
)
from agreements.evidence.signatures import SignedBy

SENTENCES = (
    "The supplier gives the acquirer the data items listed in this section and nothing else.",
    "The acquirer uses the data for the purpose stated here, and tells the supplier before that purpose changes.",
    "Each party keeps a record of who has had access to the data, and shows it to the other within five working days.",
    "A party that learns of a personal data breach tells the other within 24 hours, whatever the hour.",
    "Data is deleted on or before 31 March 2029, and the acquirer certifies in writing that this was done.",
    "Neither party passes the data to anyone else without the other’s written agreement, given for each occasion.",
    "The transfer runs over an encrypted connection – TLS 1.2 or later – between named systems of both parties.",
    "Questions from the public under the Freedom of Information Act 2000 go first to the party that created the data.",
)
TABLE = (
    "The supplier provides these items:\n\n| Item | Why it is needed | Kept until |\n|---|---|---|\n"
    "| National Insurance number | To match records without contacting people twice | 31 March 2027 |\n"
    "| Date of birth | To tell apart people who share a name | 31 March 2027 |\n"
    "| Postcode district | To plan how many inspectors each area needs | 31 March 2029 |\n"
)
SIGNED_AT = datetime(2026, 11, 21, 14, 3, 0, tzinfo=UTC)


def clause_text(section: int, clause: int) -> str:
    """Return a paragraph or two, sometimes with a list or a table, different for each clause."""
    rotated = [SENTENCES[(section * 3 + clause + step) % len(SENTENCES)] for step in range(5)]
    text = f"{' '.join(rotated[:3])}\n\n{rotated[3]} {rotated[4]}"
    if clause == 2:
        text += "\n\nThis covers:\n\n- copies, also in backups\n- extracts and tables\n- **paper** printed from them"
    return f"{text}\n\n{TABLE}" if clause == 3 else text


def document(key: str, title: str, sections: int, clauses: int) -> DocumentWords:
    return DocumentWords(
        key=key,
        title=title,
        sections=tuple(
            SectionWords(
                number=str(section),
                heading=f"Purpose and benefits, part {section}",
                clauses=tuple(
                    ClauseWords(
                        number=f"{section}.{clause}",
                        key=f"{key}_{section}_{clause}",
                        heading=f"What the parties agree on point {clause}",
                        text=clause_text(section, clause),
                        wording=section * 100 + clause,
                    )
                    for clause in range(1, clauses + 1)
                ),
            )
            for section in range(1, sections + 1)
        ),
    )


def words(sections: int = 2, clauses: int = 3) -> AgreementWords:
    return AgreementWords(
        reference="DS-7K4M-2Q9P",
        number=1,
        title="Matching company accounts to workplace inspections",
        kind="Memorandum of understanding and data protection impact assessment",
        parties=(
            PartyWords("acquirer", "Health and Safety Executive"),
            PartyWords("supplier", "HM Revenue and Customs"),
        ),
        signatories=(
            SignatoryWords("Health and Safety Executive", "Director of Science"),
            SignatoryWords("HM Revenue and Customs", "Chief Data Officer"),
        ),
        documents=(
            document("mou", "Memorandum of understanding", sections, clauses),
            document("dpia", "Data protection impact assessment", max(1, sections // 2), clauses),
        ),
    )


def with_text(text: str) -> AgreementWords:
    """Return the same agreement with its first clause replaced."""
    first, *others = words().documents
    section = first.sections[0]
    changed = replace(section, clauses=(replace(section.clauses[0], text=text), *section.clauses[1:]))
    return replace(words(), documents=(replace(first, sections=(changed, *first.sections[1:])), *others))


def signatures(digest: str) -> list[SignedBy]:
    statement = "I have read this agreement. I sign it for my organisation and have the authority to do so."
    return [
        SignedBy(
            "Health and Safety Executive",
            "Siân Llewelyn-Jones",
            "Director of Science",
            SIGNED_AT,
            digest,
            statement,
            "totp",
        ),
        SignedBy(
            "HM Revenue and Customs",
            "Oluwaseun Adébáyò",
            "Chief Data Officer",
            SIGNED_AT,
            digest,
            statement,
            "password",
        ),
    ]


def head() -> ChainHead:
    return ChainHead("DS-7K4M-2Q9P", 42, hashlib.sha256(b"event 42").hexdigest())


def frozen(sections: int = 2, clauses: int = 3) -> Frozen:
    return freeze(words(sections, clauses))
