"""The PDF of an agreement: the agreed words, tagged, deterministic, with nothing from outside."""

import hashlib
import io
import json
import os
import re
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from agreements.evidence import pages, pdf_tables, size_limits
from agreements.evidence.frozen import Frozen, freeze
from agreements.evidence.pdf import RenderFailed, head_json, render_agreement, render_pdf, render_problem, renderer
from agreements.evidence.pdf_job import Identification
from agreements.evidence.sandbox import JobFailed, Limits, Workshop
from agreements.evidence.signatures import signatures_json
from agreements.evidence.size_limits import RenderRefused
from tests.agreements.evidence import specimens

# Half an hour past midnight in London, still the day before in UTC.
SUMMER = datetime(2026, 7, 21, 23, 30, 5, tzinfo=UTC)
PROBE = Identification(title="Probe", identifier="x", producer="x", at="2026-11-21T14:03:00Z")
FOOTER = re.compile(r"DS-7K4M-2Q9P, version 1 · digest [0-9a-f]{12}…\s*Page \d+ of \d+")


def page(body: str) -> str:
    return f"<!DOCTYPE html><html lang='en-GB'><head><title>Probe</title></head><body>{body}</body></html>"


def printed(body: str) -> str:
    pdf = render_pdf(page(body), attachments=[], identification=PROBE)
    return "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages)


def letters(text: str) -> str:
    return re.sub(r"\s+", "", text)


def text_of(pdf: bytes) -> str:
    """Return the text of all pages without footers and white space, as a clause may span pages."""
    return "".join(letters(FOOTER.sub("", sheet.extract_text())) for sheet in PdfReader(io.BytesIO(pdf)).pages)


def test_it_prints_every_word_that_was_agreed(unsealed: bytes, frozen: Frozen) -> None:
    text = text_of(unsealed)
    words = json.loads(frozen.words_json)
    for document in words["documents"]:
        for section in document["sections"]:
            assert letters(section["number"] + section["heading"]) in text
            for clause in section["clauses"]:
                assert letters(clause["number"] + clause["heading"]) in text
                for line in clause["text"].splitlines():
                    plain = re.sub(r"[*|-]", " ", line) if line.startswith(("|", "-")) else line
                    for part in re.split(r"\s{2,}", plain.strip()):
                        assert letters(part) in text


def test_it_prints_who_signed_and_how_to_check(unsealed: bytes, frozen: Frozen) -> None:
    text = text_of(unsealed)
    for part in (
        "Siân Llewelyn-Jones",
        "Oluwaseun Adébáyò",
        "Director of Science",
        "21 November 2026 at 2:03pm",
        frozen.digest,
        specimens.head().digest,
        "https://datashare.example/verify/",
        "What it does not prove",
    ):
        assert letters(part) in text
    assert text.count(frozen.digest) == 4


def test_it_numbers_every_page(unsealed: bytes) -> None:
    sheets = PdfReader(io.BytesIO(unsealed)).pages
    for number, sheet in enumerate(sheets, start=1):
        assert f"Page {number} of {len(sheets)}" in sheet.extract_text()


def test_it_gives_the_same_bytes_each_time(unsealed: bytes, frozen: Frozen) -> None:
    renderer.close()
    again = render_agreement(
        frozen,
        signatures=specimens.signatures(frozen.digest),
        head=specimens.head(),
        in_force_at=specimens.SIGNED_AT,
        service_url="https://datashare.example/",
    )
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(unsealed).hexdigest()


def test_it_carries_what_a_checker_needs(unsealed: bytes, frozen: Frozen) -> None:
    with pikepdf.open(io.BytesIO(unsealed)) as pdf:
        files = {name: pdf.attachments[name].get_file().read_bytes().decode() for name in pdf.attachments}
        assert len(pdf.Root.AF) == len(files)
    head = specimens.head()
    assert files == {
        "agreement.json": frozen.words_json,
        "agreement.html": frozen.html,
        "signatures.json": signatures_json(specimens.signatures(frozen.digest)),
        "chain-head.json": head_json(head),
    }


