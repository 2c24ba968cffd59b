// Saves form[data-autosave-url] while one writes, and never loses a word:
// one request at a time, a copy kept in this tab until the server has it, a stop on conflict.
const PAUSE = 1500;
const RETRY = 15_000;
const NOT_KEPT = new Set(["csrf_token", "version"]);

class Autosave {
  constructor(form) {
    this.form = form;
    this.state = document.getElementById(form.dataset.saveState);
    this.words = this.state.dataset;
    // Another person's text must not be offered: the key names the person.
    this.key = `sangkien.kept.${document.documentElement.dataset.user || ""}.${location.pathname}.${form.id}`;
    this.dirty = this.busy = this.held = this.stopped = this.leaving = false;
    this.offerKept();
    this.listen();
  }

  listen() {
    const { form } = this;
    form.addEventListener("input", () => this.changed(PAUSE));
    form.addEventListener("change", () => this.changed(0));
    form.addEventListener("focusout", () => this.dirty && this.plan(0));
    form.addEventListener("autosave:now", () => { this.dirty = true; this.plan(0); });
    // Asked first: whoever asks or counts presses sees the form only when it may go.
    window.addEventListener("submit", (event) => this.hold(event), { capture: true });
    // Kept until a page shows that the server has it: a sign-in may stand between.
    // Asked last, so that confirm.js and once.js have had their say.
    window.addEventListener("submit", (event) => {
      if (event.target !== form || event.defaultPrevented) return;
      this.keep();
      this.leaving = true;
      clearTimeout(this.timer);
    });
    window.addEventListener("pageshow", () => { this.leaving = false; });
    window.addEventListener("online", () => this.dirty && this.plan(0));
    document.addEventListener("visibilitychange", () => document.hidden && this.dirty && this.plan(0));
    window.addEventListener("beforeunload", (event) => {
      if ((this.dirty || this.busy) && !this.leaving) event.preventDefault();
    });
  }

  changed(wait) {
    this.dirty = true;
    this.keep();
    if (!this.stopped) {
      if (!this.state.classList.contains("failed")) this.say("dirty");
      this.plan(wait);
    }
  }

  plan(wait) {
    clearTimeout(this.timer);
    if (!this.stopped && !this.leaving) this.timer = setTimeout(() => this.save(), wait);
  }

  // Leaving a field for the button starts a save. Its answer brings the version that the form
  // must carry; without it one would meet one's own words as somebody else's.
  hold(event) {
    if (event.target !== this.form || !this.busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.held) return;
    this.held = true;
    const { submitter } = event;
    this.running.finally(() => {
      this.held = false;
      this.form.requestSubmit(submitter);
    });
  }

  save() {
    if (this.busy) return; // the end of the running request plans the next one
    this.running = this.send();
  }

  async send() {
    this.busy = true;
    this.dirty = false;
    this.say("saving");
    try {
      const answer = await fetch(this.form.dataset.autosaveUrl, {
        method: "POST",
        body: this.body(),
        headers: { Accept: "application/json", "X-Requested-With": "autosave" },
        redirect: "manual",
        credentials: "same-origin",
      });
      await this.take(answer);
    } catch {
      this.dirty = true;
      this.say("offline", true);
      this.plan(RETRY);
    } finally {
      this.busy = false;
    }
    if (this.dirty && !this.state.classList.contains("failed")) this.plan(PAUSE);
  }

