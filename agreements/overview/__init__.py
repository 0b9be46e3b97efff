"""The first pages a user sees: their data shares, what happens next, the history."""
