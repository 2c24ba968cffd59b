"""Files that people really send, which the checks must not turn away."""

import io

import docx
import xlsxwriter

from tests.files.samples import OBJECT_HEAD, PDF, jpeg, office, png, with_relation


def _docx() -> bytes:
    stream = io.BytesIO()
    paper = docx.Document()
    paper.add_heading("Minh chứng")
    paper.add_table(rows=2, cols=2)
    paper.add_picture(io.BytesIO(png(40, 40)))
    paper.save(stream)
    return stream.getvalue()


def _xlsx() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Số liệu")
    for row in range(3000):
        sheet.write_row(row, 0, [0, 0, "như nhau"])
    sheet.write_url(0, 5, "https://vi-du.example/")
    book.close()
    return stream.getvalue()


HONEST = {
    "giay.pdf": PDF, "GIAY.PDF": PDF, "khong-xuong-dong.pdf": PDF.rstrip(),
    "vai-byte-sau.pdf": PDF + b"\r\n\0\0", "chu-ky-tung-phan.pdf": PDF + PDF[9:],
    "lich-su-javascript.pdf": PDF.replace(b"Catalog", b"Catalog /Title (JavaScript, Launch)"),
    "anh.png": png(), "trong-suot.png": png(dpi=(300, 300)), "anh.jpg": jpeg(),
    "anh.jpeg": jpeg(progressive=True), "anh-doi-dien-thoai.jpg": jpeg() + jpeg(),
    "samsung.jpg": jpeg() + b"\0\0SEFH" + bytes(40) + b"SEFT",
    "toi-gian.docx": office(), "toi-gian.xlsx": office(".xlsx"), "toi-gian.pptx": office(".pptx"),
    "that.docx": _docx(), "that.xlsx": _xlsx(),
    "lien-ket.docx": with_relation("hyperlink", "https://vi-du.example/"),
    "mau-tren-may.docx": with_relation("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"),
    "bieu-do.docx": office(more={"word/embeddings/Microsoft_Excel_Sheet.xlsx": office(".xlsx")}),
    "cong-thuc.docx": office(more={
        "word/embeddings/oleObject1.bin": OBJECT_HEAD + "Equation Native".encode("utf-16-le")}),
    "bieu-tuong.docx": office(more={"word/media/image1.svg": b"<svg xmlns='x'><path/></svg>"}),
}  # fmt: skip
