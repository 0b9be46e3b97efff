"""Who takes part in a data share, for which party, in which role, until when."""
