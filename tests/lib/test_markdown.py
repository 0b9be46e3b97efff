"""Safe rendering of untrusted Markdown."""

import re

import pytest

from datashare.lib import markdown


def test_it_writes_govuk_classes() -> None:
    html = markdown.render("## Aims\n\nTo **share**:\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert '<h2 class="govuk-heading-m">Aims</h2>' in html
    assert '<ul class="govuk-list govuk-list--bullet">' in html
    assert "<strong>share</strong>" in html
    assert '<td data-label="a" class="govuk-table__cell">1</td>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "<a href='javascript:alert(1)'>x</a>",
        "![x](https://elsewhere.example/pixel.gif)",
    ],
)
def test_it_obeys_no_tag_and_follows_no_script(text: str) -> None:
    html = markdown.render(text)
    for harm in ("<script", "<img", 'href="javascript', 'href="data', "onerror=alert(1)>"):
        assert harm not in html.replace("&gt;", "&gt ")


def test_it_keeps_the_mark_of_a_gap() -> None:
    assert "[[gap:purpose.aims]]" in markdown.render("We will [[gap:purpose.aims]] it.")


def test_it_answers_deep_nesting_in_time() -> None:
    assert markdown.render(">" * 5000 + "x")


def test_it_gives_the_words_alone() -> None:
    words = "Ask *Amina* **Okafor**\nnow, [here](https://a.example).\n\n> We."
    text = words + "\n\n| A | B |\n| --- | --- |\n| 1 \\| x |  |\n\n- one"
    assert markdown.plain(text) == [
        ["Ask Amina Okafor now, here.", "We."],
        markdown.Table(columns=["A", "B"], rows=[["1 | x", ""]]),
        ["one"],
    ]


@pytest.mark.parametrize("text", ["", "# ", "| A |\n| --- |", "```\ncode\n```", "![x](y)", "a\\\nb", "***", "\x00"])
def test_it_gives_the_words_of_any_text(text: str) -> None:
    for piece in markdown.plain(text):
        assert isinstance(piece, markdown.Table) or all(isinstance(line, str) for line in piece)


def test_cell_of_a_table_names_its_column() -> None:
    html = markdown.render('| A "b" & <c> | **D** |\n|---|---|\n| 1 | 2 |\n| 3 |\n\n| E |\n|---|\n| 5 |')
    labels = re.findall(r'data-label="([^"]*)"', html)
    assert labels == ["A &quot;b&quot; &amp; &lt;c&gt;", "D", "A &quot;b&quot; &amp; &lt;c&gt;", "D", "E"]
