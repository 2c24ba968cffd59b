// The pack of score sheets, filled without a network: keeps what is typed, hands it back as a file.
"use strict";
{
  const pack = JSON.parse(document.getElementById("goi").textContent);
  const key = `sangkien-goi-cham ${pack.token}`;
  const says = (id, text) => { document.getElementById(id).textContent = text; };
  const box = (sheet, name) => document.getElementById(`${sheet.sheet_id}-${name}`);
  let exported = true;

  // Digits with a comma or a point; anything else is no number.
  const number = (text) => (/^\d{1,4}([.,]\d{1,4})?$/.test(text) ? Number(text.replace(",", ".")) : NaN);
  const shown = (value) => String(Math.round(value * 10000) / 10000).replace(".", ",");

  const wrong = (criterion, text) => {
    if (!text) return "";
    const points = number(text);
    if (Number.isNaN(points)) return `“${text.slice(0, 20)}” không phải là số`;
    if (points > criterion.maximum) return `Nhập từ 0 đến ${shown(criterion.maximum)}`;
    const steps = points / criterion.step;
    return Math.abs(steps - Math.round(steps)) > 1e-9 ? `Điểm lẻ theo bước ${shown(criterion.step)}` : "";
  };

  const read = (sheet) => ({
    sheet_id: sheet.sheet_id, code: sheet.code, version: sheet.version,
    remark: box(sheet, "chung").value,
    marks: pack.criteria.map((c) => ({
      criterion: c.id, points: box(sheet, `d${c.id}`).value.trim(),
      skipped: Boolean(box(sheet, `k${c.id}`)?.checked), remark: box(sheet, `n${c.id}`).value,
    })),
  });

  const look = (sheet) => {
    const found = read(sheet);
    let total = 0, most = 0, done = 0, faults = 0;
    pack.criteria.forEach((c, place) => {
      const mark = found.marks[place], input = box(sheet, `d${c.id}`);
      const fault = mark.skipped && mark.points ? "Đã chọn “Không áp dụng”: xóa điểm" : wrong(c, mark.points);
      input.setAttribute("aria-invalid", String(Boolean(fault)));
      says(`${sheet.sheet_id}-e${c.id}`, fault);
      if (fault) { faults += 1; return; }
      if (mark.skipped) { done += 1; return; }
      most += c.maximum * c.weight;
      if (mark.points) { done += 1; total += number(mark.points) * c.weight; }
    });
    const whole = pack.criteria.reduce((sum, c) => sum + c.maximum * c.weight, 0);
    says(`${sheet.sheet_id}-tong`, most ? `${shown(most === whole ? total : (total * whole) / most)}/${shown(whole)}` : "–");
    const complete = done === pack.criteria.length && !faults;
    document.getElementById(`hs-${sheet.sheet_id}`).toggleAttribute("data-done", complete);
    return { complete, faults };
  };

  const lookAtAll = () => {
    const seen = pack.sheets.map(look);
    says("tien-do", `${seen.filter((one) => one.complete).length}/${pack.sheets.length} phiếu đủ điểm`);
    return seen.reduce((sum, one) => sum + one.faults, 0);
  };

  const keep = () => {
    exported = false;
    try {
      localStorage.setItem(key, JSON.stringify(pack.sheets.map(read)));
      says("da-luu", `Đã lưu trên máy này lúc ${new Date().toLocaleTimeString("vi-VN")}; chưa xuất tệp`);
    } catch {
      says("da-luu", "Trình duyệt không cho lưu trên máy: xuất tệp trước khi đóng trang");
    }
  };

  const fill = (sheets) => {
    for (const kept of sheets) {
      const sheet = pack.sheets.find((one) => one.sheet_id === kept.sheet_id);
      if (!sheet) continue;
      box(sheet, "chung").value = kept.remark;
      for (const mark of kept.marks) {
        const points = box(sheet, `d${mark.criterion}`), skip = box(sheet, `k${mark.criterion}`);
        if (!points) continue;
        points.value = mark.points;
        box(sheet, `n${mark.criterion}`).value = mark.remark;
        if (skip) skip.checked = mark.skipped;
      }
    }
  };

  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    if (kept) { fill(kept); says("da-luu", "Đã mở lại nội dung lưu trên máy này"); }
  } catch {
    says("da-luu", "Trình duyệt không cho lưu trên máy: xuất tệp trước khi đóng trang");
  }
  lookAtAll();

  document.addEventListener("input", () => { keep(); lookAtAll(); });
  addEventListener("beforeunload", (event) => { if (!exported) event.preventDefault(); });
  document.getElementById("xuat").addEventListener("click", () => {
    const faults = lookAtAll();
    if (faults) {
      says("da-luu", `Có ${faults} ô cần sửa trước khi xuất`);
      document.querySelector('[aria-invalid="true"]').closest("details").open = true;
      document.querySelector('[aria-invalid="true"]').focus();
      return;
    }
    const text = JSON.stringify({ kind: pack.kind, token: pack.token, sheets: pack.sheets.map(read) });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = pack.file_name;
    link.click();
    exported = true;
    says("da-luu", `Đã xuất ${pack.file_name}. Khi có mạng, nhập tệp này ở trang “Chấm khi không có mạng”`);
  });
}
