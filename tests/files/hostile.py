"""The corpus of hostile files, made by code: a name, the content, and what must be said of it."""

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass

from app.files import reasons as why
from app.kernel.text import Text
from tests.files.samples import (
    OBJECT_HEAD,
    PDF,
    archive,
    chunk,
    jpeg,
    office,
    png,
    png_with,
    types,
    with_relation,
)

PAGE = b"<html><script>alert(document.domain)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PROGRAM = b"MZ\x90\x00" + bytes(60) + b"This program cannot be run in DOS mode.\r\n"
JAR = archive(META_MF=b"Manifest-Version: 1.0\n", A_class=b"\xca\xfe\xba\xbe")
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file that must be refused, and the sentence that says why."""

    name: str
    content: bytes
    reason: Text


def pdf(inside: bytes) -> bytes:
    """A paper with one more object."""
    return PDF.replace(b"startxref", b"2 0 obj\n" + inside + b"\nendobj\nstartxref")


def utf16(name: str) -> bytes:
    """A stream's name as an OLE object writes it."""
    return OBJECT_HEAD + name.encode("utf-16-le") + bytes(64)


def patched(content: bytes, name: str, place: int, form: str, *values: int) -> bytes:
    """A package whose directory entry of this name says something else."""
    start = content.rindex(name.encode())
    head = start - 46
    assert content[head : head + 4] == b"PK\x01\x02"
    changed = bytearray(content)
    struct.pack_into(form, changed, head + place, *values)
    return bytes(changed)


def linked() -> bytes:
    """A package with a symbolic link."""
    stream = io.BytesIO(office())
    with zipfile.ZipFile(stream, "a") as made:
        entry = zipfile.ZipInfo("word/media/image1.png")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(entry, "/etc/passwd")
    return stream.getvalue()


def doubled(second: str) -> bytes:
    """A package in which two entries claim one name."""
    whole = office(more={"word/styles.xml": b"<a/>", "word/second.xml": b"<a/>"})
    return whole.replace(b"word/second.xml", second.encode())


def overlapping() -> bytes:
    """Two entries of the directory over the same bytes (a flat bomb in small)."""
    whole = office(more={"word/a.xml": b"0" * 5000, "word/b.xml": b"0" * 5000})
    with zipfile.ZipFile(io.BytesIO(whole)) as made:
        place = made.getinfo("word/a.xml").header_offset
    return patched(whole, "word/b.xml", 42, "<I", place)


def lying(size: int) -> bytes:
    """The directory says another size than there is."""
    return patched(office(more={"word/a.xml": b"0" * 50_000}), "word/a.xml", 24, "<I", size)


def other_local_name() -> bytes:
    """The directory says a.xml, the entry itself b.xml."""
    return office(more={"word/a.xml": b"<a/>"}).replace(b"word/a.xml", b"word/b.xml", 1)


def two_frames() -> bytes:
    """A moving PNG."""
    whole = png()
    control = chunk(b"acTL", struct.pack(">II", 2, 0))
    first = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 8, 8, 0, 0, 1, 10, 0, 0))
    second = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 1, 8, 8, 0, 0, 1, 10, 0, 0))
    return whole[:33] + control + first + whole[33:-12] + second + whole[-12:]


