// The reviewer's sheet: a band sets the range, the range and the number move together,
// the server's total comes with each autosave. Shortcuts need a modifier and can be turned off.
const KEY = "sangkien.shortcuts";
const number = (text) => Number.parseFloat(String(text).replace(",", "."));
const shown = (value) => String(value).replace(".", ",");

const wire = (crit) => {
  const points = crit.querySelector("[data-points]");
  const range = crit.querySelector("[data-range]");
  const bands = [...crit.querySelectorAll("input[type=radio]")];
  range.hidden = false;

  const state = () => {
    const scored = points.value.trim() !== "";
    crit.querySelector("[data-crit-scored]").hidden = !scored;
    crit.querySelector("[data-crit-empty]").hidden = scored;
    crit.querySelector("[data-crit-points]").textContent = points.value.trim();
    crit.querySelector("[data-crit-band]").textContent =
      bands.find((band) => band.checked)?.dataset.bandText || "";
  };
  const follow = (band) => {
    range.min = band.dataset.low;
    range.max = band.dataset.high;
  };
  const bandOf = (value) => {
    // Bands are written with whole ends (14–20, 21–25); 20,5 belongs to the lower one.
    const below = bands.filter((band) => value >= number(band.dataset.low));
    return below.sort((a, b) => number(b.dataset.low) - number(a.dataset.low))[0];
  };

  for (const band of bands) {
    band.addEventListener("change", () => {
      follow(band);
      const value = number(points.value);
      const inside = value >= number(range.min) && value <= number(range.max);
      if (!inside) {
        range.value = (number(range.min) + number(range.max)) / 2;
        points.value = shown(range.value);
      }
      state();
    });
  }
  range.addEventListener("input", () => {
    points.value = shown(range.value);
    state();
    // The range has no name; the number is what is sent, so it is the number that changed.
    points.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // Enter goes on to the next criterion; it must not send a sheet that is half filled.
  points.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const all = [...document.querySelectorAll("[data-crit]")];
    const next = all[all.indexOf(crit) + 1];
    if (!next) return;
    next.open = true;
    next.querySelector("[data-points]").focus();
  });
  points.addEventListener("input", () => {
    const value = number(points.value);
    const band = Number.isNaN(value) ? undefined : bandOf(value);
    if (band) {
      band.checked = true;
      follow(band);
    }
    if (!Number.isNaN(value)) range.value = value;
    state();
  });
};

const on = () => {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
};

const press = (what) => {
  const target = document.querySelector(`[data-shortcut="${what}"]`);
  target?.click();
  return Boolean(target);
};

const wanted = (event) => {
  const control = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (control && event.key.toLowerCase() === "s") return "save";
  if (control && event.key === "Enter") return "save-next";
  if (event.altKey && !event.ctrlKey && !event.metaKey && event.key === "ArrowRight") return "next";
  if (event.altKey && !event.ctrlKey && !event.metaKey && event.key === "ArrowLeft") return "previous";
  return undefined;
};

document.querySelectorAll("[data-crit]").forEach(wire);

// The first save turns "not scored" into "being scored"; the server says how it is called.
document.querySelector("form[data-autosave-url]")?.addEventListener("autosave:saved", (event) => {
  const tag = document.querySelector("[data-sheet-state]");
  const { state } = event.detail;
  if (!tag || !state) return;
  tag.className = `tag ${state.shape}`;
  tag.textContent = state.text;
});

for (const help of document.querySelectorAll("[data-shortcuts]")) {
  const box = help.querySelector("[data-shortcuts-toggle]");
  help.hidden = false;
  box.checked = on();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, box.checked ? "on" : "off");
    } catch {
      // not remembered
    }
  });
}

document.addEventListener("keydown", (event) => {
  const what = wanted(event);
  const toggle = document.querySelector("[data-shortcuts-toggle]");
  if (!what || event.isComposing || !(toggle ? toggle.checked : on())) return;
  const form = document.querySelector("form[data-autosave-url]");
  if (what === "save" && form) {
    form.dispatchEvent(new Event("autosave:now"));
    event.preventDefault();
  } else if (press(what)) {
    event.preventDefault();
  }
});
