"""The forms of the questionnaire: one module a section, one class a page."""
