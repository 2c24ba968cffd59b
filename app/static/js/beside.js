// Fills the panel of alike solutions beside a dossier, and again a while after something was typed
// (autosave has stored it by then). Without this script the panel's heading is a link to the list.
const WAIT = 5000;
const panel = document.querySelector("[data-beside]");
let timer = 0;
let last = "";

const load = async () => {
  try {
    const answer = await fetch(panel.dataset.beside, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return;
    const text = await answer.text();
    if (text === last) return;
    last = text;
    panel.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  } catch {
    // No network: the list that is there stays.
  }
};

if (panel) {
  load();
  document.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(load, WAIT);
  });
}
