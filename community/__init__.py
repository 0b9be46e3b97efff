"""People, organisations, and what they tell each other."""
