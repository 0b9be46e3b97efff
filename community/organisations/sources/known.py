"""What is known of bodies beyond the lists: other names in use, and domains that no list gives to their body."""

from typing import Final

# Words that say what sort of body a name means: two names on one domain that differ in these alone mean one body.
SORT_WORDS: Final = frozenset(
    {
        *(
            "council",
            "borough",
            "city",
            "county",
            "district",
            "metropolitan",
            "royal",
            "london",
            "unitary",
            "authority",
        ),
        *("corporation", "upon", "on", "islands", "nhs", "trust", "foundation"),
    }
)
# Names by which catalogues call a body of the lists. Each was looked up; a name that could be two bodies has no place.
ALIASES: Final[dict[str, str]] = {
    "Metropolitan Police": "Metropolitan Police Service",
    "Corporation of London": "City of London Corporation",
    "City of London": "City of London Corporation",
    "Western Isles Council": "Comhairle nan Eilean Siar",
    "City of Glasgow Council": "Glasgow City Council",
    "Edinburgh City Council": "City of Edinburgh Council",
    "City of York": "City of York Council",
    "Westminster City Council": "City of Westminster",
    "Wirral Metropolitan Borough Council": "Wirral Borough Council",
    "Sheffield City Region Mayoral Combined Authority": "South Yorkshire Mayoral Combined Authority",
}
# Domains that the domain list describes in a note as the body's, by source and id of the body.
DOMAINS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("mySociety", "NET"): ("newcastle.gov.uk",),
    ("mySociety", "STR"): ("stratford.gov.uk",),
    ("mySociety", "LND"): ("cityoflondon.gov.uk",),
    ("mySociety", "CMA"): ("cumbria.gov.uk",),
    ("GOV.UK", "521ef7a8-cd3c-410a-913e-97b27c686f61"): ("lakedistrict.gov.uk",),
}
# Short names by which links of GOV.UK's list still call a body that has another there now.
FORMER_SLUGS: Final = {
    "nhs-commissioning-board": "nhs-england",
    "ministry-of-housing-communities-and-local-government": "ministry-of-housing-communities-local-government",
}
