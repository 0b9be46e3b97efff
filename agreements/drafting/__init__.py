"""From agreed clauses to evidence: frozen words, the sealed PDF, the event chain, and how each is checked."""
