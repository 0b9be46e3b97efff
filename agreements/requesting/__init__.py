"""The acquirer asks for data: triage, the request and its rounds."""
