"""What a decision in an assessment is about, as a digest: it holds while the answers behind it stay the same."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from agreements.drafting.circumstances import Circumstances


def digest_of(what: Any) -> str:
    """Return the SHA-256 of something as JSON, in hexadecimal."""
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


def digest_of_answers(s: Circumstances, keys: Iterable[str]) -> str:
    """Return the digest of the answers to these questions, of each party that may answer them itself."""
    return digest_of([[key, *(answered.get(key) for answered in s.of_each)] for key in sorted(set(keys))])
