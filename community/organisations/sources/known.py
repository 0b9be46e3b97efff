"""Facts about bodies that the lists lack: other names in use, and unlisted domains."""

from typing import Final

# Words for the kind of body: two names on one domain that differ only in these mean one body.
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
# Other names of bodies in the lists, written from general knowledge: no source is recorded for them. A name that could
# mean two bodies is left out.
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
# Former short names that links in GOV.UK's list still use.
FORMER_SLUGS: Final = {
    "nhs-commissioning-board": "nhs-england",
    "ministry-of-housing-communities-and-local-government": "ministry-of-housing-communities-local-government",
}
