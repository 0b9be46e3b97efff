"""What people who share data tell each other: guidance, and the words of the field."""
