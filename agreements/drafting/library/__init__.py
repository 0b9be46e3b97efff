"""The data of the clause library: clauses, phrases for options, risks, screening questions."""
