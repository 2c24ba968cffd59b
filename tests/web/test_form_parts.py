"""Fields, errors, buttons and rows: bound together, in page order, usable without a script."""

import re
from collections.abc import Callable

import pytest
from wtforms import (
    DecimalField,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length

from app.kernel.refusals import Blocker
from app.kernel.text import T
from app.web.styleguide import COUNTED, empty_form, wrong_form
from tests.web.reading import attributes, words

Render = Callable[..., str]


def test_button_that_is_blocked_keeps_focus_and_names_the_reasons(render: Render) -> None:
    html = render('{{ ui.button("Nộp hồ sơ", kind="seal", name="a", disabled_reason_id="why") }}')
    assert attributes(html, "button") == {
        "class": "btn seal", "type": "button", "aria-disabled": "true", "aria-describedby": "why",
    }  # fmt: skip


def test_button_value_may_be_zero_or_empty(render: Render) -> None:
    assert attributes(render('{{ ui.button("A", name="n", value=0) }}'), "button")["value"] == "0"
    assert attributes(render('{{ ui.button("A", name="n", value="") }}'), "button")["value"] == ""


def test_post_form_carries_token_version_and_marks(render: Render) -> None:
    html = render(
        '{% call ui.post_form("/x", version=3, autosave_url="/s", save_state="st", files=True, '
        'confirm="Chốt?", once=False) %}A{% endcall %}'
    )
    form = attributes(html, "form")
    assert (form["method"], form["action"], form["enctype"]) == (
        "post",
        "/x",
        "multipart/form-data",
    )
    assert (form["data-autosave-url"], form["data-save-state"], form["data-once"]) == (
        "/s",
        "st",
        "off",
    )
    assert form["data-confirm"] == "Chốt?"
    assert "novalidate" in form
    assert re.search(r'name="csrf_token" value="[^"]{20,}"', html)
    assert 'name="version" value="3"' in html


class Row(Form):
    name = StringField("Họ và tên")
    share = DecimalField("Tỷ lệ")


class Some(Form):
    title = StringField("Tên", [Length(max=5)])
    text = TextAreaField("Mô tả")
    kind = RadioField("Loại", choices=[SelectChoice("a", "A"), SelectChoice("b", "B")])
    rows = FieldList(FormField(Row), min_entries=2)


def test_field_binds_label_hint_error_unit_and_counter(render: Render) -> None:
    form = Some(data={"title": "Một hai ba"})
    form.validate()
    html = render('{{ ui.field(f, hint="Gợi ý", unit="đồng", counter=5) }}', f=form.title)
    field = attributes(html, "input")
    assert field["aria-describedby"] == "title-hint title-error title-unit title-count"
    assert field["aria-invalid"] == "true"
    assert field["value"] == "Một hai ba"
    assert field["autocomplete"] == "off"
    for part in str(field["aria-describedby"]).split():
        assert f'id="{part}"' in html
    assert '<label for="title">' in html
    assert "Thừa 5 ký tự" in words(html)
    assert '<mark class="over">ai ba</mark>' in html


def test_too_long_text_is_never_cut_by_the_browser(render: Render) -> None:
    assert "maxlength" not in render("{{ ui.field(f) }}", f=Some().title)


def test_optional_is_said_and_required_is_not_starred(render: Render) -> None:
    assert (
        words(render("{{ ui.field(f, optional=True) }}", f=Some().title)) == "Tên (không bắt buộc)"
    )
    assert "*" not in render("{{ ui.field(f) }}", f=Some().title)


def test_number_box_takes_a_comma(render: Render) -> None:
    field = attributes(render("{{ ui.field(f) }}", f=Some().rows[0].form.share), "input")
    assert (field["type"], field["inputmode"], field["class"]) == ("text", "decimal", "input num")


def test_choices_are_a_group_with_a_legend(render: Render) -> None:
    form = Some(data={"kind": "b"})
    html = render('{{ ui.field(f, hint="Gợi ý") }}', f=form.kind)
    assert attributes(html, "fieldset")["aria-describedby"] == "kind-hint"
    assert words(html) == "Loại Gợi ý A B"
    assert re.findall(r"<input ([^>]*)>", html)[1].startswith("checked ")


@pytest.mark.parametrize("form", [empty_form(), wrong_form()])
def test_every_control_has_one_label_and_real_references(render: Render, form: Form) -> None:
    html = render(
        "{% for f in form if f.entries is not defined %}"
        "{{ ui.field(f, hint='Gợi ý', counter=most if f.type == 'TextAreaField' else None) }}"
        "{% endfor %}{% for row in form.authors %}{% for f in row.form %}{{ ui.field(f) }}"
        "{% endfor %}{% endfor %}",
        form=form,
        most=COUNTED,
    )
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    labels = re.findall(r'<label[^>]* for="([^"]+)"', html)
    controls = re.findall(r"<(?:input|select|textarea)\b[^>]*\bid=\"([^\"]+)\"", html)
    assert sorted(labels) == sorted(controls)
    for references in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(references.split()) <= set(ids)


def test_error_summary_lists_all_in_page_order_with_links(render: Render) -> None:
    html = render("{{ ui.error_summary(form) }}", form=wrong_form())
    lines = re.findall(r"<li>(?:<a href=\"#([^\"]+)\">)?([^<]+)", html)
    assert lines == [
        ("", "Tổng tỷ lệ đóng góp phải bằng 100% (hiện là 90%)"),
        ("title", "Nhập tên giải pháp"),
        ("category", "Chọn lĩnh vực áp dụng"),
        ("applied-0", "Chọn tình trạng áp dụng"),
        ("applied_on", "Ngày áp dụng phải là ngày có thật, ví dụ 05/02/2026"),
        ("benefit", "Giá trị làm lợi phải là số, ví dụ 186.000.000"),
        ("method", "Cách đo không được quá 120 ký tự (hiện có 145 ký tự)"),
        ("evidence", "Tệp phải nhỏ hơn 20 MB"),
        ("password", "Nhập mật khẩu"),
        ("agreed", "Xác nhận cam đoan trước khi nộp"),
        ("authors-1-name", "Dòng 2: Nhập họ và tên"),
    ]
    assert attributes(html, "div")["tabindex"] == "-1"


def test_error_summary_shows_errors_of_the_list_itself(render: Render) -> None:
    form = Some()
    form.rows.errors = [T("Thêm ít nhất một tác giả")]
    html = render("{{ ui.error_summary(form) }}", form=form)
    assert '<a href="#rows">Thêm ít nhất một tác giả</a>' in html


def test_no_errors_no_summary(render: Render) -> None:
    form = Some(data={"kind": "a"})
    assert form.validate()
    assert render("{{ ui.error_summary(form) }}", form=form).strip() == ""


def test_blockers_lead_to_where_they_are_mended(render: Render) -> None:
    reasons = [Blocker("title", T("Nhập tên")), Blocker("files", T("Tải tệp"), url="/tep")]
    html = render("{{ ui.blockers(b) }}", b=reasons)
    assert re.findall(r'href="([^"]+)"', html) == ["#title", "/tep"]
    elsewhere = render("{{ ui.blockers(b, here=False) }}", b=reasons)
    assert re.findall(r'href="([^"]+)"', elsewhere) == ["/tep"]
    assert words(elsewhere) == "Chưa thực hiện được Nhập tên Tải tệp"
    assert render("{{ ui.blockers([]) }}").strip() == ""


def test_row_buttons_work_without_script(render: Render) -> None:
    form = Some()
    html = render(
        '{% call ui.repeated(form.rows, "Thêm", most=2) %}'
        '{{ ui.remove_row(form.rows[1], "Xóa") }}{% endcall %}',
        form=form,
    )
    buttons = re.findall(r'name="(\w+)" value="([^"]+)"', html)
    assert buttons == [("remove_row", "rows-1"), ("add_row", "rows")]
    assert re.search(r"data-add-row hidden", html), "two of at most two: nothing to add"
