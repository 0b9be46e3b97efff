"""What a record says, whom to ask about it, and what becomes of it when its body closes."""
