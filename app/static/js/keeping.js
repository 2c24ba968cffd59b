// Text that has not reached the server stays on this machine, also when the tab or the browser is
// closed. It is encrypted with a key that only a page of the signed-in person holds: somebody else
// at this machine finds nothing that can be read. Where the browser cannot encrypt (plain HTTP), the
// copy lives in the tab alone. Signing out removes it, and asks first when there is any.
//
// The browser encrypts only for those who wait, and a dying tab does not wait. So the words are
// masked in the very event that brought them, with key stream that the browser made ahead (what
// AES-GCM makes of zeros under a nonce of its own; each byte is used once), and some milliseconds
// later replaced by a copy that is sealed as well. See docs/decisions/0033-kept-text.md.
const PREFIX = "sangkien.kept.";
const MOST_DAYS = 30;
const PAD = 1 << 20; // masks a long section twenty times, a short one a thousand times
const root = document.documentElement.dataset;
const canEncrypt = Boolean(root.keepKey && window.crypto?.subtle);

const storage = () => (canEncrypt ? localStorage : sessionStorage);
const own = () => `${PREFIX}${root.user || ""}.`;
const binary = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const printable = (bytes) => {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
};
const bytesOf = (value) => new TextEncoder().encode(JSON.stringify(value));
const nonce = () => crypto.getRandomValues(new Uint8Array(12));

let imported;
const key = () => {
  imported ??= crypto.subtle.importKey("raw", binary(root.keepKey), "AES-GCM", false, ["encrypt", "decrypt"]);
  return imported;
};
const encrypted = async (iv, bytes) => new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), bytes));
const decrypted = async (iv, bytes) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), bytes);

const sealed = async (value) => {
  const iv = nonce();
  return { iv: printable(iv), data: printable(await encrypted(iv, bytesOf(value))) };
};

// Two pads of key stream in hand: while one is used up, the next one is made.
let pads = [];
let providing = Promise.resolve();
const fresh = ({ used }) => used < PAD / 2;
const provide = () => {
  providing = providing.then(async () => {
    while (pads.filter(fresh).length < 2) {
      const iv = nonce();
      pads.push({ iv: printable(iv), bytes: await encrypted(iv, new Uint8Array(PAD)), used: 0 });
    }
    pads = pads.filter(fresh);
  }).catch(() => {}); // no key stream: only the sealed copy is kept
};

// Undefined when no pad has room for it: then the sealed copy alone comes, a moment later.
const masked = (value) => {
  const data = bytesOf(value);
  const pad = pads.find(({ used }) => used + data.length <= PAD);
  if (!pad) return undefined;
  const from = pad.used;
  pad.used += data.length; // before anything else: no byte masks twice
  if (!fresh(pad)) provide();
  return { iv: pad.iv, from, data: printable(data.map((byte, i) => byte ^ pad.bytes[from + i])) };
};

const readable = async ({ iv, from, data, plain }) => {
  if (!canEncrypt) return plain;
  let bytes = binary(data);
  if (from === undefined) bytes = await decrypted(binary(iv), bytes);
  else {
    const stream = await encrypted(binary(iv), new Uint8Array(Math.min(from, PAD) + bytes.length));
    bytes = bytes.map((byte, i) => byte ^ stream[from + i]);
  }
  return JSON.parse(new TextDecoder().decode(bytes));
};

const names = (start) => {
  try {
    return Object.keys(storage()).filter((name) => name.startsWith(start));
  } catch {
    return [];
  }
};

// What was begun earlier and ends later is not written: an older text never lands on a newer one,
// and none on what was dropped in between.
let count = 0;
const newest = new Map();
const write = (name, number, record) => {
  if (number < (newest.get(name) ?? 0)) return;
  try {
    storage().setItem(name, JSON.stringify(record));
    newest.set(name, number);
  } catch {
    // storage full or switched off: the page still holds the text
  }
};
const forget = (name) => {
  newest.set(name, ++count);
  try {
    storage().removeItem(name);
  } catch {
    // switched off: nothing is there
  }
};

let turn = Promise.resolve();
const inTurn = (act) => {
  turn = turn.then(act).catch(() => {});
  return turn;
};

const read = (name) => {
  try {
    return storage().getItem(name);
  } catch {
    return null;
  }
};

const found = async (name, raw) => {
  try {
    const record = JSON.parse(raw);
    const value = await readable(record);
    // In its turn: what takes its place is stored first. Another window may have written meanwhile.
    const drop = () => inTurn(() => { if (read(name) === raw) forget(name); });
    return value && typeof value === "object" ? { at: record.at, value, drop } : undefined;
  } catch {
    return undefined; // another key, or not ours: nothing to offer
  }
};

// Every page that is opened keeps under a name of its own: two windows of one section do not write
// over each other, and what is being offered stays until somebody has answered.
const visit = [...crypto.getRandomValues(new Uint32Array(2))].map((part) => part.toString(36)).join("");

const kept = {
  prepare: () => { if (canEncrypt) provide(); },
  put: (name, value) => {
    const full = `${own()}${name}@${visit}`;
    const [number, at] = [++count, Date.now()];
    const record = canEncrypt ? masked(value) : { plain: value };
    if (record) write(full, number, { at, ...record });
    if (canEncrypt) inTurn(async () => {
      if (number >= (newest.get(full) ?? 0)) write(full, number, { at, ...(await sealed(value)) });
    });
  },
  drop: (name) => forget(`${own()}${name}@${visit}`),
  // What earlier pages left, the latest first.
  left: async (name) => {
    const full = own() + name;
    const there = names(full).filter((one) => one === full || one.startsWith(`${full}@`));
    const all = await Promise.all(there.map((one) => [one, read(one)]).map(([one, raw]) => found(one, raw)));
    return all.filter(Boolean).sort((a, b) => b.at - a.at);
  },
};
window.sangkien = { ...window.sangkien, kept };

// What nobody came back for goes after a month, whoever wrote it.
for (const name of names(PREFIX)) {
  let at = 0;
  try {
    ({ at } = JSON.parse(storage().getItem(name)));
  } catch {
    // unreadable: gone as well
  }
  if (!(Date.now() - at < MOST_DAYS * 86_400_000)) forget(name);
}

// Before confirm.js, which asks at the document: a window hears first.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-signs-out]")) return;
  if (names(own()).length && !form.dataset.confirmed) form.dataset.confirm = form.dataset.unsaved || "";
}, { capture: true });
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-signs-out]") || event.defaultPrevented) return;
  names(own()).forEach(forget);
});
