"""The passport of an organisation: what it answers in the same way each time, given once and offered everywhere."""
