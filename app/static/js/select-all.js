// One box ticks every box of its name in the same table; the count is said beside it.
const boxesOf = (name) => [...document.querySelectorAll(`input[type="checkbox"][name="${CSS.escape(name)}"]:not(:disabled)`)];

const show = (name) => {
  const boxes = boxesOf(name);
  const chosen = boxes.filter((box) => box.checked).length;
  for (const holder of document.querySelectorAll(`[data-select-all="${CSS.escape(name)}"]`)) {
    const box = holder.querySelector("input");
    box.checked = chosen > 0 && chosen === boxes.length;
    box.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  for (const place of document.querySelectorAll(`[data-selected-count="${CSS.escape(name)}"]`)) {
    place.textContent = chosen ? place.dataset.text.replace("{n}", chosen) : "";
  }
};

for (const holder of document.querySelectorAll("[data-select-all]")) {
  const name = holder.dataset.selectAll;
  holder.hidden = false;
  holder.querySelector("input").addEventListener("change", (event) => {
    boxesOf(name).forEach((box) => { box.checked = event.target.checked; });
    show(name);
  });
  document.addEventListener("change", (event) => event.target.name === name && show(name));
  show(name);
}
