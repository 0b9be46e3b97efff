"""Times by the 24-hour clock: Django's 12-hour clock writes 2:05 p.m., not 2:05pm as GOV.UK does."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
TIME_FORMAT = "H:i"
