"""Who is in a data share, and what that lets them do."""
