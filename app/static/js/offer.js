// What was typed and never saved is offered on return: when it was typed, how it differs from what
// the system holds, and two buttons. Nothing is put into the form before somebody says so.
const MOST_WORDS = 600;

const element = (name, text = "", attributes = {}) => {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

// Longest common words of two texts: which words of `mine` the other text does not have there.
const newWords = (mine, theirs) => {
  const [a, b] = [mine.split(/(?<=\s)/), theirs.split(/(?<=\s)/)];
  if (a.length > MOST_WORDS || b.length > MOST_WORDS) return a.map((word) => [word, false]);
  const same = (i, j) => a[i].trim() === b[j].trim();
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      length[i][j] = same(i, j) ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const found = [];
  for (let i = 0, j = 0; i < a.length; ) {
    if (j < b.length && same(i, j)) found.push([a[i], false]), (i += 1), (j += 1);
    else if (j < b.length && length[i][j + 1] >= length[i + 1][j]) j += 1;
    else found.push([a[i], true]), (i += 1);
  }
  return found;
};

const text = (mine, theirs, empty) => {
  const place = element("p", "", { class: "version-text", tabindex: "0" }); // it scrolls
  if (!mine) place.append(element("span", empty, { class: "quiet" }));
  for (const [word, fresh] of mine ? newWords(mine, theirs) : []) {
    place.append(fresh ? element("mark", word) : word);
  }
  return place;
};

const side = (title, mine, theirs, empty) => {
  const made = element("div", "", { class: "version" });
  made.append(element("p", title, { class: "lab" }), text(mine, theirs, empty));
  return made;
};

// differences: [{label, here, kept}]; words: the data-text-… of the save state.
const offer = ({ at, differences, words, restore, discard }) => {
  const box = element("section", "", { class: "note pen kept", "aria-label": words.textKept });
  const when = new Date(at).toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric" });
  const acts = element("p", "", { class: "cluster" });
  const button = (label, act, kind = "") => {
    const made = element("button", label, { type: "button", class: `btn small ${kind}`.trim() });
    made.addEventListener("click", () => { act(); box.remove(); });
    acts.append(made);
  };
  button(words.textRestore, restore, "pen");
  button(words.textDiscard, discard);
  const details = element("details");
  details.append(element("summary", words.textKeptDifference.replace("{n}", differences.length)));
  for (const { label, here, kept } of differences) {
    const pair = element("div", "", { class: "versus" });
    pair.append(side(words.textHere, here, kept, words.textEmpty), side(words.textMine, kept, here, words.textEmpty));
    details.append(element("p", label, { class: "lab" }), pair);
  }
  details.open = differences.length <= 3;
  box.append(element("p", words.textKeptAt.replace("{time}", when)), details, acts);
  return box;
};

// Somebody else saved another text into the very field that is being written.
const clash = ({ who, when, theirs, words, keepMine, takeTheirs }) => {
  const box = element("div", "", { class: "note bad clash", role: "alert" });
  const acts = element("p", "", { class: "cluster" });
  const button = (label, act) => {
    const made = element("button", label, { type: "button", class: "btn small" });
    made.addEventListener("click", () => { box.remove(); act(); });
    acts.append(made);
  };
  button(words.textKeepMine, keepMine);
  button(words.textTakeTheirs, takeTheirs);
  const told = words.textClash.replace("{who}", who).replace("{time}", when);
  box.append(element("p", told), text(theirs, "", words.textEmpty), acts);
  box.querySelectorAll("mark").forEach((mark) => mark.replaceWith(...mark.childNodes));
  return box;
};

window.sangkien = { ...window.sangkien, offer, clash };
