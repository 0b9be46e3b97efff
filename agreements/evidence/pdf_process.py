"""The sandboxed renderer: HTML in, tagged PDF out. Run by pdf.py as a process of its own."""

import json
import logging
from typing import Any, NoReturn

from agreements.evidence import sandbox_child
from agreements.evidence.pdf_metadata import finish
from agreements.evidence.pdf_tables import fit_tables, mark_introductions
from agreements.evidence.size_limits import RenderRefused, break_long_words, check, check_size

try:
    import weasyprint

    from agreements.evidence.tagging import complete_tags, complete_tags_for_reading
except OSError as error:
    # Pango is a system library, not a Python one: without it each job reports what is missing.
    MISSING = str(error)
else:
    MISSING = ""


def nothing_outside() -> Any:
    """Return a URL fetcher for WeasyPrint that refuses every address; our pages contain their styles."""

    class NoAddress(weasyprint.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, _headers: Any = None) -> NoReturn:
            raise ValueError(f"A document refers to nothing outside itself: {url[:100]}")

    return NoAddress()


def render(header: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    """Do one job. `body` is JSON: html, attachments, identification. A copy `for_reading` has no place for a seal."""
    if MISSING:
        raise RenderRefused(MISSING)
    job = json.loads(body)
    pages, pdf = print_page(job["html"], is_sealed=not header.get("for_reading"))
    return {"pages": pages}, finish(pdf, job["attachments"], job["identification"])


def print_page(html: str, *, is_sealed: bool = True) -> tuple[int, bytes]:
    """Return the number of pages, and the PDF as WeasyPrint leaves it."""
    check_size(html)
    page = weasyprint.HTML(string=html, url_fetcher=nothing_outside())
    check(page.etree_element)
    fit_tables(page.etree_element)
    mark_introductions(page.etree_element)
    break_long_words(page.etree_element)
    document = page.render(pdf_variant="pdf/a-3a")
    # Uncompressed here, because finish() rewrites every stream and compresses it once.
    pdf: bytes = document.write_pdf(
        finisher=complete_tags if is_sealed else complete_tags_for_reading,
        pdf_variant="pdf/a-3a",
        pdf_identifier=False,
        uncompressed_pdf=True,
    )
    return len(document.pages), pdf


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    sandbox_child.serve(render, RenderRefused)