def wide_png(width: int, height: int) -> bytes:
    """A head that promises this many pixels over a tiny body."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return png()[:8] + chunk(b"IHDR", head) + png()[33:]


def wide_jpeg(width: int, height: int) -> bytes:
    """The same for a photograph."""
    whole = bytearray(jpeg())
    place = bytes(whole).index(b"\xff\xc0")
    struct.pack_into(">HH", whole, place + 5, height, width)
    return bytes(whole)


def bad_checksum() -> bytes:
    """A PNG with one bit turned in its data."""
    whole = bytearray(png())
    whole[45] ^= 1
    return bytes(whole)


def commented(content: bytes, comment: bytes) -> bytes:
    """A package with a comment at its end."""
    return content[:-2] + struct.pack("<H", len(comment)) + comment


PAPERS = [
    Hostile("trang.pdf", PAGE, why.KINDS),
    Hostile("chuong-trinh.pdf", PROGRAM, why.WRONG),
    Hostile("anh.pdf", png(), why.WRONG),
    Hostile("rong.pdf", b"", why.EMPTY),
    Hostile("cut.pdf", PDF[:-7], why.DAMAGED),
    Hostile("dau-lech.pdf", b"junk" + PDF, why.WRONG),
    Hostile("kem-zip.pdf", PDF + archive(a_txt=b"x"), why.TWO_THINGS),
    Hostile("zip-ket-bang-pdf.pdf",
            PDF + commented(archive(a_txt=b"x"), b"\n%%EOF\n"), why.TWO_THINGS),
    Hostile("kem-chuong-trinh.pdf", PDF + b"MZ\x90\x00", why.TWO_THINGS),
    Hostile("kem-rar.pdf", pdf(b"Rar!\x1a\x07\x00"), why.TWO_THINGS),
    Hostile("kem-trang.pdf", pdf(b"<html><body>"), why.TWO_THINGS),
    Hostile("kem-php.pdf", pdf(b"<?php system($_GET[0]); ?>"), why.TWO_THINGS),
    Hostile("javascript.pdf", pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), why.SCRIPT),
    Hostile("javascript-giau.pdf", pdf(b"<< /S /J#61vaScript (x) >>"), why.SCRIPT),
    Hostile("js.pdf", pdf(b"<< /JS (app.alert(1)) >>"), why.SCRIPT),
    Hostile("launch.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>"), why.SCRIPT),
    Hostile("giua-hai-khoi.pdf",
            pdf(b"0" * ((1 << 20) - 70) + b"<< /S /JavaScript (x) >>"), why.SCRIPT),
]  # fmt: skip
PICTURES = [
    Hostile("anh.png", SVG, why.KINDS),
    Hostile("trang.jpg", PAGE, why.KINDS),
    Hostile("gif.png", b"GIF89a" + bytes(40), why.WRONG),
    Hostile("png.jpg", png(), why.WRONG),
    Hostile("jpg.png", jpeg(), why.WRONG),
    Hostile("rong.png", b"", why.EMPTY),
    Hostile("chi-co-dau.png", png()[:8], why.DAMAGED),
    Hostile("cut.png", png()[:-20], why.DAMAGED),
    Hostile("bit-sai.png", bad_checksum(), why.DAMAGED),
    Hostile("khong-rong.png", wide_png(0, 8), why.DAMAGED),
    Hostile("qua-lon.png", wide_png(50_000, 50_000), why.TOO_MANY_PIXELS),
    Hostile("hoi-lon.png", wide_png(9_000, 9_000), why.TOO_MANY_PIXELS),
    Hostile("dong.png", two_frames(), why.MOVING),
    Hostile("bom-chu.png",
            png_with(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(5 << 20))),
            why.DAMAGED),
    Hostile("khoi-dai.png", png()[:33] + struct.pack(">I", 0x7FFFFFFF) + b"tEXt", why.DAMAGED),
    Hostile("kem-zip.png", png() + JAR, why.TWO_THINGS),
    Hostile("kem-trang.png", png() + PAGE, why.TWO_THINGS),
    Hostile("phan-cat-con-lai.png", png() + png()[50:], why.TWO_THINGS),
    Hostile("script.png", png_with(b"tEXt", b"Comment\0" + PAGE), why.TWO_THINGS),
    Hostile("php.png", png_with(b"tEXt", b"Comment\0<?php phpinfo(); ?>"), why.TWO_THINGS),
    Hostile("chi-co-dau.jpg", jpeg()[:20], why.DAMAGED),
    Hostile("cut.jpg", jpeg(200, 200)[:2000], why.DAMAGED),
    Hostile("qua-lon.jpg", wide_jpeg(65_000, 65_000), why.TOO_MANY_PIXELS),
    Hostile("kem-jar.jpg", jpeg() + JAR, why.TWO_THINGS),
    Hostile("script.jpg", b"\xff\xd8\xff\xe0/*" + bytes(0x2F28) + b"*/=alert(1);/*" + jpeg()[2:],
            why.TWO_THINGS),
    Hostile("trang-trong-chu-thich.jpg", jpeg(comment=PAGE), why.TWO_THINGS),
    Hostile("kem-pdf.jpeg", jpeg() + PDF, why.TWO_THINGS),
    Hostile("kem-rar.jpg", jpeg() + b"Rar!\x1a\x07\x00", why.TWO_THINGS),
    Hostile("kem-7z.jpg", jpeg() + b"7z\xbc\xaf\x27\x1c", why.TWO_THINGS),
    Hostile("kem-chuong-trinh.jpg", jpeg() + PROGRAM, why.TWO_THINGS),
]  # fmt: skip
PACKAGES = [
    Hostile("khong-phai-zip.docx", b"not a package", why.WRONG),
    Hostile("rong.docx", b"", why.EMPTY),
    Hostile("zip-thuong.docx", archive(a_txt=b"x"), why.WRONG),
    Hostile("cut.docx", office()[:-30], why.WRONG),
    Hostile("bang.docx", office(".xlsx"), why.WRONG),
    Hostile("van-ban.xlsx", office(".docx"), why.WRONG),
    Hostile("khong-kieu.docx", office(without="[Content_Types].xml"), why.WRONG),
    Hostile("sai-kieu.pptx", office(".pptx", {"[Content_Types].xml": types(".pptx", "text/html")}),
            why.WRONG),
    Hostile("mat-khau.docx", OBJECT_HEAD, why.LOCKED),
    Hostile("ma-hoa.docx", patched(office(more={"word/a.xml": b"<a/>"}), "word/a.xml", 8, "<H", 1),
            why.LOCKED),
    Hostile("macro.docx", office(more={"word/vbaProject.bin": b"x"}), why.MACRO),
    Hostile("macro-noi-khac.xlsx", office(".xlsx", {"A/VBAPROJECT.BIN": b"x"}), why.MACRO),
    Hostile("macro-kieu.xlsx", office(".xlsx", {"[Content_Types].xml": types(
        ".xlsx", "application/vnd.ms-excel.sheet.macroEnabled.main+xml")}), why.MACRO),
    Hostile("macro-cu.xlsx", office(".xlsx", {"xl/macrosheets/sheet1.xml": b"<a/>"}), why.MACRO),
    Hostile("activex.docx", office(more={"word/activeX/activeX1.bin": b"x"}), why.MACRO),
    Hostile("macro-ben-trong.docx", office(more={
        "word/embeddings/b.xlsx": office(".xlsx", {"xl/vbaProject.bin": b"x"})}), why.MACRO),
    Hostile("bom.docx", office(more={"word/a.xml": bytes(30 << 20)}), why.BOMB),
    Hostile("bom-ben-trong.docx", office(more={"word/embeddings/b.xlsx": office(
        ".xlsx", {"xl/a.xml": bytes(30 << 20)})}), why.BOMB),
    Hostile("bom-tung-lop.docx", office(more={"word/embeddings/a.xlsx": office(
        ".xlsx", {"xl/embeddings/b.xlsx": office(".xlsx")})}), why.BOMB),
    Hostile("nhieu-phan.docx", office(more={f"word/{n}.xml": b"" for n in range(2001)}), why.BOMB),
    Hostile("chong-len-nhau.docx", overlapping(), why.BOMB),
    Hostile("noi-it-hon.docx", lying(10), why.BOMB),
    Hostile("noi-nhieu-hon.docx", lying(60_000), why.DAMAGED),
    Hostile("noi-vo-han.docx", lying(0xFFFFFFF0), why.BOMB),
    Hostile("sai-crc.docx", patched(office(more={"word/a.xml": b"<a/>"}), "word/a.xml", 16, "<I",
                                    7), why.DAMAGED),
    Hostile("hai-ten.docx", other_local_name(), why.DAMAGED),
    Hostile("trung-ten.docx", doubled("word/styles.xml"), why.WRONG),
    Hostile("trung-ten-hoa-thuong.docx", doubled("word/STYLES.XML"), why.WRONG),
    Hostile("lzma.docx", office(packing=zipfile.ZIP_LZMA), why.WRONG),
    Hostile("lien-ket.docx", linked(), why.WRONG),
    Hostile("tren-cao.docx", office(more={"../../etc/cron.d/a": b"x"}), why.WRONG),
    Hostile("tuyet-doi.docx", office(more={"/etc/cron.d/a": b"x"}), why.WRONG),
    Hostile("o-dia.docx", office(more={"C:/Windows/a": b"x"}), why.WRONG),
    Hostile("gach-nguoc.docx", office(more={"..\\..\\a": b"x"}), why.WRONG),
    Hostile("dtd.docx", office(more={"word/styles.xml": LAUGHS}), why.WRONG),
    Hostile("dtd-utf16.docx", office(more={"word/styles.xml": LAUGHS.decode().encode("utf-16")}),
            why.WRONG),
    Hostile("dtd-kieu.docx", office(more={"[Content_Types].xml": LAUGHS}), why.WRONG),
    Hostile("xxe.docx", office(more={"word/_rels/document.xml.rels": OUTSIDE}), why.WRONG),
    Hostile("rels-hong.docx", office(more={"_rels/.rels": b"<a><b></a>"}), why.DAMAGED),
    Hostile("mau-tu-xa.docx", with_relation("attachedTemplate", "http://a.invalid/t.dotm"),
            why.REMOTE),
    Hostile("mau-unc.docx", with_relation("attachedTemplate", "file:///\\\\a.invalid\\t.dotm"),
            why.REMOTE),
    Hostile("anh-theo-doi.docx", with_relation("image", "https://a.invalid/1.png"), why.REMOTE),
    Hostile("ole-tu-xa.docx", with_relation("oleObject", "mhtml:http://a.invalid/x!x"),
            why.REMOTE),
    Hostile("khung-smb.docx", with_relation("frame", "\\\\a.invalid\\x"), why.REMOTE),
    Hostile("nhung-exe.docx", office(more={"word/embeddings/a.exe": b"x"}), why.EMBEDDED),
    Hostile("nhung-exe-doi-ten.docx", office(more={"word/media/image1.png": PROGRAM}),
            why.EMBEDDED),
    Hostile("nhung-js.docx", office(more={"word/a.js": b"alert(1)"}), why.EMBEDDED),
    Hostile("nhung-trang.docx", office(more={"word/afchunk.mht": PAGE}), why.EMBEDDED),
    Hostile("nhung-zip.docx", office(more={"word/embeddings/a.zip": JAR}), why.EMBEDDED),
    Hostile("nhung-goi.docx", office(more={
        "word/embeddings/oleObject1.bin": utf16("\x01Ole10Native")}), why.EMBEDDED),
    Hostile("nhung-vba.docx", office(more={
        "word/embeddings/oleObject1.bin": utf16("_VBA_PROJECT")}), why.EMBEDDED),
    Hostile("truoc.docx", PROGRAM + office(), why.TWO_THINGS),
    Hostile("sau.docx", office() + PAGE, why.TWO_THINGS),
    Hostile("chu-thich.docx", commented(office(), PAGE), why.TWO_THINGS),
]  # fmt: skip
OTHER_KINDS = [
    Hostile(name, content, why.KINDS)
    for name, content in {
        "a.svg": SVG, "a.html": PAGE, "a.xhtml": PAGE, "a.php": b"<?php ?>", "a.exe": PROGRAM,
        "a.js": b"alert(1)", "a.zip": JAR, "a.jar": JAR, "a.gif": b"GIF89a", "a.txt": b"text",
        "a.csv": b"=cmd|' /C calc'!A0", "a.doc": OBJECT_HEAD, "a.docm": office(), "khong-duoi": PDF,
        "hai-duoi.pdf.exe": PDF, "nul.pdf\x00.exe": PDF, "dao-chu\u202efdp.exe": PDF,
        "cham.": PDF, ".htaccess": b"Options +ExecCGI", "ads.pdf:a.exe": PDF,
    }.items()
]  # fmt: skip
HOSTILE = [*PAPERS, *PICTURES, *PACKAGES, *OTHER_KINDS]
