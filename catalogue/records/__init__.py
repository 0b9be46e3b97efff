"""A record's page, whom to ask about it, and its move when its body closes."""