  body() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  async take(answer) {
    if (answer.ok) return this.saved(await answer.json());
    this.dirty = true;
    if (answer.status === 409) return this.conflict();
    // 400 is the token of a session that is over.
    if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) {
      this.stopped = true;
      return this.say("signedOut", true);
    }
    if (answer.status === 422) return this.say("invalid", true);
    this.say("failed", true);
    return this.plan(RETRY);
  }

  saved(answer) {
    const version = this.form.elements.namedItem("version");
    if (version && answer.version !== undefined) version.value = answer.version;
    if (this.dirty) this.keep();
    else sessionStorage.removeItem(this.key);
    this.state.classList.remove("failed", "unsaved");
    this.state.textContent = this.words.textSaved.replace("{time}", answer.saved_at_text);
    for (const [key, value] of Object.entries(answer.values || {})) this.fill(key, value);
    this.form.dispatchEvent(new CustomEvent("autosave:saved", { detail: answer }));
  }

  fill(key, value) {
    const name = CSS.escape(key);
    document.querySelectorAll(`[data-value="${name}"]`).forEach((place) => { place.textContent = value; });
    document.querySelectorAll(`[data-bar="${name}"]`).forEach((bar) => bar.setAttribute("width", value));
  }

  // Somebody else saved first. Nothing more is sent by itself; sending the form shows both texts.
  conflict() {
    this.stopped = true;
    this.say("conflict", true);
    const compare = document.createElement("button");
    compare.type = "button";
    compare.className = "btn small";
    compare.textContent = this.words.textCompare;
    compare.addEventListener("click", () => this.form.requestSubmit());
    this.state.append(" ", compare);
  }

  say(what, failed = false) {
    this.state.classList.toggle("failed", failed);
    this.state.classList.toggle("unsaved", !failed);
    const key = `text${what[0].toUpperCase()}${what.slice(1)}`;
    if (this.state.textContent !== this.words[key]) this.state.textContent = this.words[key];
  }

  // ---- the copy in this tab

  entries() {
    const secret = new Set([...this.form.querySelectorAll("input[type=password]")].map((field) => field.name));
    return [...new FormData(this.form)].filter(
      ([name, value]) => !(value instanceof File) && !NOT_KEPT.has(name) && !secret.has(name),
    );
  }

  version() {
    return this.form.elements.namedItem("version")?.value ?? "";
  }

  keep() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ version: this.version(), entries: this.entries() }));
    } catch {
      // storage is full or switched off: the page itself still holds the text
    }
  }

  offerKept() {
    const text = sessionStorage.getItem(this.key);
    if (!text) return;
    const kept = JSON.parse(text);
    // Saved since then, here or elsewhere: the copy is older than what the page shows.
    const stale = kept.version !== this.version();
    if (stale || JSON.stringify(kept.entries) === JSON.stringify(this.entries())) {
      sessionStorage.removeItem(this.key);
      return;
    }
    this.form.before(this.offer(kept.entries));
  }

  offer(entries) {
    const note = document.createElement("div");
    note.className = "note pen kept";
    note.setAttribute("role", "status");
    const button = (text, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "btn small";
      made.textContent = text;
      made.addEventListener("click", () => { act(); note.remove(); });
      return made;
    };
    const text = document.createElement("span");
    text.textContent = this.words.textKept;
    note.append(
      text,
      button(this.words.textRestore, () => this.restore(entries)),
      button(this.words.textDiscard, () => sessionStorage.removeItem(this.key)),
    );
    return note;
  }

  restore(entries) {
    const values = Map.groupBy ? Map.groupBy(entries, ([name]) => name) : groupBy(entries);
    for (const field of this.form.elements) {
      if (!field.name || NOT_KEPT.has(field.name) || ["file", "password", "submit", "button", "fieldset"].includes(field.type)) continue;
      const kept = (values.get(field.name) || []).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
      else if (field.type === "select-multiple") [...field.options].forEach((option) => { option.selected = kept.includes(option.value); });
      else if (kept.length) field.value = kept[0];
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
    this.form.querySelectorAll("textarea, input").forEach((field) => field.dispatchEvent(new Event("input")));
  }
}

const groupBy = (entries) => {
  const groups = new Map();
  for (const entry of entries) groups.set(entry[0], [...(groups.get(entry[0]) || []), entry]);
  return groups;
};

for (const form of document.querySelectorAll("form[data-autosave-url]")) new Autosave(form);
