"""The supplier answers a request: verdicts, its own half, a decision."""
