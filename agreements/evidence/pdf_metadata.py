"""The last pass over an unsealed PDF: attachments, identification, and the same bytes for the same input."""

import io
from xml.sax.saxutils import escape

import pikepdf

from agreements.evidence.pdf_job import AttachmentJob, Identification

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:identifier>{identifier}</dc:identifier><dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>en-GB</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>
<xmp:CreatorTool>Design a data share</xmp:CreatorTool><pdf:Producer>{producer}</pdf:Producer>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 this file follows</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType></rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def finish(pdf: bytes, attachments: list[AttachmentJob], identification: Identification) -> bytes:
    """Return the PDF with its attachments and metadata. Deterministic: no clock, no random identifier."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _attach(document, attachments, identification["at"])
        _identify(document, identification)
        document.save(
            out,
            deterministic_id=True,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            fix_metadata_version=False,
        )
    return out.getvalue()


def pdf_date(at: str) -> str:
    """Return 2026-11-21T14:03:00Z in the PDF date format."""
    return "D:" + "".join(character for character in at if character.isdigit()) + "Z"


def _attach(document: pikepdf.Pdf, attachments: list[AttachmentJob], at: str) -> None:
    names, associated = pikepdf.Array(), pikepdf.Array()
    for attachment in sorted(attachments, key=lambda attachment: attachment["name"]):
        specification = document.make_indirect(_file(document, attachment, at))
        names.append(pikepdf.String(attachment["name"]))
        names.append(specification)
        associated.append(specification)
    if "/Names" not in document.Root:
        document.Root.Names = pikepdf.Dictionary()
    document.Root.Names.EmbeddedFiles = pikepdf.Dictionary(Names=names)
    document.Root.AF = associated


def _file(document: pikepdf.Pdf, attachment: AttachmentJob, at: str) -> pikepdf.Dictionary:
    content = attachment["text"].encode()
    stream = pikepdf.Stream(document, content)
    stream.Type = pikepdf.Name.EmbeddedFile
    stream.Subtype = pikepdf.Name("/" + attachment["media_type"])
    stream.Params = pikepdf.Dictionary(Size=len(content), ModDate=pikepdf.String(pdf_date(at)))
    name = pikepdf.String(attachment["name"])
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Filespec,
        F=name,
        UF=name,
        Desc=pikepdf.String(attachment["description"]),
        AFRelationship=pikepdf.Name.Data,
        EF=pikepdf.Dictionary(F=stream, UF=stream),
    )


def _identify(document: pikepdf.Pdf, identification: Identification) -> None:
    at = identification["at"]
    texts = {name: escape(str(value)) for name, value in identification.items()}
    metadata = document.make_stream(XMP.format(**texts).encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
    document.Root.Metadata = metadata
    info = pikepdf.Dictionary(
        Title=pikepdf.String(identification["title"]),
        Creator=pikepdf.String("Design a data share"),
        Producer=pikepdf.String(identification["producer"]),
        CreationDate=pikepdf.String(pdf_date(at)),
        ModDate=pikepdf.String(pdf_date(at)),
    )
    document.trailer.Info = document.make_indirect(info)
