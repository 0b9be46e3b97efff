"""The catalogues that records may come from: what each is called, its licence, what its records have in common."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Catalogue:
    """An outside catalogue. `theme` is what all its records are about; `operator` is whose teams its records name."""

    key: str
    name: str
    licence: str
    attribution: str
    address: str
    kind: str = "dataset"
    theme: str = ""
    operator: str = ""


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
        licence="MIT License; each record names its own licence",
        attribution="Open Data Scotland (OpenDataScotland/jkan)",
        address="https://opendata.scot/",
    ),
    "london-datastore": Catalogue(
        key="london-datastore",
        name="London Datastore",
        licence="Open Government Licence v3.0, mostly",
        attribution="London Datastore, Greater London Authority: contains public sector information licensed under the "
        "Open Government Licence v3.0",
        address="https://data.london.gov.uk/",
        operator="Greater London Authority",
    ),
    "the_od_bods": Catalogue(
        key="the-od-bods",
        name="The OD Bods",
        licence="Each record names its own licence",
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
    ),
    "api.gov.uk": Catalogue(
        key="api-gov-uk",
        name="UK public sector API catalogue",
        licence="MIT License; Open Government Licence v3.0",
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

# The thirteen themes of the Data Marketplace's form, and what opendata.scot's own categories come to among them.
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

FREQUENCIES: dict[str, str] = {
    "1 month cycle": "Monthly",
    "annual": "Yearly",
    "annually": "Yearly",
    "biannual": "Twice a year",
    "biweekly": "Every two weeks",
    "continuous": "Continuously",
    "data is updated hourly": "Hourly",
    "irregular": "Irregularly",
    "semiweekly": "Twice a week",
    "static": "Never: it is complete",
    "updated annually": "Yearly",
    "updated at least weekly": "Weekly",
}

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
