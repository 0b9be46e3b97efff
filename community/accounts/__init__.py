"""Accounts: signing up, signing in, proving who is at the keyboard, support and erasure."""
