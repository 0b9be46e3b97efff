"""The supplier answers a request: verdicts, its own questions, a decision."""
