"""A licence is read by its exact identifier, address or title; anything else is the publisher's own words."""

import pytest
from django.test import Client

from catalogue.harvesting.importing import import_catalogue
from catalogue.harvesting.sources import licences
from catalogue.models import Access
from tests.catalogue.test_import_catalogue import Importer, only_asset
from tests.support.markup import flat

OGL, V1, V2, V3 = ("Open Government Licence" + version for version in ("", " v1.0", " v2.0", " v3.0"))
ARCHIVES = "https://www.nationalarchives.gov.uk/doc/open-government-licence"
CC = "Creative Commons"
ODBL, PDDL = "Open Database License", "Public Domain Dedication and License"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (f"{ARCHIVES}/version/3/", V3),
        (f"{ARCHIVES}/version/2/", V2),
        ("http://nationalarchives.gov.uk/doc/open-government-licence/version/1", V1),
        (f"{ARCHIVES}/", OGL),
        (f"{ARCHIVES}-cymraeg/version/3/", V3),
        ("OGL3", V3),
        ("ogl v2", V2),
        ("OGL-UK-1.0", V1),
        ("uk-ogl", OGL),
        ("UK Open Government Licence (OGL)", OGL),
        ("Open Government Licence (v3)", V3),
        ("Open Government Licence 3.0 (United Kingdom)", V3),
        ("Data under Open Government License", OGL),
        ("Trwydded Llywodraeth Agored", OGL),
        ("Trwydded Llywodraeth Agored f3.0", V3),
        ("https://spdx.org/licenses/OGL-UK-3.0.html", V3),
        ("https://creativecommons.org/licenses/by/4.0/", f"{CC} Attribution 4.0"),
        ("https://creativecommons.org/licenses/by-sa/3.0/deed.cy", f"{CC} Attribution-ShareAlike 3.0"),
        ("CC BY 4.0", f"{CC} Attribution 4.0"),
        ("cc-by-sa", f"{CC} Attribution-ShareAlike"),
        ("Creative Commons Attribution 4.0 International", f"{CC} Attribution 4.0"),
        ("CC0-1.0", f"{CC} Zero"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", f"{CC} Zero"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", ODBL),
        ("Open Data Commons Open Database License (ODbL)", ODBL),
        ("odc-pddl", PDDL),
        ("Open Government Licence – v3.0", V3),
        ("Open Government Licence—Version 2.0", V2),
        ("www.nationalarchives.gov.uk/doc/open-government-licence/version/3/", V3),
        ("//www.nationalarchives.gov.uk/doc/open-government-licence/version/2", V2),
        ("Trwydded Llywodraeth Agored ar gyfer gwybodaeth sector cyhoeddus", OGL),
        ("Attribution 4.0 International (CC BY 4.0)", f"{CC} Attribution 4.0"),
        ("Attribution-ShareAlike 4.0 International (CC BY-SA 4.0)", f"{CC} Attribution-ShareAlike 4.0"),
        ("CC0 1.0 Universal (CC0 1.0) Public Domain Dedication", f"{CC} Zero"),
        ("https://opendatacommons.org/licenses/pddl/", PDDL),
        ("Open Access", licences.AS_ITS_PUBLISHER_SAYS),
        ("Custom licence: Other (Open)", licences.AS_ITS_PUBLISHER_SAYS),
    ],
)
def test_an_open_licence_is_known_as_it_was_stated(given: str, name: str) -> None:
    assert licences.read(given) == licences.Licence(name, is_open=True)


