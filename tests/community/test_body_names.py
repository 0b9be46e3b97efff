"""Names in capitals are shown in their usual spelling."""

import pytest

from catalogue.harvesting.sources import publishers
from community.organisations.sources.names import as_written


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("SHEFFIELD TEACHING HOSPITALS NHS FOUNDATION TRUST", "Sheffield Teaching Hospitals NHS Foundation Trust"),
        (
            "THE QUEEN ELIZABETH HOSPITAL, KING'S LYNN, TRUST",
            "The Queen Elizabeth Hospital, King's Lynn, Trust",
        ),
        ("THE NEWCASTLE UPON TYNE HOSPITALS", "The Newcastle upon Tyne Hospitals"),
        ("EPSOM AND ST HELIER UNIVERSITY HOSPITALS", "Epsom and St Helier University Hospitals"),
        ("GUY'S AND ST THOMAS' NHS TRUST", "Guy's and St Thomas' NHS Trust"),
        ("NHS STAFFORDSHIRE AND STOKE-ON-TRENT ICB", "NHS Staffordshire and Stoke-on-Trent ICB"),
        ("ASHBY-DE-LA-ZOUCH", "Ashby-de-la-Zouch"),
        ("BARROW-IN-FURNESS", "Barrow-in-Furness"),
        ("THE MCDONALD AND O'NEILL TRUST (UK)", "The McDonald and O'Neill Trust (UK)"),
        ("MACMILLAN CARE", "Macmillan Care"),
        ("D’ARCY HOUSE", "D’Arcy House"),
        ("CYNGOR SIR YNYS MÔN", "Cyngor Sir Ynys Môn"),
        ("CYNGOR PEN-Y-BONT AR OGWR", "Cyngor Pen-y-Bont ar Ogwr"),
        ("COMHAIRLE NAN EILEAN SIAR", "Comhairle nan Eilean Siar"),
        ("NA H-EILEANAN AN IAR", "Na h-Eileanan an Iar"),
        ("1ST (THE) BODY OF HENRY VIII", "1st (The) Body of Henry VIII"),
        ("U.K. HYDROGRAPHIC OFFICE", "U.K. Hydrographic Office"),
        ("SOUTH CENTRAL – THE TRUST", "South Central – The Trust"),
    ],
)
def test_shouted_name_is_written_as_people_do(given: str, written: str) -> None:
    assert as_written(given) == written


@pytest.mark.parametrize("name", ["NHSX", "DATA-CAN", "BCP Council", "Hafal NHS TRUST", "Comhairle nan Eilean Siar"])
def test_name_with_small_letters_or_one_word_is_kept(name: str) -> None:
    assert as_written(f"  {name} ") == name


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("KING'S COLLEGE HOSPITAL NHS TRUST", "King's College Hospital NHS Trust"),
        ("west-berkshire-council", "West Berkshire Council"),
        ("Health Informatics Centre", "Health Informatics Centre - University of Dundee"),
    ],
)
def test_publisher_of_a_catalogue_is_named_by_the_same_rule(given: str, name: str) -> None:
    assert publishers.read(given).name == name
