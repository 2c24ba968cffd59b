"""What keeps the questions of a round from being stored; every mistake with its path."""

import re
from collections.abc import Collection, Sequence

from app.kernel.text import T
from app.kernel.vietnamese import fold
from app.rounds.fields import (
    CHOSEN,
    KEY_LIMIT,
    MOST_ELIGIBILITY,
    MOST_FIELDS,
    WRITTEN,
    EligibilityDraft,
    FieldKind,
    FieldSpec,
    Stage,
)
from app.rounds.reading import Mistake

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def key_of(label: str, taken: Collection[str]) -> str:
    """A key out of the words of a question: "Kinh phí dự kiến" → "kinh-phi-du-kien"."""
    words = "-".join(re.findall(r"[a-z0-9]+", fold(label)))[: KEY_LIMIT - 4].strip("-") or "cau-hoi"
    key, number = words, 1
    while key in taken:
        number += 1
        key = f"{words}-{number}"
    return key


def mistakes_in_fields(specs: Sequence[FieldSpec], categories: Collection[str]) -> list[Mistake]:
    """Everything that is wrong with the questions of a round, in their order."""
    found: list[Mistake] = []
    if len(specs) > MOST_FIELDS:
        found.append(Mistake("fields", T("Nhiều nhất %(n)s câu hỏi", n=MOST_FIELDS)))
    earlier: dict[str, FieldSpec] = {}
    for n, spec in enumerate(specs):
        at = f"fields[{n}]"
        if not _KEY.fullmatch(spec.key) or len(spec.key) > KEY_LIMIT:
            text = T("Mã câu hỏi chỉ gồm chữ thường không dấu, chữ số và dấu gạch nối")
            found.append(Mistake(f"{at}.key", text))
        if spec.key in earlier:
            found.append(Mistake(f"{at}.key", T("Mã câu hỏi “%(key)s” bị trùng", key=spec.key)))
        found += _mistakes_of_kind(spec, at)
        found += _mistakes_of_condition(spec, at, earlier)
        for name in spec.categories:
            if name not in categories:
                text = T("Đợt không có lĩnh vực “%(name)s”", name=name)
                found.append(Mistake(f"{at}.categories", text))
        earlier[spec.key] = spec
    return found


def _mistakes_of_kind(spec: FieldSpec, at: str) -> list[Mistake]:
    found: list[Mistake] = []
    if not spec.label:
        found.append(Mistake(f"{at}.label", T("Nhập câu hỏi")))
    names = {fold(one.name) for one in spec.columns}
    is_table, is_chosen = spec.kind is FieldKind.TABLE, spec.kind in CHOSEN
    wrong = (
        ("choices", is_chosen and len(spec.choices) < 2,
         T("Nhập ít nhất hai mục để chọn, mỗi mục một dòng")),
        ("choices", len({fold(one) for one in spec.choices}) != len(spec.choices),
         T("Các mục để chọn phải khác nhau")),
        ("choices", bool(spec.choices) and not is_chosen,
         T("Chỉ câu hỏi chọn mục mới có danh sách mục")),
        ("columns", is_table and not spec.columns, T("Nhập ít nhất một cột của bảng")),
        ("columns", bool(spec.columns) and not is_table, T("Chỉ câu hỏi dạng bảng mới có cột")),
        ("columns", len(names) != len(spec.columns), T("Các cột phải có tên khác nhau")),
    )  # fmt: skip
    found += [Mistake(f"{at}.{name}", message) for name, applies, message in wrong if applies]
    if spec.unit and spec.kind is not FieldKind.NUMBER:
        found.append(Mistake(f"{at}.unit", T("Chỉ câu hỏi dạng số mới có đơn vị tính")))
    if spec.most and spec.kind not in WRITTEN:
        found.append(Mistake(f"{at}.most", T("Chỉ câu hỏi dạng văn bản mới giới hạn số ký tự")))
    if spec.frozen_from is Stage.DRAFT:
        text = T("Câu trả lời khóa sớm nhất từ khi nộp: bản nháp phải viết được")
        found.append(Mistake(f"{at}.frozen_from", text))
    return found


def _mistakes_of_condition(
    spec: FieldSpec, at: str, earlier: dict[str, FieldSpec]
) -> list[Mistake]:
    if spec.show_if is None:
        return []
    upon = earlier.get(spec.show_if.key)
    if upon is None:
        text = T("Điều kiện phải dựa vào một câu hỏi đứng trước câu này")
        return [Mistake(f"{at}.show_if", text)]
    if upon.kind in CHOSEN:
        gone = [one for one in spec.show_if.values if one not in upon.choices]
        if gone:
            text = T("Câu hỏi “%(label)s” không có mục “%(choice)s”",
                     label=upon.label, choice=gone[0])  # fmt: skip
            return [Mistake(f"{at}.show_if", text)]
    return []


def mistakes_in_eligibility(drafts: Sequence[EligibilityDraft]) -> list[Mistake]:
    """Each question asks something once, and says what to do when the answer keeps one out."""
    found: list[Mistake] = []
    if len(drafts) > MOST_ELIGIBILITY:
        text = T("Nhiều nhất %(n)s câu hỏi điều kiện", n=MOST_ELIGIBILITY)
        found.append(Mistake("eligibility", text))
    seen: set[str] = set()
    for n, draft in enumerate(drafts):
        if not draft.question:
            found.append(Mistake(f"eligibility[{n}].question", T("Nhập câu hỏi")))
        if fold(draft.question) in seen:
            text = T("Câu hỏi “%(question)s” bị trùng", question=draft.question)
            found.append(Mistake(f"eligibility[{n}].question", text))
        seen.add(fold(draft.question))
        if not draft.explanation:
            text = T("Nêu lý do chưa đủ điều kiện và việc nên làm")
            found.append(Mistake(f"eligibility[{n}].explanation", text))
    return found
