"""The acquirer's side: ask, answer, send, take back."""
