"""References of data shares."""

import secrets

# No 0, 1, I, L, O or U, which are confused when a reference is read out over the telephone.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """Return a short reference that cannot be guessed: eight letters out of thirty, as in DS-7K4M-2Q9P."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"DS-{letters[:4]}-{letters[4:]}"