def test_it_says_what_it_is(unsealed: bytes, frozen: Frozen) -> None:
    with pikepdf.open(io.BytesIO(unsealed)) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "A"
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:identifier"] == f"DS-7K4M-2Q9P/1/{frozen.digest}"
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Return every structure element in the tree."""
    found, waiting = [], list(pdf.Root.StructTreeRoot.K)
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            found.append(element)
            waiting += list(element.get("/K", []))
    return found


def test_it_tags_headers_lists_headings_and_the_place_for_the_seal(unsealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(unsealed)) as pdf:
        tree = elements(pdf)
        kinds = {str(element.S) for element in tree}
        assert {"/H1", "/H2", "/H3", "/H4", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Link", "/Form"} <= kinds
        scopes = [str(element.A.Scope) for element in tree if str(element.S) == "/TH"]
        assert set(scopes) == {"/Column", "/Row"}
        (field,) = pdf.Root.AcroForm.Fields
        assert str(field.FT) == "/Sig"
        assert "/V" not in field


def test_it_leaves_no_text_outside_the_tree(unsealed: bytes) -> None:
    """Each marked content is in the tree or is an artifact, such as a page number."""
    with pikepdf.open(io.BytesIO(unsealed)) as pdf:
        reached = {element.objgen for element in elements(pdf)}
        owners = dict(zip(*[iter(pdf.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
        for number, sheet in enumerate(pdf.pages):
            marks = [part for part in pikepdf.parse_content_stream(sheet) if str(part.operator) in ("BDC", "BMC")]
            for mark in marks:
                if str(mark.operands[0]) != "/Artifact":
                    assert owners[number][int(mark.operands[1].MCID)].objgen in reached
            assert any("/Pagination" in str(mark.operands[1:]) for mark in marks)


def test_it_embeds_every_font(unsealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(unsealed)) as pdf:
        descriptors = [
            thing
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
        ]
        assert descriptors
        assert all("/FontFile2" in thing or "/FontFile3" in thing for thing in descriptors)


def test_it_opens_no_address(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the launch code is 0000")
    text = printed(
        f"<link rel=attachment href='file://{secret}'><link rel=stylesheet href='file://{secret}'>"
        f"<img alt='' src='file://{secret}'><img alt='' src='http://127.0.0.1:9/x.png'><p>Words"
        f"<style>@import 'file://{secret}'; p::after {{ content: url(file://{secret}) }}</style>"
    )
    assert text.strip() == "Words"
    pdf = render_pdf(
        page(f"<link rel=attachment href='file://{secret}'><p>Words"), attachments=[], identification=PROBE
    )
    assert b"launch code" not in pdf
    assert not PdfReader(io.BytesIO(pdf)).attachments


def test_it_reads_as_text_what_looks_like_markup() -> None:
    frozen = freeze(specimens.with_text("<img src=file:///etc/passwd> & ![x](file:///etc/passwd) stays."))
    pdf = render_agreement(
        frozen,
        signatures=specimens.signatures(frozen.digest),
        head=specimens.head(),
        in_force_at=specimens.SIGNED_AT,
        service_url="https://datashare.example",
    )
    assert "<imgsrc=file:///etc/passwd>&" in text_of(pdf)
    assert "root:" not in text_of(pdf)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<table><tr><td colspan=100000>x</table>", "colspan"),
        ("<table><tr><td rowspan=65534>x</table>", "rowspan"),
        ("<table><col span=5000><tr><td>x</table>", "span"),
        ("<div>" * 200 + "x", "nested"),
        ("<p>x" * 70_000, "elements"),
        ("x" * 3_000_001, "characters"),
        ("<table><tr>" + "<td>x" * 30 + "</table>", "columns"),
    ],
)
def test_it_refuses_what_would_keep_it_busy(body: str, message: str) -> None:
    started = time.monotonic()
    with pytest.raises(RenderRefused, match=message):
        render_pdf(page(body), attachments=[], identification=PROBE)
    assert time.monotonic() - started < 10


def test_it_goes_on_after_its_child_was_killed() -> None:
    renderer.warm()
    assert renderer._child
    os.kill(renderer._child.pid, signal.SIGKILL)
    with suppress(RenderFailed):
        render_pdf(page("<p>first"), attachments=[], identification=PROBE)
    assert render_problem() is None


def test_it_stops_a_job_at_its_limits() -> None:
    long = json.dumps({"html": page("<p>Words and more words. " * 20_000), "attachments": [], "identification": PROBE})
    for limits, kinds in (
        (Limits(cpu=1, clock=60, memory=2_000_000_000), {"crashed"}),
        (Limits(cpu=60, clock=3, memory=2_000_000_000), {"timeout"}),
        (Limits(cpu=60, clock=60, memory=250_000_000), {"memory", "failed", "crashed"}),
    ):
        workshop = Workshop("agreements.evidence.pdf_process", limits)
        started = time.monotonic()
        with pytest.raises(JobFailed) as failure:
            workshop.run({}, long.encode())
        workshop.close()
        assert failure.value.kind in kinds
        assert time.monotonic() - started < 30


def test_it_takes_no_secret_into_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAL_KEY_PASSPHRASE", "correct horse")
    workshop = Workshop("agreements.evidence.pdf_process", Limits(cpu=5, clock=20, memory=2_000_000_000))
    workshop.warm()
    assert workshop._child
    environment = Path(f"/proc/{workshop._child.pid}/environ")
    if environment.exists():
        assert b"correct horse" not in environment.read_bytes()
    workshop.close()
    assert workshop._child.poll() is not None


def widths(html: str) -> list[float]:
    """Return the column widths that a table is printed with, in per cent."""
    tree = size_limits.parse(html)
    pdf_tables.fit_tables(tree)
    return [float(column.get("style", "").removeprefix("width: ").removesuffix("%")) for column in tree.iter("col")]


def row(*cells: str) -> str:
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def test_no_heading_of_a_narrow_column_breaks_in_the_middle_of_a_word() -> None:
    """Points that "Likelihood" and "Significant" need at the size of tables, with the space beside them."""
    long = "People whose data is seen by someone who should not see it lose control of it. " * 3
    made = widths(
        f"<table>{row('No.', 'Wrong', 'Harm', 'Why', 'Likelihood', 'Severity', 'Overall')}"
        f"{row('1', long, long, long, 'Probable', 'Significant', 'Medium')}</table>"
    )
    assert [made[place] * 4.59 >= least for place, least in ((0, 20), (4, 56), (5, 56), (6, 42))] == [True] * 4
    assert sum(made) == pytest.approx(100, abs=0.1)
    assert min(made[1:4]) > made[5]


@pytest.mark.parametrize("cells", [["x" * 400], ["x" * 400] * 20, [""] * 20, ["", "word " * 400], []])
def test_no_table_is_wider_than_the_page(cells: list[str]) -> None:
    made = widths(f"<table>{row(*cells)}{row(*cells)}</table>")
    assert not cells or sum(made) == pytest.approx(100, abs=0.2)
    assert all(width > 0 for width in made)


LONG_HEADINGS = [
    "Item", "Purpose", "Confidentiality", "Responsibilities", "Telecommunications", "Pseudonymisation", "Likelihood",
    "Interdepartmental", "Significance", "Retention", "Counter-terrorism", "Institutionalisation",
]  # fmt: skip


def lines_of(pdf: bytes) -> list[str]:
    """Return the lines of all pages, each with single spaces."""
    sheets = PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(line.split()) for sheet in sheets for line in sheet.extract_text().splitlines()]


def agreement_with(text: str) -> bytes:
    frozen = freeze(specimens.with_text(text))
    return render_agreement(
        frozen,
        signatures=specimens.signatures(frozen.digest),
        head=specimens.head(),
        in_force_at=SUMMER,
        service_url="https://datashare.example",
    )


@pytest.mark.parametrize("columns", [3, 5, 7, 9, 12])
def test_table_of_many_columns_keeps_every_word_whole(columns: int) -> None:
    """Use smaller letters while legible, then a card for each row."""
    headings = LONG_HEADINGS[:columns]
    cells = [f"{word.lower()} agreed" for word in headings]
    lines = [f"| {' | '.join(line)} |" for line in (headings, ["---"] * columns, cells, cells)]
    found = " ".join(lines_of(agreement_with("\n".join(lines)))).split()
    for word in headings:
        for part in word.split("-"):
            assert any(part in each for each in found), part
            assert sum(part.lower() in each for each in found) >= 2, part


def test_times_name_their_zone_and_agree_with_the_attachments() -> None:
    pdf = agreement_with("Words.")
    text = " ".join(lines_of(pdf))
    assert "22 July 2026 at 12:30am BST (2026-07-21 23:30:05 UTC)" in text
    assert "21 November 2026 at 2:03pm GMT (2026-11-21 14:03:00 UTC)" in text
    with pikepdf.open(io.BytesIO(pdf)) as document:
        signed = json.loads(document.attachments["signatures.json"].get_file().read_bytes())
    assert {row["at"] for row in signed["signatures"]} == {"2026-11-21T14:03:00.000000Z"}


@pytest.mark.parametrize("word", ["x" * 60_000, "/".join(["path"] * 12_000), "é" * 60_000, "0123456789" * 6_000])
def test_endless_word_is_printed_in_seconds(word: str) -> None:
    plain, _ = timed("word " * 12_000)
    seconds, text = timed(word)
    assert seconds < 3 * plain + 2
    assert letters(text).replace("\u200b", "") == word


def timed(words: str) -> tuple[float, str]:
    """Return how long the printing took, and what was printed."""
    started = time.monotonic()
    text = printed(f"<p>{words}")
    return time.monotonic() - started, text


@pytest.mark.parametrize("rows", range(1, 12))
def test_introduction_stays_with_its_table(rows: int) -> None:
    """The line before a table, its heading and first row are on one page."""
    filler = "".join(f"<p>Line {place}" for place in range(25 + 2 * rows))
    table = "<thead><tr><th>Heading<th>Other<tbody>" + "<tr><td>cell<td>words" * 6
    body = f"{filler}<p>Introduced here:</p><div class=table-scroll><table>{table}</table></div>"
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(styled(body))).pages]
    assert all(("Introduced here" in sheet) <= ("Heading" in sheet and "cell" in sheet) for sheet in sheets)


@pytest.mark.parametrize("rows", range(8))
def test_introduction_stays_with_its_quotation(rows: int) -> None:
    filler = "".join(f"<p>Line {place}" for place in range(26 + 2 * rows))
    body = f"{filler}<p>Introduced here:</p><blockquote><p>quoted first</p><p>quoted last</p></blockquote><p>After."
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(styled(body))).pages]
    assert all(("Introduced here" in sheet) == ("quoted first" in sheet) for sheet in sheets)
    assert all(("quoted first" in sheet) == ("quoted last" in sheet) for sheet in sheets)


def styled(body: str) -> bytes:
    html = page(f"<style>{pages.style('sealed.css')}</style>{body}")
    return render_pdf(html, attachments=[], identification=PROBE)


@pytest.mark.parametrize("rows", range(8))
def test_no_line_stands_alone_on_a_page(rows: int) -> None:
    filler = "".join(f"<p>Line {place}" for place in range(28 + rows))
    clause = "<p>First of the last.</p><ul><li>one</li><li>two</li><li>three</li></ul><p>The very last line.</p>"
    pdf = styled(f"<div class=agreement-clause>{filler}{clause}</div>")
    counts = [len(sheet.extract_text().splitlines()) for sheet in PdfReader(io.BytesIO(pdf)).pages]
    assert min(counts) > 2, counts
