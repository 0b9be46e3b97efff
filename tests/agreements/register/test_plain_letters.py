"""The register is searched without regard to accents, apostrophes and how letters are composed."""

import pytest
from django.http import QueryDict

from agreements.models import RegisterEntry
from agreements.register.bound import search_vector
from agreements.register.query import read
from agreements.register.search import entries_of, search
from tests.agreements.register.listed import list_many
from tests.cast import Cast
from tests.catalogue.test_plain_letters import JOINED, SAME, both_ways


@pytest.mark.parametrize(("said", "typed"), SAME + JOINED)
def test_register_finds_a_word_however_it_is_typed(cast: Cast, said: str, typed: str) -> None:
    for title in both_ways(said):
        list_many(cast, 1, title=title)
    for entry in RegisterEntry.objects.all():
        RegisterEntry.objects.filter(pk=entry.pk).update(search=search_vector(entry))
    list_many(cast, 1, title="Other")
    for words in both_ways(typed):
        parameters = QueryDict(mutable=True)
        parameters["q"] = words
        asked = read(parameters)
        assert (search(asked).total, entries_of(asked).count()) == (2, 2), words
