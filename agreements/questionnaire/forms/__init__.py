"""The forms of the questionnaire, a module for each section."""
