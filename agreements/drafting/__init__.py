"""Answers become clauses: the clause library and the drafts made from it."""
