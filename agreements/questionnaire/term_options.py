"""Options of the questions about further terms."""

from agreements.questionnaire.options import listed

CONTACT = listed(
    ("no", "No"),
    ("agreed", "Only if the supplier agrees each time"),
    ("yes", "Yes"),
)
NOTICE = listed(("1_month", "1 month"), ("3_months", "3 months"), ("6_months", "6 months"))
