/* Questions that are asked only after a certain answer: [data-when="q12"][data-when-values='["Có"]'].
   Hidden boxes keep their text and send it; the server decides what counts. */

const folded = (text) => text.normalize("NFC").trim().toLocaleLowerCase("vi");

function answers(name) {
  const found = [];
  for (const box of document.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (["radio", "checkbox"].includes(box.type)) {
      if (box.checked) found.push(box.value);
    } else if (box.value.trim()) {
      found.push(box.value);
    }
  }
  return found.map(folded);
}

function holds(part, shown) {
  const upon = document.querySelector(`.question:has([name="${CSS.escape(part.dataset.when)}"])`);
  if (!upon) return true;
  if (shown.get(upon) === false) return false;
  const wanted = JSON.parse(part.dataset.whenValues || "[]").map(folded);
  const given = answers(part.dataset.when);
  return wanted.length ? given.some((one) => wanted.includes(one)) : given.length > 0;
}

function refresh() {
  const shown = new Map();
  for (const part of document.querySelectorAll("[data-when]")) {
    const there = holds(part, shown);
    shown.set(part, there);
    part.hidden = !there;
  }
}

document.addEventListener("change", refresh);
document.addEventListener("input", refresh);
refresh();
