"""The supplier's side: verdicts, its own questions, the decision."""
