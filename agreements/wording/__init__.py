"""Pure text: Markdown blocks, gap marks, and differences between two wordings."""
