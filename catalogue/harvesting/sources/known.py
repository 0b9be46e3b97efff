"""The catalogues that records may come from: name, licence, and what their records have in common."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Catalogue:
    """An outside catalogue.

    `theme` is the theme of all its records; `operator` is the body whose teams its records name; `says_how_to_apply`:
    its field for the access level says how to get access to data held on request.
    """

    key: str
    name: str
    licence: str
    attribution: str
    address: str
    kind: str = "dataset"
    theme: str = ""
    operator: str = ""
    says_how_to_apply: bool = False


CATALOGUES: dict[str, Catalogue] = {
    "nhs-data-dictionary": Catalogue(
        key="nhs-data-dictionary",
        name="NHS Data Model and Dictionary",
        licence="Apache License 2.0",
        attribution="Crown copyright, NHS England (NHSDigital/DataDictionaryPublication)",
        address="https://www.datadictionary.nhs.uk/",
        kind="definition",
        theme="Health and care",
    ),
    "opendata.scot": Catalogue(
        key="opendata-scot",
        name="Open Data Scotland",
        licence="MIT License. Each record has its own licence",
        attribution="Open Data Scotland (OpenDataScotland/jkan)",
        address="https://opendata.scot/",
    ),
    "london-datastore": Catalogue(
        key="london-datastore",
        name="London Datastore",
        licence="Open Government Licence v3.0 for most records",
        attribution="London Datastore, Greater London Authority: contains public sector information licensed under the "
        "Open Government Licence v3.0",
        address="https://data.london.gov.uk/",
        operator="Greater London Authority",
    ),
    "the_od_bods": Catalogue(
        key="the-od-bods",
        name="The OD Bods",
        licence="Each record has its own licence",
        attribution="The OD Bods (OpenDataScotland/the_od_bods)",
        address="https://github.com/OpenDataScotland/the_od_bods",
    ),
    "hdruk": Catalogue(
        key="hdruk",
        name="Health Data Research UK",
        licence="Apache License 2.0",
        attribution="Health Data Research UK (HDRUK/datasets)",
        address="https://github.com/HDRUK/datasets",
        theme="Health and care",
        says_how_to_apply=True,
    ),
    "api.gov.uk": Catalogue(
        key="api-gov-uk",
        name="UK public sector API catalogue",
        licence="MIT License and Open Government Licence v3.0",
        attribution="Crown copyright (co-cddo/api-catalogue), licensed under the Open Government Licence v3.0",
        address="https://www.api.gov.uk/",
        kind="data-service",
    ),
    "ons": Catalogue(
        key="ons",
        name="Office for National Statistics",
        licence="Open Government Licence v3.0",
        attribution="Office for National Statistics, licensed under the Open Government Licence v3.0",
        address="https://www.ons.gov.uk/",
        theme="Population and society",
    ),
}

# The thirteen themes of the Data Marketplace's form, and the opendata.scot categories that map to each.
THEMES: dict[str, str] = {
    "Arts / Culture / History": "Culture, leisure and sport",
    "Budget / Finance": "Business, economics and finance",
    "Business and Economy": "Business, economics and finance",
    "Council and Government": "Government and public sector",
    "Education": "Education",
    "Elections / Politics": "Government and public sector",
    "Food and Environment": "Environment and nature",
    "Health and Social Care": "Health and care",
    "Housing and Estates": "Population and society",
    "Law and Licensing": "Crime and justice",
    "Parks / Recreation": "Culture, leisure and sport",
    "Planning and Development": "Geography",
    "Public Safety": "Crime and justice",
    "Sport and Leisure": "Culture, leisure and sport",
    "Tourism": "Culture, leisure and sport",
    "Transportation": "Transport and infrastructure",
    "Uncategorised": "",
}

# As written in catalogues, the DCAT and EU vocabularies (freq:annual, .../frequency/ANNUAL) and ISO 8601 (R/P1Y).
FREQUENCIES: dict[str, str] = {
    "1 month cycle": "Monthly",
    "10min": "Every 10 minutes",
    "12hrs": "Every 12 hours",
    "15min": "Every 15 minutes",
    "1min": "Every minute",
    "30min": "Every 30 minutes",
    "5min": "Every 5 minutes",
    "annual": "Yearly",
    "annual 2": "Twice a year",
    "annual 3": "3 times a year",
    "annually": "Yearly",
    "as needed": "When needed",
    "biannual": "Twice a year",
    "biannually": "Twice a year",
    "bidecennial": "Every 20 years",
    "biennial": "Every 2 years",
    "bihourly": "Every 2 hours",
    "bimonthly": "Every 2 months",
    "biweekly": "Every 2 weeks",
    "cont": "Continuously",
    "continual": "Continuously",
    "continuous": "Continuously",
    "continuously updated": "Continuously",
    "daily": "Daily",
    "daily 2": "Twice a day",
    "data is updated hourly": "Hourly",
    "decennial": "Every 10 years",
    "fortnightly": "Every 2 weeks",
    "hourly": "Hourly",
    "irreg": "Irregularly",
    "irregular": "Irregularly",
    "monthly": "Monthly",
    "monthly 2": "Twice a month",
    "monthly 3": "3 times a month",
    "never": "Never",
    "not planned": "Never",
    "other": "",
    "quadrennial": "Every 4 years",
    "quarterly": "Quarterly",
    "quinquennial": "Every 5 years",
    "semiannual": "Twice a year",
    "semiannually": "Twice a year",
    "semimonthly": "Twice a month",
    "semiweekly": "Twice a week",
    "static": "Never: it is complete",
    "threetimesamonth": "3 times a month",
    "threetimesaweek": "3 times a week",
    "threetimesayear": "3 times a year",
    "tridecennial": "Every 30 years",
    "triennial": "Every 3 years",
    "trihourly": "Every 3 hours",
    "unknown": "",
    "update cont": "Continuously",
    "updated annually": "Yearly",
    "updated at least weekly": "Weekly",
    "weekly": "Weekly",
    "weekly 2": "Twice a week",
    "weekly 3": "3 times a week",
    "weekly 5": "5 times a week",
    "yearly": "Yearly",
}
# Intervals of ISO 8601: one of a unit, and several.
PERIODS: dict[str, tuple[str, str]] = {
    "Y": ("Yearly", "years"),
    "M": ("Monthly", "months"),
    "W": ("Weekly", "weeks"),
    "D": ("Daily", "days"),
    "TH": ("Hourly", "hours"),
    "TM": ("Every minute", "minutes"),
    "TS": ("Continuously", "seconds"),
}
# Catalogues' values for repeats that are not a whole number of a unit.
PARTS_OF_A_PERIOD: dict[str, str] = {
    "P0.5M": "Twice a month",
    "P0.33M": "3 times a month",
    "P0.5W": "Twice a week",
    "P3.5D": "Twice a week",
    "P0.33W": "3 times a week",
}

# Access levels in the words of DCAT, the EU's list, the metadata exchange model and the catalogues themselves.
OPEN_ACCESS = frozenset(
    (
        *("open", "open access", "open data", "open to all", "open to everyone", "public", "publicly available"),
        *("public access", "available to the public", "no restriction", "no restrictions", "unrestricted"),
        *("no limitations", "no limitation", "no limitations on public access", "no access restrictions"),
        *("no limitations to public access", "freely available"),
        *("no restrictions on public access", "no restrictions to public access", "no conditions apply"),
    )
)
RESTRICTED_ACCESS = frozenset(
    (
        *("restricted", "restricted access", "restricted public", "available on request", "available upon request"),
        *("on request", "by request", "upon request", "access on request", "non-public", "not public"),
        *(
            "private",
            "internal",
            "closed",
            "controlled",
            "controlled access",
            "commercial",
            "confidential",
        ),
        *("not publicly available", "not available to the public", "not open to the public", "no public access"),
        *("not openly available", "not publicly accessible", "limited access", "embargoed"),
        *("not open", "sensitive", "safeguarded", "secure access", "subscription", "subscription required"),
    )
)

FORMATS: dict[str, str] = {
    "ARCGIS GEOSERVICE": "ArcGIS service",
    "ARCGIS HUB DATASET": "ArcGIS Hub",
    "ARCGIS REST API": "ArcGIS service",
    "APPLICATION/GEOPACKAGE+SQLITE3": "GeoPackage",
    "FEATURE LAYER": "ArcGIS service",
    "FEATURE SERVICE": "ArcGIS service",
    "GEOJSON": "GeoJSON",
    "GPKG": "GeoPackage",
    "MS EXCEL": "Excel",
    "MS WORD": "Word",
    "OGC WFS": "WFS",
    "OGC WMS": "WMS",
    "QGIS SHAPEFILE": "Shapefile",
    "WEB FEATURE SERVICE (WFS)": "WFS",
    "XLSX": "Excel",
    "7-ZIP COMPRESSED FILE": "7-Zip",
}
PLAIN_FORMATS = {"CSV", "GDB", "HTML", "JSON", "KML", "KMZ", "PDF", "REST", "TXT", "WFS", "WMS", "XLSB", "XML", "ZIP"}
