"""Completes WeasyPrint's tag tree: header scopes, page furniture as artifacts, a tagged field for the seal."""

from typing import Any

import pydyf

SEAL_FIELD = "Seal"


def complete_tags(_document: Any, pdf: pydyf.PDF) -> None:
    """Complete the tags; WeasyPrint's finisher, called with the finished objects before they are written."""
    _add_seal_field(pdf, *_completed(pdf))


def complete_tags_for_reading(_document: Any, pdf: pydyf.PDF) -> None:
    """Complete the tags of a copy that is never sealed."""
    _completed(pdf)


def _completed(pdf: pydyf.PDF) -> tuple[Any, Any]:
    """Complete the tags of what is printed; return the root of the tree and its numbers."""
    elements = {number(thing): thing for thing in pdf.objects if is_element(thing)}
    _scope_headers(elements)
    root = resolve(pdf, pdf.catalog["StructTreeRoot"])
    mapping = resolve(pdf, root["ParentTree"])["Nums"]
    _release_page_furniture(pdf, mapping, _reachable(root, elements))
    return root, mapping


def is_element(thing: Any) -> bool:
    return isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/StructElem"


def number(thing: Any) -> int:
    return int(thing.number)


def target(reference: Any) -> int | None:
    """Return the number of the object that `b"12 0 R"` refers to; None for anything else."""
    return int(reference.split()[0]) if isinstance(reference, bytes) and reference.endswith(b" R") else None


def resolve(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[target(reference) or 0]


def _scope_headers(elements: dict[int, Any]) -> None:
    """Set the scope (column or row) of each header cell, in place of WeasyPrint's lists of identifiers."""
    for element in elements.values():
        if element["S"] == "/TH":
            row = elements[target(element["P"]) or 0]
            group = elements[target(row["P"]) or 0]
            element["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
        if element["S"] in ("/TH", "/TD"):
            element.pop("ID", None)
            element["A"].pop("Headers", None)


def _reachable(root: Any, elements: dict[int, Any]) -> set[int]:
    numbers: set[int] = set()
    waiting = [target(kid) for kid in root["K"]]
    while waiting:
        place = waiting.pop()
        if place in elements and place not in numbers:
            numbers.add(place)
            waiting += [target(kid) for kid in elements[place]["K"]]
    return numbers


def _release_page_furniture(pdf: pydyf.PDF, mapping: Any, reachable: set[int]) -> None:
    """Turn running heads and page numbers, tagged but outside the tree, into artifacts."""
    for place, kid in enumerate(pdf.pages["Kids"][::3]):
        owners = mapping[2 * place + 1]
        orphans = {mcid for mcid, owner in enumerate(owners) if target(owner) not in reachable}
        _make_artifacts(resolve(pdf, pdf.objects[kid]["Contents"]).stream, orphans)
        for mcid in orphans:
            owners[mcid] = "null"


def _make_artifacts(stream: list[Any], orphans: set[int]) -> None:
    for place, part in enumerate(stream):
        if isinstance(part, pydyf.Dictionary) and part.get("MCID") in orphans:
            stream[place - 1] = "/Artifact"
            stream[place] = pydyf.Dictionary({"Type": "/Pagination"})


def _add_seal_field(pdf: pydyf.PDF, root: Any, mapping: Any) -> None:
    """Add an empty signature field to the tag tree; one added later by a signer would lie outside it."""
    last = pdf.objects[pdf.pages["Kids"][-3]]
    key = mapping[-2] + 1
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(SEAL_FIELD),
            "TU": pydyf.String("Electronic seal of this agreement"),
            "Rect": pydyf.Array([0, 0, 0, 0]),
            "F": 132,
            "P": last.reference,
            "StructParent": key,
        }
    )
    pdf.add_object(field)
    last.setdefault("Annots", pydyf.Array()).append(field.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([field.reference])})
    _tag_field(pdf, root, mapping, field, last, key)


def _tag_field(pdf: pydyf.PDF, root: Any, mapping: Any, field: Any, page: Any, key: int) -> None:
    within = resolve(pdf, root["K"][0])
    reference = pydyf.Dictionary({"Type": "/OBJR", "Obj": field.reference, "Pg": page.reference})
    pdf.add_object(reference)
    form = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/Form",
            "K": pydyf.Array([reference.reference]),
            "Pg": page.reference,
            "P": within.reference,
        }
    )
    pdf.add_object(form)
    within["K"].append(form.reference)
    mapping.extend([key, form.reference])
