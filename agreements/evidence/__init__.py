"""Pure formats: the event chain, frozen words, the PDF, the seal and their verification."""
