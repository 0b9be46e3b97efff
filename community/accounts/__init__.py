"""Accounts: sign-up, sign-in, re-authentication, support and erasure."""
