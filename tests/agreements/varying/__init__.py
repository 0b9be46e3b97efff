"""From one edition of an agreement to the next."""
