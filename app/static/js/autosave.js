// Saves form[data-autosave-url] while one writes, and never loses a word: one request at a time,
// a copy nobody else can read on this machine until the server has it (keeping.js), an offer on return (offer.js).
// A form with marks in its hidden `read` saves field by field: only what was touched is sent, with
// the mark it was read with. Without marks the whole form goes, with its version.
const PAUSE = 1500;
const RETRY = 15_000;
const LOOK = 5000;
const OWN = new Set(["csrf_token", "version", "read", "touched", "once_key", "then"]);
const root = document.documentElement.dataset;
const { kept: keeping, offer, clash } = window.sangkien;

const words = (place) => place.dataset;
// The server takes away the spaces around a text: they alone are no difference.
const trimmed = (entries) => JSON.stringify(entries.map(([name, value]) => [name, value.trim()]));
const same = (a, b) => trimmed(a) === trimmed(b);

class Autosave {
  constructor(form) {
    this.form = form;
    this.state = document.getElementById(form.dataset.saveState);
    this.words = words(this.state);
    this.key = `${location.pathname}.${form.id}`;
    this.marks = this.readMarks();
    this.dirty = new Set();
    this.wrong = new Set();
    this.clashing = new Map();
    this.busy = this.held = this.stopped = this.leaving = this.composing = this.again = false;
    this.pending = undefined;
    keeping.prepare();
    this.listen();
    this.offerKept();
  }

