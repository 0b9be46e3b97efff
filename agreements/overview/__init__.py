"""What a person sees first: their data shares, what happens next, the history."""
