"""Files of every accepted kind with a planted name in each place where metadata can stand."""

import io
import zipfile
from collections.abc import Mapping

import pypdf
from PIL import Image, PngImagePlugin
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

from tests.files.samples import RELATIONS, jpeg, office, relations, types

CANARY = "Kkcanary"
WORDML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CORE = (
    '<?xml version="1.0"?><cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f"<dc:creator>{CANARY}</dc:creator><cp:lastModifiedBy>{CANARY}</cp:lastModifiedBy>"
    "</cp:coreProperties>"
).encode()
_PROPERTIES = f'<?xml version="1.0"?><Properties><Company>{CANARY}</Company></Properties>'.encode()
_DOCUMENT = f"""<?xml version="1.0"?><!-- {CANARY} -->
<w:document xmlns:w="{WORDML}" xmlns:r="{RELATIONS}"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><w:body>
<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>Trợ lý tại quầy</w:t></w:r><w:commentRangeEnd w:id="0"/>
<w:r><w:commentReference w:id="0"/></w:r></w:p>
<w:p><w:ins w:id="1" w:author="{CANARY}" w:date="2026-01-02T03:04:05Z"><w:r><w:t>Đã thêm</w:t></w:r></w:ins>
<w:del w:id="2" w:author="{CANARY}"><w:r><w:delText>{CANARY} đã xóa</w:delText></w:r></w:del></w:p>
<w:p><w:pPr><w:pPrChange w:id="3" w:author="{CANARY}"><w:pPr/></w:pPrChange></w:pPr>
<w:sdt><w:sdtPr><w:alias w:val="{CANARY}"/><w:tag w:val="{CANARY}"/></w:sdtPr>
<w:sdtContent><w:r><w:t>Trong khung</w:t></w:r></w:sdtContent></w:sdt>
<w:hyperlink r:id="r9" w:tooltip="{CANARY}"><w:r><w:t>Xem</w:t></w:r></w:hyperlink>
<w:r><w:drawing><wp:docPr id="1" name="{CANARY}" descr="{CANARY}" title="{CANARY}"/></w:drawing></w:r>
</w:p></w:body></w:document>""".encode()  # noqa: E501 - one run of text a line


def _about(suffix: str) -> dict[str, bytes]:
    """What stands beside the content in every kind of office file."""
    part = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml",
            ".pptx": "ppt/presentation.xml"}[suffix]  # fmt: skip
    over = "".join(
        f'<Override PartName="/{name}" ContentType="application/xml"/>'
        for name in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml",
                     "customXml/item1.xml")
    )  # fmt: skip
    return {
        "[Content_Types].xml": types(suffix, more=over),
        "_rels/.rels": relations(
            ("officeDocument", part, ""), ("metadata/core-properties", "docProps/core.xml", ""),
            ("extended-properties", "docProps/app.xml", ""),
            ("custom-properties", "docProps/custom.xml", ""),
            ("metadata/thumbnail", "docProps/thumbnail.jpeg", ""),
        ),
        "docProps/core.xml": _CORE, "docProps/app.xml": _PROPERTIES,
        "docProps/custom.xml": _PROPERTIES, "docProps/thumbnail.jpeg": canary_jpeg(),
        "customXml/item1.xml": f"<item>{CANARY}</item>".encode(),
        "docMetadata/LabelInfo.xml": f"<label owner='{CANARY}'/>".encode(),
    }  # fmt: skip


