"""The members of a data share: for which party, in which role, until when."""
