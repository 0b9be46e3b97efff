"""The clauses that a text cannot do without, and why: striking one stops the agreement until every party goes on."""

from typing import Final

from agreements.wording.gaps import question_of

ACT: Final = "Data Protection Act 2018"
# By the key in the library; each sentence names its source.
NEEDED: Final = {
    "parties.parties": "The text must say between whom it is made.",
    "purpose.aims": "Data is shared for specified purposes (UK GDPR Article 5(1)(b)).",
    "data.described": "The text must say which data is shared (ICO data sharing code).",
    "legal.power": "A public body receives data only with a power to do so.",
    "legal.gateway": "A public body discloses data only with a power to do so.",
    "basis.lawful": "Personal data needs a lawful basis (UK GDPR Article 6).",
    "basis.law_enforcement": "Part 3 of the Data Protection Act 2018 sets what law enforcement bodies must do.",
    "basis.special": "Special category data needs a condition (UK GDPR Article 9).",
    "basis.criminal": "Criminal offence data needs a condition (UK GDPR Article 10).",
    "basis.policy": "These conditions need an appropriate policy document (Data Protection Act 2018, Schedule 1).",
    "basis.joint": f"Joint controllers must arrange who does what (UK GDPR Article 26; {ACT} s58).",
    "basis.processor": f"A processor needs the terms of a contract (UK GDPR Article 28(3); {ACT} s59).",
    "rights.handling": f"People have rights that someone must answer (UK GDPR Articles 12 to 22; {ACT} ss44 to 54).",
    "rights.transfers": f"A transfer out of the UK needs a safeguard (UK GDPR Chapter V; {ACT} ss72 to 78).",
    "delivery.controls": f"The data must be kept secure (UK GDPR Article 32; {ACT} s66).",
    "retention.period": f"Data is kept no longer than is necessary (UK GDPR Article 5(1)(e); {ACT} s39).",
    "incidents.reporting": f"A breach must be notified in time (UK GDPR Article 33; {ACT} s67).",
    "signatures.meaning": "The text must say what signing it means.",
    "signatures.signatories": "The text must say who signs it.",
    "schedule.flow": "The text must say which data is shared (ICO data sharing code).",
    "schedule.receiving": "A public body receives data only with a power to do so.",
    "schedule.giving": "A public body discloses data only with a power to do so.",
    "schedule.joint": f"Joint controllers must arrange who does what (UK GDPR Article 26; {ACT} s58).",
    "rules.parties": "The rules must say whom they bind.",
    "rules.definitions": "Every schedule reads its words as the rules define them.",
    "rules.security": f"Shared data must be kept secure (UK GDPR Article 32; {ACT} s66).",
    "rules.incidents": f"A breach must be notified in time (UK GDPR Article 33; {ACT} s67).",
    "rules.rights": f"People have rights that someone must answer (UK GDPR Articles 12 to 22; {ACT} ss44 to 54).",
    "rules.precedence": "The rules must say what prevails where a schedule differs from them.",
    "rules.meaning": "The rules must say what their words mean.",
    "rules.signatures": "The rules must say what signing them means.",
    "need.screening": "An assessment says why it is needed (UK GDPR Article 35(1)).",
    "description.items": "An assessment describes the processing (UK GDPR Article 35(7)(a)).",
    "necessity.achieves": "An assessment says why the processing is necessary (UK GDPR Article 35(7)(b)).",
    "necessity.minimisation": "An assessment says why the processing is proportionate (UK GDPR Article 35(7)(b)).",
    "risks.register": "An assessment assesses the risks (UK GDPR Article 35(7)(c)).",
    "measures.plan": "An assessment names the measures against the risks (UK GDPR Article 35(7)(d)).",
    "approval.advice": f"The data protection officer’s advice is sought (UK GDPR Article 35(2); {ACT} ss70, 71).",
    "approval.decisions": "Each controller decides whether it accepts the risk.",
}


def why_needed(key: str) -> str:
    """Return why the text cannot do without a clause; empty for one that it can. Also for the clause of one party."""
    return NEEDED.get(question_of(key), "")