def canary_docx() -> bytes:
    """Properties, comments, people, tracked changes, custom data, a photo, an address, a table."""
    more: Mapping[str, bytes] = {
        **_about(".docx"),
        "word/document.xml": _DOCUMENT,
        "word/_rels/document.xml.rels": relations(
            ("comments", "comments.xml", ""), ("people", "people.xml", ""),
            ("settings", "settings.xml", ""), ("image", "media/image1.jpeg", ""),
            ("package", "embeddings/table.xlsx", ""),
        ).replace(b"</Relationships>",
                  f'<Relationship Id="r9" Type="{RELATIONS}/hyperlink" TargetMode="External" '
                  f'Target="mailto:{CANARY}@a.example"/></Relationships>'.encode()),
        "word/comments.xml": f'<w:comments xmlns:w="{WORDML}"><w:comment w:id="0" '
                             f'w:author="{CANARY}" w:initials="KK"/></w:comments>'.encode(),
        "word/people.xml": f"<people><person author='{CANARY}'/></people>".encode(),
        "word/settings.xml": f'<w:settings xmlns:w="{WORDML}"><w:docVars><w:docVar w:name="a" '
                             f'w:val="{CANARY}"/></w:docVars></w:settings>'.encode(),
        "word/media/image1.jpeg": canary_jpeg(),
        "word/embeddings/table.xlsx": canary_xlsx(),
    }  # fmt: skip
    return office(".docx", more)


def canary_xlsx() -> bytes:
    """Properties, comments, persons, the path it was saved under, the printer, who last edited."""
    sheet = (
        f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        f'xmlns:r="{RELATIONS}"><sheetData/><pageSetup paperSize="9" r:id="r0"/>'
        '<legacyDrawing r:id="r1"/></worksheet>'
    )
    more = {
        **_about(".xlsx"),
        "xl/workbook.xml": (
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f'<fileSharing userName="{CANARY}"/><absPath url="C:\\Users\\{CANARY}\\"/></workbook>'
        ).encode(),
        "xl/worksheets/sheet1.xml": sheet.encode(),
        "xl/worksheets/_rels/sheet1.xml.rels": relations(
            ("printerSettings", "../printerSettings/printerSettings1.bin", ""),
            ("vmlDrawing", "../drawings/vmlDrawing1.vml", ""),
            ("comments", "../comments1.xml", ""),
        ),
        "xl/drawings/vmlDrawing1.vml": b"<xml><shape/></xml>",
        "xl/comments1.xml": f"<comments><authors><author>{CANARY}</author></authors></comments>"
                            .encode(),
        "xl/threadedComments/threadedComment1.xml": f"<c>{CANARY}</c>".encode(),
        "xl/persons/person.xml": f'<p displayName="{CANARY}"/>'.encode(),
        "xl/printerSettings/printerSettings1.bin": f"\\\\may-{CANARY}".encode("utf-16-le"),
        "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivot refreshedBy="{CANARY}"/>'.encode(),
    }  # fmt: skip
    return office(".xlsx", more)


def canary_pptx() -> bytes:
    """Properties, comments and their authors, the history of changes, the name of a shape."""
    more = {
        **_about(".pptx"),
        "ppt/presentation.xml": (
            b'<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
            b"</p:presentation>"
        ),
        "ppt/slides/slide1.xml": f'<p:sld xmlns:p="urn:p"><p:cNvPr id="2" name="{CANARY}" '
                                 f'descr="{CANARY}"/></p:sld>'.encode(),
        "ppt/commentAuthors.xml": f'<a name="{CANARY}"/>'.encode(),
        "ppt/comments/comment1.xml": f"<c>{CANARY}</c>".encode(),
        "ppt/changesInfos/changesInfo1.xml": f'<c name="{CANARY}"/>'.encode(),
    }  # fmt: skip
    return office(".pptx", more)


def canary_jpeg() -> bytes:
    """EXIF with the artist and a turned picture, a comment, and another picture behind the end."""
    exif = Image.Exif()
    exif[0x013B], exif[0x0112] = CANARY, 6
    stream = io.BytesIO()
    picture = Image.effect_noise((16, 24), 60).convert("RGB")
    picture.save(stream, "JPEG", exif=exif, comment=CANARY.encode(), progressive=True)
    return stream.getvalue() + jpeg(comment=CANARY.encode())


def canary_png() -> bytes:
    """Texts of all three kinds, and EXIF."""
    about = PngImagePlugin.PngInfo()
    about.add_text("Author", CANARY)
    about.add_itxt("XML:com.adobe.xmp", f"<xmp>{CANARY}</xmp>")
    about.add_text("Comment", CANARY * 20, zip=True)
    exif = Image.Exif()
    exif[0x013B] = CANARY
    stream = io.BytesIO()
    Image.effect_noise((8, 8), 60).convert("RGB").save(stream, "PNG", pnginfo=about, exif=exif)
    return stream.getvalue()


