"""A gap is visible, named, linked if it can be filled, and never mistaken for text."""

from agreements.wording.gaps import GapPrompt, gaps_in, has_gap, render, render_gaps, spelt_out


def link_for(key: str) -> GapPrompt:
    return GapPrompt("What are you <trying> to achieve?", f"/shares/DS-1/request/{key}/")


def test_it_finds_each_question_once_in_order() -> None:
    assert gaps_in("[[gap:aims]] and [[gap:title]] and [[gap:aims]]") == ("aims", "title")
    assert has_gap("[[gap:aims]]")
    assert not has_gap("[gap:aims]")


def test_it_marks_a_gap_with_hidden_words_and_a_link() -> None:
    html = render("The purpose is [[gap:aims]].", link_for)
    assert '<mark class="app-gap"><span class="govuk-visually-hidden">Missing answer: </span>' in html
    assert 'href="/shares/DS-1/request/aims/">What are you &lt;trying&gt; to achieve?</a>' in html


def test_it_names_a_gap_that_the_reader_cannot_fill_without_a_link() -> None:
    html = render("[[gap:s_gateway]]", lambda _: GapPrompt("For the supplier to answer"))
    assert "<a " not in html
    assert "For the supplier to answer" in html


def test_it_leaves_alone_what_stands_inside_a_tag() -> None:
    html = '<a href="https://example.gov.uk" title="[[gap:aims]]">x</a>'
    assert render_gaps(html, link_for) == html


def test_it_spells_a_gap_out_in_a_download() -> None:
    assert spelt_out("It is [[gap:aims]].", lambda _: "What for?") == "It is \\[To be agreed: What for?\\]."
