// Adds and removes repeated rows in place. Without it, the same buttons ask the server.
// A new row is a copy of the last one with the next number and nothing in it; gaps in the
// numbers are fine, the server reads them in order.
const NUMBERED = ["id", "name", "for", "aria-describedby", "aria-labelledby", "value", "data-counter-for", "data-counter-excess"];

const rowsOf = (list) => [...list.querySelectorAll("[data-row]")];

const settle = (list) => {
  const rows = rowsOf(list);
  const most = Number(list.dataset.max || Infinity);
  list.querySelectorAll("[data-add-row]").forEach((button) => { button.hidden = rows.length >= most; });
  rows.forEach((row, index) => {
    row.querySelectorAll("[data-row-number]").forEach((place) => { place.textContent = index + 1; });
    row.querySelectorAll("[data-remove-row]").forEach((button) => { button.hidden = rows.length <= Number(list.dataset.min || 0); });
  });
  list.dispatchEvent(new Event("change", { bubbles: true }));
};

const empty = (row) => {
  row.querySelectorAll(".err:not([data-counter-over])").forEach((message) => message.remove());
  row.querySelectorAll(".error").forEach((field) => field.classList.remove("error"));
  row.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  for (const field of row.querySelectorAll("input, textarea, select")) {
    if (field.type === "checkbox" || field.type === "radio") field.checked = false;
    else if (field.tagName === "SELECT") field.selectedIndex = 0;
    else field.value = "";
  }
};

const renumber = (row, base, number) => {
  const pattern = new RegExp(`(^|\\s)${base.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}-\\d+`, "g");
  for (const part of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of NUMBERED) {
      if (part.hasAttribute(attribute)) {
        part.setAttribute(attribute, part.getAttribute(attribute).replace(pattern, `$1${base}-${number}`));
      }
    }
  }
};

const add = (list, base) => {
  const last = rowsOf(list).at(-1);
  if (!last) return false;
  const used = [...last.parentElement.querySelectorAll("[data-row] [name]")]
    .map((field) => field.getAttribute("name"))
    .filter((name) => name.startsWith(`${base}-`))
    .map((name) => Number.parseInt(name.slice(base.length + 1), 10));
  const row = last.cloneNode(true);
  empty(row);
  renumber(row, base, Math.max(-1, ...used.filter(Number.isInteger)) + 1);
  last.after(row);
  settle(list);
  row.dispatchEvent(new Event("rows:added", { bubbles: true }));
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  return true;
};

const remove = (list, row) => {
  const rows = rowsOf(list);
  if (rows.length < 2) return false; // the last one stays as the copy to make others from
  const next = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
  row.remove();
  settle(list);
  (next.querySelector("[data-remove-row]:not([hidden])") || list.querySelector("[data-add-row]"))?.focus();
  return true;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row], [data-remove-row]");
  const list = button?.closest("[data-rows]");
  if (!list) return;
  const done = button.matches("[data-add-row]") ? add(list, button.value) : remove(list, button.closest("[data-row]"));
  if (done) event.preventDefault();
});
