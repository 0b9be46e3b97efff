"""Both sides agree the clauses."""
