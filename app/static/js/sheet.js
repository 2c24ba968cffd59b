// The reviewer's sheet: a band sets the range, the range and the number move together,
// the server's total comes with each autosave. Shortcuts need a modifier and can be turned off.
const KEY = "sangkien.shortcuts";
const number = (text) => Number.parseFloat(String(text).replace(",", "."));
const shown = (value) => String(value).replace(".", ",");

// To the criterion before or after: opened, in view, the number ready to be typed.
const step = (crit, by) => {
  const all = [...document.querySelectorAll("[data-crit]")];
  const other = all[all.indexOf(crit) + by];
  if (!other) return;
  other.open = true;
  other.querySelector("[data-points]").focus({ preventScroll: true });
  other.scrollIntoView({ block: "nearest" });
};

// One criterion a screen on phones: the way on is under the thumb.
const wireSteps = (crit, at, all) => {
  crit.querySelector("[data-crit-steps]").hidden = false;
  for (const button of crit.querySelectorAll("[data-crit-step]")) {
    const by = Number(button.dataset.critStep);
    button.hidden = !all[at + by];
    button.addEventListener("click", () => step(crit, by));
  }
};

const wire = (crit) => {
  const points = crit.querySelector("[data-points]");
  const range = crit.querySelector("[data-range]");
  const bands = [...crit.querySelectorAll("input[type=radio]")];
  const skip = crit.querySelector("[data-skip]");
  range.hidden = false;

  const state = () => {
    const scored = points.value.trim() !== "";
    const left = Boolean(skip?.checked);
    crit.querySelector("[data-crit-scored]").hidden = !scored;
    crit.querySelector("[data-crit-skipped]").hidden = !left;
    crit.querySelector("[data-crit-empty]").hidden = scored || left;
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

  skip?.addEventListener("change", () => {
    if (skip.checked) {
      points.value = "";
      bands.forEach((band) => { band.checked = false; });
    }
    state();
  });
  for (const band of bands) {
    band.addEventListener("change", () => {
      if (skip) skip.checked = false;
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
    step(crit, 1);
  });
  points.addEventListener("input", () => {
    if (skip && points.value.trim()) skip.checked = false;
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
document.querySelectorAll("[data-crit]").forEach(wireSteps);

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
  const help = document.querySelector("[data-shortcuts]");
  if (help && (event.ctrlKey || event.metaKey) && event.key === "/" && !event.isComposing) {
    event.preventDefault();
    help.open = !help.open;
    help.querySelector("summary").focus();
    return;
  }
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
