"""Pure text: Markdown blocks, gap marks, differences between two wordings."""
