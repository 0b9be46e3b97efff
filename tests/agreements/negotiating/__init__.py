"""Both sides agree the words, clause by clause."""