@pytest.mark.parametrize(
    "given",
    [
        "Not available under the Open Government Licence",
        "Open Government Licence does not apply",
        "Available under the Open Government Licence, except where personal data",
        "All rights reserved (see the OGL for our other data)",
        f"This is not under {ARCHIVES}/version/3/",
        f"{ARCHIVES}/version/9/",
        "https://example.org/doc/open-government-licence/version/3/",
        "https://www.nationalarchives.gov.uk/doc/non-commercial-government-licence/version/2/",
        "Contains data under CC BY 4.0 that may not be passed on",
        "We use CC0 for metadata only",
        "open to members",
        "Zero",
        "Attribution required (see CC BY 4.0)",
        "Attribution 4.0 International (not CC BY 4.0)",
        "Open Government Licence – not this one",
        "ODbL does not cover the photographs",
        "Creative Commons",
        "Codebase is under LGPL v3.0",
        "Project specific, revocable licence",
    ],
)
def test_words_that_only_name_a_licence_are_its_own_terms(given: str) -> None:
    assert licences.read(given) == licences.Licence(licences.OWN_TERMS, is_open=False)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("CC BY-NC 4.0", f"{CC} Attribution-NonCommercial 4.0"),
        ("Attribution-NonCommercial 4.0 International (CC BY-NC 4.0)", f"{CC} Attribution-NonCommercial 4.0"),
        ("https://creativecommons.org/licenses/by-nc-nd/4.0/", f"{CC} Attribution-NonCommercial-NoDerivatives 4.0"),
        ("Custom licence: Other (Not Open)", "Not open: ask the publisher"),
        ("Restricted", "Not open: ask the publisher"),
        ("OGL v3 (most)", "Open Government Licence v3.0 for most records of this source"),
        ("No licence", ""),
        ("Custom licence: []", ""),
    ],
)
def test_what_is_known_and_not_open_needs_an_agreement(given: str, name: str) -> None:
    assert licences.read(given) == licences.Licence(name, is_open=False)


def test_own_terms_are_shown_and_ask_for_an_agreement(import_rows: Importer, client: Client) -> None:
    words = "Not under the OGL"
    import_rows({"src": "ons", "id": "1", "title": "Otters", "publisher": "Natural England", "license": words})
    asset = only_asset()
    page = flat(client.get(asset.get_absolute_url()))
    assert (asset.is_open, asset.access) == (False, Access.NOT_STATED)
    assert words in page
    assert "You do not need an agreement" not in page


@pytest.mark.parametrize(
    ("level", "access"),
    [
        ("public", Access.OPEN),
        ("No restrictions", Access.OPEN),
        ("PUBLIC", Access.OPEN),
        ("http://publications.europa.eu/resource/authority/access-right/PUBLIC", Access.OPEN),
        ("http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC", Access.RESTRICTED),
        ("restricted", Access.RESTRICTED),
        ("Available upon request", Access.RESTRICTED),
        ("INTERNAL", Access.RESTRICTED),
        ("no-restrictions", Access.OPEN),
        ("open-access", Access.OPEN),
        ("Freely available", Access.OPEN),
        ("noLimitations", Access.OPEN),
        ("http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations", Access.OPEN),
        ("NON_PUBLIC", Access.RESTRICTED),
        ("non public", Access.RESTRICTED),
        ("Not publicly available", Access.RESTRICTED),
        ("No public access", Access.RESTRICTED),
        ("unknown", Access.NOT_STATED),
        ("level 4", Access.NOT_STATED),
        ("no restrictions for members", Access.NOT_STATED),
        ("", Access.NOT_STATED),
    ],
)
def test_an_access_level_is_one_in_use_or_not_stated(import_rows: Importer, level: str, access: str) -> None:
    import_rows({"src": "ons", "id": "1", "title": "Otters", "access_level": level})
    assert only_asset().access == access


@pytest.mark.parametrize("licence", ["none", "None", "n/a", "No licence", "-"])
def test_no_licence_is_no_open_access(import_rows: Importer, licence: str) -> None:
    import_rows({"src": "ons", "id": "1", "title": "Otters", "license": licence})
    asset = only_asset()
    assert (asset.licence, asset.is_open, asset.access) == ("", False, Access.NOT_STATED)


@pytest.mark.parametrize(
    "level", ["restricted", "not publicly available", "Not open to the public", "no public access"]
)
def test_open_licence_on_restricted_data_needs_an_agreement(import_rows: Importer, level: str) -> None:
    import_rows({"src": "ons", "id": "1", "title": "Otters", "license": "OGL3", "access_level": level})
    asset = only_asset()
    assert (asset.licence, asset.is_open, asset.access) == (V3, False, Access.RESTRICTED)


def test_words_on_how_to_apply_mean_on_request(import_rows: Importer) -> None:
    import_rows({"src": "hdruk", "id": "1", "title": "Otters", "access_level": "https://example.org/apply"})
    assert only_asset().access == Access.RESTRICTED


def test_a_licence_in_any_spelling_opens_the_record(db: None) -> None:
    import_catalogue(['{"src": "ons", "id": "1", "title": "Otters", "license": " <b>OGL3</b>. "}'])
    asset = only_asset()
    assert (asset.licence, asset.is_open, asset.access) == (V3, True, Access.OPEN)
