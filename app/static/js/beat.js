// A sitting is alive on every screen: asked once a second whether anything changed. A page on
// which somebody is typing says so and waits; the others are loaded anew, but never from under a
// question that is open. Without an answer the page stays as it is and goes on asking; reloading
// by hand always works.
const place = document.querySelector("[data-beat]");
const EVERY = 1000;
let typed = false;

const look = async () => {
  try {
    const answer = await fetch(place.dataset.beat, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.ok) {
      const { beat } = await answer.json();
      if (String(beat) !== place.dataset.beatNow) return changed();
    }
  } catch {
    // The network or the server is away for a moment.
  }
  return setTimeout(look, EVERY);
};

const changed = () => {
  if (document.querySelector("dialog[open]")) return setTimeout(look, EVERY);
  const sign = document.querySelector("[data-beat-changed]");
  if (!typed || !sign) return location.reload();
  sign.hidden = false;
  return undefined;
};

if (place) {
  document.addEventListener("input", () => { typed = true; });
  setTimeout(look, EVERY);
}
