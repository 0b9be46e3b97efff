"""The acquirer's side: ask, answer, send, withdraw."""
