"""Pure formats: the event chain, frozen words, PDF, seal and their verification."""
