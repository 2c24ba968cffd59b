// The grid of sheets: arrows move from cell to cell, a block copied from a spreadsheet lands on the
// cells from here on. What differs from the stored points is marked before anything is saved.
const cells = () => [...document.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("[data-cell]")]).filter((row) => row.length);
const mark = (cell) => cell.classList.toggle("changed", cell.value.trim() !== cell.dataset.stored);

const placeOf = (cell, rows) => {
  for (const [at, row] of rows.entries()) {
    const column = row.indexOf(cell);
    if (column >= 0) return [at, column];
  }
  return [0, 0];
};

const go = (cell, down, right) => {
  const rows = cells();
  const [row, column] = placeOf(cell, rows);
  const next = rows[row + down]?.[column + right];
  next?.focus();
  next?.select();
  return Boolean(next);
};

const atEdge = (cell, right) => cell.selectionStart === cell.selectionEnd && cell.selectionStart === (right > 0 ? cell.value.length : 0);
const whole = (cell) => cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;

document.addEventListener("keydown", (event) => {
  const cell = event.target;
  if (!cell.matches?.("[data-cell]") || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const [down, right] = moves[event.key] || [];
  if (down === undefined) return;
  if (right && !atEdge(cell, right) && !whole(cell)) return;
  if (go(cell, down, right) || event.key === "Enter") event.preventDefault();
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-cell]")) mark(event.target);
});

document.addEventListener("paste", (event) => {
  const cell = event.target;
  const text = event.clipboardData?.getData("text/plain") || "";
  if (!cell.matches?.("[data-cell]") || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const rows = cells();
  const [top, left] = placeOf(cell, rows);
  let count = 0;
  text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => line.split("\t").forEach((value, right) => {
    const place = rows[top + down]?.[left + right];
    if (!place) return;
    place.value = value.trim();
    mark(place);
    count += 1;
  }));
  const told = document.querySelector("[data-pasted]");
  told.textContent = told.dataset.text.replace("{n}", count);
});
