"""Find records: words, filters, spelling, highlights."""