def canary_pdf() -> bytes:
    """Information, XMP of the paper and of a page, a comment, an attachment, a photo, a signature,
    and an older revision that only the file's history holds."""
    paper = pypdf.PdfWriter()
    page = paper.add_blank_page(200, 200)
    paper.add_metadata({"/Author": CANARY, "/Creator": CANARY, "/Company": CANARY})
    paper.add_attachment(f"{CANARY}.txt", CANARY.encode())
    note = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Text"),
        NameObject("/T"): TextStringObject(CANARY), NameObject("/Contents"): TextStringObject("a"),
        NameObject("/Rect"): ArrayObject([FloatObject(n) for n in (0, 0, 9, 9)]),
    })  # fmt: skip
    link = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Link"),
        NameObject("/Rect"): ArrayObject([FloatObject(n) for n in (0, 0, 9, 9)]),
        NameObject("/A"): DictionaryObject({
            NameObject("/S"): NameObject("/URI"),
            NameObject("/URI"): TextStringObject(f"mailto:{CANARY}@a.example"),
        }),
    })  # fmt: skip
    page[NameObject("/Annots")] = ArrayObject([paper._add_object(note), paper._add_object(link)])
    page[NameObject("/PieceInfo")] = DictionaryObject({
        NameObject("/App"): TextStringObject(CANARY)
    })  # fmt: skip
    for thing in (page, paper.root_object):
        xmp = DecodedStreamObject()
        xmp.set_data(f"<xmp>{CANARY}</xmp>".encode())
        thing[NameObject("/Metadata")] = paper._add_object(xmp)
    signature = DictionaryObject({
        NameObject("/FT"): NameObject("/Sig"), NameObject("/Subtype"): NameObject("/Widget"),
        NameObject("/V"): DictionaryObject({NameObject("/Name"): TextStringObject(CANARY)}),
    })  # fmt: skip
    paper.root_object[NameObject("/AcroForm")] = DictionaryObject({
        NameObject("/Fields"): ArrayObject([paper._add_object(signature)])
    })  # fmt: skip
    photo = DecodedStreamObject()
    photo.set_data(canary_jpeg())
    photo.update({
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
        NameObject("/Filter"): NameObject("/DCTDecode"),
    })  # fmt: skip
    page[NameObject("/Resources")] = DictionaryObject({
        NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): paper._add_object(photo)})
    })  # fmt: skip
    stream = io.BytesIO()
    paper.write(stream)
    whole = stream.getvalue()
    at = whole.rindex(b"startxref")
    orphan = f"99999 0 obj\n({CANARY})\nendobj\n".encode()
    return whole[:at] + orphan + whole[at:]


CANARIES = {
    "application/pdf": canary_pdf,
    "image/png": canary_png,
    "image/jpeg": canary_jpeg,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": canary_docx,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": canary_xlsx,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": canary_pptx,
}
SUFFIX = dict(zip(CANARIES, (".pdf", ".png", ".jpg", ".docx", ".xlsx", ".pptx"), strict=True))


def unpacked(content: bytes) -> bytes:
    """All that can be read out of a file: its bytes, its packed parts, its packed streams."""
    found = [content]
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                found += [name.encode(), unpacked(package.read(name))]
    elif content.startswith(b"%PDF-"):
        paper = pypdf.PdfReader(io.BytesIO(content))
        for number in range(1, len(paper.xref[0]) + 50 if paper.xref else 50):
            thing = paper.get_object(number)
            found.append(repr(thing).encode())
            found.append(bytes(getattr(thing, "_data", b"")))
    elif content.startswith((b"\x89PNG", b"\xff\xd8")):
        with Image.open(io.BytesIO(content)) as image:
            found.append(repr((image.info, dict(image.getexif()))).encode())
    return b"\n".join(found)


def holds_canary(content: bytes) -> bool:
    """Whether the planted name can be found in it, in any of the codings office files use."""
    whole = unpacked(content)
    return any(CANARY.encode(coding) in whole for coding in ("utf-8", "utf-16-le", "utf-16-be"))
