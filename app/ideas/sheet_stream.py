"""An XLSX of one sheet written piece by piece, so that a worker can stop and go on.

Every piece is a whole run of compressed blocks; the running checksum and sizes travel in a small
state. Every text is an inline string cell: nothing a person typed is ever a formula.
"""

import re
import struct
import zlib
from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from app.ideas.export_columns import Column, Value

_SHEET = "xl/worksheets/sheet1.xml"
_TIME, _DAY = 0, 0x21  # 1980-01-01: the same content gives the same bytes
_STREAMED = 0x0808  # sizes stand behind the data; names are UTF-8
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = date(1899, 12, 30)
_PARTS = {
    "[Content_Types].xml": (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="'
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override '
        'PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets><sheet name="Danh sách" '
        'sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_REL}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{_REL}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
        'formatCode="dd/mm/yyyy"/></numFmts><fonts count="2"><font><sz val="12"/><name '
        'val="Times New Roman"/></font><font><b/><sz val="12"/><name val="Times New Roman"/>'
        '</font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
        '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border/>'
        '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf '
        'fontId="0"/><xf fontId="1" applyFont="1" applyAlignment="1"><alignment wrapText="1" '
        'horizontal="center"/></xf><xf fontId="0" numFmtId="49" applyNumberFormat="1" '
        'applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf><xf fontId="0" '
        'numFmtId="164" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/>'
        '</xf><xf fontId="0" numFmtId="3" applyNumberFormat="1" applyAlignment="1"><alignment '
        'vertical="top"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" '
        'builtinId="0"/></cellStyles></styleSheet>'
    ),
}
_TEXT, _DATE, _NUMBER = 2, 3, 4
State = dict[str, Any]


def begin(columns: Sequence[Column]) -> tuple[bytes, State]:
    """The fixed parts, and the sheet up to its headings."""
    out, entries = b"", []
    for name, text in _PARTS.items():
        data = text.encode()
        packed = _packed(data)
        entries.append([name, len(out), zlib.crc32(data), len(packed) + 2, len(data), 0x0800])
        out += _local(name, 0x0800, zlib.crc32(data), len(packed) + 2, len(data))
        out += packed + b"\x03\x00"
    state: State = {"entries": entries, "start": len(out), "crc": 0, "packed": 0, "size": 0,
                    "row": 1, "written": len(out)}  # fmt: skip
    local = _local(_SHEET, _STREAMED, 0, 0, 0)
    state["written"] += len(local)
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{column.width}" customWidth="1"/>'
        for place, column in enumerate(columns, start=1)
    )
    titles = "".join(_text_cell(str(column.title), 1) for column in columns)
    head = (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"><pane '
        f'ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews><cols>{widths}'
        f'</cols><sheetData><row r="1">{titles}</row>'
    )
    return out + local + _streamed(head, state), state


def more(rows: Sequence[Sequence[Value]], state: State) -> bytes:
    """Rows below the last ones."""
    written = []
    for row in rows:
        state["row"] += 1
        cells = "".join(_cell(value) for value in row)
        written.append(f'<row r="{state["row"]}">{cells}</row>')
    return _streamed("".join(written), state) if written else b""


def end(columns: Sequence[Column], state: State) -> bytes:
    """The rest of the sheet and the directory."""
    last = _letters(len(columns))
    tail = f'</sheetData><autoFilter ref="A1:{last}{state["row"]}"/></worksheet>'
    out = _streamed(tail, state) + b"\x03\x00"
    state["packed"] += 2
    state["written"] += 2
    out += struct.pack("<4s3I", b"PK\x07\x08", state["crc"], state["packed"], state["size"])
    place = state["written"] + 16
    entries = [*state["entries"],
               [_SHEET, state["start"], state["crc"], state["packed"], state["size"],
                _STREAMED]]  # fmt: skip
    directory = b"".join(_entry(*one) for one in entries)
    return out + directory + struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), place, 0
    )  # fmt: skip


def _packed(data: bytes) -> bytes:
    """Compressed blocks that others may follow."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def _streamed(text: str, state: State) -> bytes:
    data = text.encode("utf-8", "replace")
    packed = _packed(data)
    state["crc"] = zlib.crc32(data, state["crc"])
    state["size"] += len(data)
    state["packed"] += len(packed)
    state["written"] += len(packed)
    return packed


def _local(name: str, flags: int, crc: int, packed: int, size: int) -> bytes:
    raw = name.encode()
    return struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, flags, 8, _TIME, _DAY, crc, packed, size,
                       len(raw), 0) + raw  # fmt: skip


def _entry(name: str, start: int, crc: int, packed: int, size: int, flags: int) -> bytes:
    raw = name.encode()
    return struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, flags, 8, _TIME, _DAY, crc, packed,
                       size, len(raw), 0, 0, 0, 0, 0, start) + raw  # fmt: skip


def _cell(value: Value) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, date):
        return f'<c s="{_DATE}"><v>{(value - _EPOCH).days}</v></c>'
    if isinstance(value, int):
        return f'<c s="{_NUMBER}"><v>{value}</v></c>'
    return _text_cell(value, _TEXT)


def _text_cell(text: str, style: int) -> str:
    shown = escape(_FORBIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", text))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def _letters(number: int) -> str:
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
