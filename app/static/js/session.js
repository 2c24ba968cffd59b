// A page left open shows nothing any more once its sign-in has ended: at its end by rest or by the
// clock, when another tab signs out, and when the Back button brings it back from memory. Asking
// keeps no sign-in alive. Without an answer (no network) the page is taken away all the same.
// A page with unsaved text is held aside, not shown, for the same person who signs in again.
const html = document.documentElement;
const root = html.dataset;
const over = document.getElementById("session-over");
const MOST = 2_000_000_000; // a timer's greatest delay
const channel = "BroadcastChannel" in window ? new BroadcastChannel("sangkien.session") : undefined;
let ends = 0;
let timer;
let away;
let title = "";

const arm = (seconds) => {
  ends = Date.now() + seconds * 1000;
  clearTimeout(timer);
  timer = setTimeout(look, Math.min(seconds * 1000 + 1000, MOST));
};

const takeAway = () => {
  if (away) return;
  const unsaved = document.querySelector("form[data-autosave-url]");
  away = document.createDocumentFragment();
  away.append(...document.body.childNodes);
  if (!unsaved) away = document.createDocumentFragment();
  title = document.title;
  document.title = over.dataset.title;
  document.body.append(over.content.cloneNode(true));
  document.querySelector("main a")?.focus();
};

const bringBack = (token) => {
  if (!away.childNodes.length) {
    location.reload();
    return;
  }
  document.body.replaceChildren(...away.childNodes);
  document.title = title;
  away = undefined;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
};

const look = async () => {
  let now = {};
  try {
    const answer = await fetch(root.sessionUrl, { headers: { Accept: "application/json" }, cache: "no-store" });
    now = await answer.json();
  } catch {
    if (Date.now() < ends) return; // no network, and its time is not over: it may stay
  }
  if (String(now.user) === root.user) {
    arm(now.left);
    if (away) bringBack(now.csrf_token);
    return;
  }
  takeAway();
  if (now.user) location.assign("/"); // somebody else sits here now
};

if (root.user && root.sessionUrl && over) {
  arm(Number(root.sessionLeft));
  const wake = () => { if (away || Date.now() > ends) look(); };
  for (const name of ["focus", "online"]) window.addEventListener(name, wake);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { takeAway(); look(); } });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-signs-out]") && !event.defaultPrevented) channel?.postMessage("over");
  });
  channel?.addEventListener("message", () => { ends = 0; takeAway(); });
  // What an earlier person's tab kept unsealed (plain HTTP) is not for the next one.
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith("sangkien.kept.") && !name.startsWith(`sangkien.kept.${root.user}.`)) sessionStorage.removeItem(name);
  }
}
