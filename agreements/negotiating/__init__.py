"""The parties agree the clauses of the agreement and of the impact assessment."""
