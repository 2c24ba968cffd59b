// Counts characters as the server does (NFC, one per code point, runs of blanks as one, none
// at the ends) and shows what is too much.
// Typing is never blocked: people shorten better what they can see.
const characters = (text) => [...text.normalize("NFC").replace(/[^\S\n]+/g, " ").trim()];

const watch = (counter) => {
  const field = document.getElementById(counter.dataset.counterFor);
  const excess = document.querySelector(`[data-counter-excess="${CSS.escape(counter.dataset.counterFor)}"]`);
  if (!field || !excess) return;
  const most = Number(counter.dataset.max);
  const show = () => {
    const typed = characters(field.value);
    const over = typed.length - most;
    counter.querySelector("[data-counter-now]").textContent = typed.length;
    counter.querySelector("[data-counter-over]").textContent =
      over > 0 ? counter.dataset.textOver.replace("{n}", over) : "";
    excess.hidden = over <= 0;
    excess.querySelector("mark").textContent = typed.slice(most).join("");
  };
  field.addEventListener("input", show);
  show();
};

document.querySelectorAll("[data-counter-for]").forEach(watch);
// Rows added later bring their own counters; rows.js says so.
document.addEventListener("rows:added", (event) => {
  event.target.querySelectorAll("[data-counter-for]").forEach(watch);
});