  listen() {
    const { form } = this;
    form.addEventListener("input", (event) => this.changed(event.target, PAUSE));
    form.addEventListener("change", (event) => this.changed(event.target, 0));
    // An input method is at work: what stands in the field is not a word yet.
    form.addEventListener("compositionstart", () => { this.composing = true; clearTimeout(this.timer); });
    form.addEventListener("compositionend", (event) => this.composed(event.target));
    form.addEventListener("focusout", () => { this.composing = false; if (this.waiting()) this.plan(0); });
    form.addEventListener("autosave:now", () => { this.again = true; this.plan(0); });
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
    window.addEventListener("pageshow", () => { this.leaving = this.parting = false; });
    window.addEventListener("pagehide", () => this.part());
    for (const name of ["online", "focus"]) window.addEventListener(name, () => this.wake());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.waiting() && this.plan(0) : this.wake()));
    window.addEventListener("beforeunload", (event) => {
      if ((this.waiting() || this.wrong.size || this.busy) && !this.leaving) event.preventDefault();
    });
  }

  waiting() { return this.dirty.size > 0 || Boolean(this.pending); }

  composed(field) {
    this.composing = false;
    this.changed(field, PAUSE);
  }

  changed(field, wait) {
    const unit = this.unitOf(field?.name || field?.dataset?.unit || "");
    if (unit === undefined) return;
    if (!this.clashing.has(unit)) this.dirty.add(unit);
    this.wrong.delete(unit);
    this.keep();
    if (this.stopped) return;
    if (!this.state.classList.contains("failed")) this.say("dirty");
    this.plan(wait);
  }

  // The tab goes: what it has is sent in a request that outlives it (up to 64 KB; the copy on this
  // machine stands in for what is longer, or meets no network).
  part() {
    if (this.stopped || this.leaving) return;
    this.parting = true;
    this.composing = false;
    this.save();
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
    // The end of the running request, or of the composition, plans the next one.
    if (this.busy || this.composing || !(this.waiting() || this.again)) return;
    this.running = this.send();
  }

  async send() {
    this.busy = true;
    this.again = false;
    this.say("saving");
    // A request whose answer never came may have been stored: the very same words go once more
    // before newer ones, so that one's own text is never met as somebody else's.
    this.pending ??= this.gathered();
    this.pending.body.set("csrf_token", this.hidden("csrf_token")?.value ?? "");
    let answer;
    try {
      answer = await fetch(this.form.dataset.autosaveUrl, {
        method: "POST",
        body: this.pending.body,
        headers: { Accept: "application/json", "X-Requested-With": "autosave" },
        redirect: "manual",
        keepalive: Boolean(this.parting),
        credentials: "same-origin",
      });
      await this.take(answer);
    } catch {
      this.say("offline", true);
      this.plan(RETRY);
    } finally {
      this.busy = false;
    }
    if (this.waiting() && !this.state.classList.contains("failed")) this.plan(PAUSE);
  }

  gathered() {
    const units = new Set(this.dirty);
    this.dirty.clear();
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) {
      const foreign = this.marks && !OWN.has(name) && !units.has(this.unitOf(name));
      if (value instanceof File || foreign) body.delete(name);
    }
    if (this.marks) {
      body.set("read", JSON.stringify(this.marks));
      body.set("touched", [...units].join(" "));
    }
    return { units, body };
  }

  // The server refused the whole: nothing of it is stored, so it waits again with what is newer.
  putBack() {
    this.pending?.units.forEach((unit) => this.dirty.add(unit));
    this.pending = undefined;
  }

  async take(answer) {
    if (answer.ok) return this.saved(await answer.json());
    if (answer.status > 501) throw new Error("unknown whether it was stored");
    this.putBack();
    if (answer.status === 409) return this.refused(await answer.json().catch(() => ({})));
    // 400 is the token of a session that is over.
    if (answer.type === "opaqueredirect" || [400, 401, 403].includes(answer.status)) return this.signedOut();
    if (answer.status === 422) return this.invalid(await answer.json().catch(() => ({})));
    this.say("failed", true);
    return this.plan(RETRY);
  }

  saved(answer) {
    const version = this.hidden("version");
    if (version && answer.version !== undefined) version.value = answer.version;
    this.pending = undefined;
    this.forbidden = false;
    this.learn(answer.marks || {});
    for (const [name, field] of Object.entries(answer.moved || {})) this.follow(name, field);
    for (const name of Object.keys(answer.invalid || {})) this.wrong.add(name);
    this.keep();
    this.state.classList.remove("failed", "unsaved");
    // What was typed while this answer was on its way is not stored yet: "saved" would be a lie.
    if (this.waiting()) this.say("dirty");
    else this.state.textContent = this.words.textSaved.replace("{time}", answer.saved_at_text);
    if (this.wrong.size) this.invalid(answer);
    for (const [key, value] of Object.entries(answer.values || {})) this.fill(key, value);
    this.form.dispatchEvent(new CustomEvent("autosave:saved", { detail: answer }));
  }

  learn(marks) {
    if (!this.marks) return;
    Object.assign(this.marks, marks);
    this.hidden("read").value = JSON.stringify(this.marks);
  }

  // Somebody else's newer text of a field that nobody writes in here. The caret is left alone.
  follow(name, { text, mark }) {
    const field = this.form.elements.namedItem(name);
    if (this.dirty.has(name) || field === document.activeElement || !field || this.marks[name] === mark) return;
    if (!(field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === "text"))) return;
    field.value = text;
    this.learn({ [name]: mark });
  }

  fill(key, value) {
    const name = CSS.escape(key);
    document.querySelectorAll(`[data-value="${name}"]`).forEach((place) => { place.textContent = value; });
    document.querySelectorAll(`[data-bar="${name}"]`).forEach((bar) => bar.setAttribute("width", value));
  }

  invalid({ invalid = {}, errors = [] }) {
    Object.keys(invalid).forEach((name) => { this.wrong.add(name); this.dirty.delete(name); });
    this.keep();
    this.say("invalid", true);
    const told = Object.values(invalid).flat();
    const more = told.length ? told : Array.isArray(errors) ? errors : Object.values(errors).flat();
    if (more.length) this.state.append(` ${more.slice(0, 3).join(". ")}.`);
    if (Object.keys(invalid).length && this.waiting()) this.plan(PAUSE);
  }

  refused(answer) {
    if (answer.fields?.length && this.marks) return this.clashes(answer);
    this.stopped = true;
    if (!answer.conflict_url) {
      // Locked, sent or closed in the meantime: nothing can be saved here any more.
      this.say("closed", true);
      return undefined;
    }
    return this.compare();
  }

  // Both changed one field: the others go on, this one waits until its writer has chosen.
  clashes({ fields, who, when, marks }) {
    for (const { name, theirs } of fields) {
      const unit = this.unitOf(name);
      if (unit !== name) return this.compare();
      this.dirty.delete(name);
      const settle = (use) => () => {
        this.clashing.delete(name);
        this.learn({ [name]: marks[name] });
        if (use) use();
        this.changed({ name }, 0);
      };
      const box = clash({ who, when, theirs, words: this.words, keepMine: settle(), takeTheirs: settle(() => this.put(name, [[name, theirs]])) });
      this.clashing.set(name, theirs);
      this.placeOf(name).after(box);
    }
    this.say("conflict", true);
    if (this.waiting()) this.plan(PAUSE);
    return undefined;
  }

  // Nothing more is sent by itself; sending the form shows both texts.
  compare() {
    this.stopped = true;
    this.say("conflict", true);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn small";
    button.textContent = this.words.textCompare;
    button.addEventListener("click", () => this.form.requestSubmit());
    this.state.append(" ", button);
  }

  // ---- the session is over: keep, watch for a new sign-in of the same person, go on

  signedOut() {
    this.stopped = true;
    if (this.forbidden || !root.sessionUrl) return this.say(this.forbidden ? "closed" : "signedOut", true);
    this.say("signedOut", true);
    const link = document.createElement("a");
    link.href = `${root.signInUrl}?next=${encodeURIComponent(location.pathname)}`;
    link.target = "_blank";
    link.textContent = this.words.textSignIn;
    this.state.append(" ", link);
    this.watching = setInterval(() => this.look(), LOOK);
    return this.look(); // perhaps signed in all the while, and refused for another reason
  }

  wake() {
    if (this.watching) this.look();
    else if (this.waiting()) this.plan(0);
  }

  async look() {
    let now;
    try {
      now = await (await fetch(root.sessionUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" })).json();
    } catch {
      return;
    }
    if (!now.user || !this.watching) return;
    if (String(now.user) !== root.user) {
      this.say("otherUser", true);
      return;
    }
    clearInterval(this.watching);
    this.watching = undefined;
    document.querySelectorAll("input[name=csrf_token]").forEach((field) => { field.value = now.csrf_token; });
    this.stopped = false;
    this.forbidden = true; // refused once more although signed in: then it is no matter of sessions
    this.say("dirty");
    this.plan(0);
  }

  say(what, failed = false) {
    this.state.classList.toggle("failed", failed);
    this.state.classList.toggle("unsaved", !failed);
    const key = `text${what[0].toUpperCase()}${what.slice(1)}`;
    if (this.state.textContent !== this.words[key]) this.state.textContent = this.words[key];
  }

  // ---- fields and the units they are saved by: a field, or a whole list of rows

  hidden(name) { return this.form.querySelector(`input[type=hidden][name="${name}"]`); }

  readMarks() {
    const found = this.hidden("read")?.value;
    const marks = found ? JSON.parse(found) : {};
    return Object.keys(marks).length ? marks : undefined;
  }

  unitOf(name) {
    if (!name || OWN.has(name)) return undefined;
    if (!this.marks || name in this.marks) return name;
    return Object.keys(this.marks).find((unit) => name.startsWith(`${unit}-`));
  }

  placeOf(name) {
    const field = this.form.elements.namedItem(name);
    const one = field instanceof RadioNodeList ? field[0] : field;
    return one.closest(".field") || one;
  }

  entries(units) {
    const secret = new Set([...this.form.querySelectorAll("input[type=password]")].map((field) => field.name));
    const found = {};
    for (const unit of units) found[unit] = [];
    for (const [name, value] of new FormData(this.form)) {
      const unit = this.unitOf(name);
      if (!(value instanceof File) && !secret.has(name) && unit in found) found[unit].push([name, value]);
    }
    return found;
  }

  // ---- the copy on this machine

  keep() {
    const units = new Set([...this.dirty, ...(this.pending?.units || []), ...this.wrong, ...this.clashing.keys()]);
    if (units.size) keeping.put(this.key, this.entries(units));
    else keeping.drop(this.key);
  }

  async offerKept() {
    for (const found of await keeping.left(this.key)) this.offerOne(found);
  }

  offerOne(found) {
    const here = this.entries(Object.keys(found.value).filter((unit) => this.knows(unit)));
    const differing = Object.keys(here).filter((unit) => !same(here[unit], found.value[unit]));
    if (!differing.length) {
      found.drop();
      return;
    }
    const told = (entries) => entries.map(([name, value]) => this.shown(name, value)).filter(Boolean).join("\n");
    this.form.before(offer({
      at: found.at,
      words: this.words,
      differences: differing.map((unit) => ({ label: this.label(unit), here: told(here[unit]), kept: told(found.value[unit]) })),
      restore: () => {
        differing.forEach((unit) => { this.put(unit, found.value[unit]); this.changed({ name: unit }, 0); });
        found.drop();
      },
      discard: () => found.drop(),
    }));
  }

  knows(unit) {
    return Boolean(this.form.elements.namedItem(unit) || this.form.querySelector(`[name^="${CSS.escape(unit)}-"]`));
  }

  label(unit) {
    const field = this.form.elements.namedItem(unit) || this.form.querySelector(`[name^="${CSS.escape(unit)}-"]`);
    const one = field instanceof RadioNodeList ? field[0] : field;
    const legend = one?.type === "radio" || one?.type === "checkbox" || !this.form.elements.namedItem(unit)
      ? one?.closest("fieldset")?.querySelector("legend") : one?.labels?.[0];
    return legend?.textContent.trim() || one?.getAttribute("aria-label") || "";
  }

  shown(name, value) {
    const field = this.form.elements.namedItem(name);
    if (field instanceof RadioNodeList) {
      const chosen = [...field].find((one) => one.value === value);
      return chosen?.labels?.[0]?.textContent.trim() || value;
    }
    if (field instanceof HTMLSelectElement) return [...field.options].find((option) => option.value === value)?.text ?? value;
    return value;
  }

  // Writes kept values back; a list of rows first gets as many rows as were kept.
  put(unit, entries) {
    const listed = !this.form.elements.namedItem(unit);
    const named = listed ? this.rowsFor(unit, entries) : entries;
    const values = new Map();
    for (const [name, value] of named) values.set(name, [...(values.get(name) || []), value]);
    for (const field of this.form.elements) {
      if (this.unitOf(field.name) !== unit || ["file", "password", "submit", "button"].includes(field.type)) continue;
      const wanted = values.get(field.name) || [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
      else if (field.type === "select-multiple") [...field.options].forEach((option) => { option.selected = wanted.includes(option.value); });
      else field.value = wanted.shift() ?? "";
      field.dispatchEvent(new Event("input")); // counters and bars; does not bubble to the form
    }
  }

  rowsFor(unit, entries) {
    const rowOf = (name) => name.slice(unit.length + 1).split("-")[0];
    const keptRows = [...new Set(entries.map(([name]) => rowOf(name)))];
    const list = this.form.querySelector(`[name^="${CSS.escape(unit)}-"]`)?.closest("[data-rows]");
    const here = () => [...new Set([...list.querySelectorAll(`[name^="${CSS.escape(unit)}-"]`)].map((field) => rowOf(field.name)))];
    for (let left = keptRows.length - here().length; left > 0; left -= 1) list.querySelector("[data-add-row]")?.click();
    const rows = here();
    return entries.map(([name, value]) => {
      const row = rowOf(name);
      const now = rows[keptRows.indexOf(row)] ?? row;
      return [`${unit}-${now}${name.slice(unit.length + 1 + row.length)}`, value];
    });
  }
}

for (const form of document.querySelectorAll("form[data-autosave-url]")) new Autosave(form);
