"""Which questions are asked, in which order and when. Pure: uses no database."""
