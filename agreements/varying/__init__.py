"""Varying an agreement in force: the next edition of a data share."""
