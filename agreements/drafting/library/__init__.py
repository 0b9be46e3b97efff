"""The library's own data: its clauses, the words its options turn into, its risks, its screening questions."""
