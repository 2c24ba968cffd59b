// Buttons above a box of formatted text: they put safe tags around what is selected.
// Without scripts the tags are typed; the server keeps only the safe ones.
const TOOLS = [
  ["bold", "b"],
  ["italic", "i"],
  ["heading", "h3"],
];

const put = (box, text) => {
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
};

const selected = (box) => box.value.slice(box.selectionStart, box.selectionEnd);

const list = (text) =>
  `<ul>\n${text.split("\n").map((line) => `<li>${line.replace(/^\s*[-+*•]\s*/, "")}</li>`).join("\n")}\n</ul>\n`;

const button = (bar, box, text, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn small";
  made.textContent = text;
  made.setAttribute("aria-controls", box.id);
  made.addEventListener("click", act);
  bar.append(made);
};

for (const box of document.querySelectorAll("textarea[data-rich]")) {
  const words = document.querySelector("[data-rich-words]");
  if (!words) continue;
  const bar = document.createElement("div");
  bar.className = "rich-tools";
  for (const [name, tag] of TOOLS) {
    button(bar, box, words.dataset[name], () => put(box, `<${tag}>${selected(box)}</${tag}>`));
  }
  button(bar, box, words.dataset.list, () => put(box, list(selected(box))));
  box.before(bar);
}
