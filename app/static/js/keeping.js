// Text that has not reached the server stays on this machine, also when the tab or the browser is
// closed. It is encrypted with a key that only a page of the signed-in person holds: somebody else
// at this machine finds nothing that can be read. Where the browser cannot encrypt (plain HTTP), the
// copy lives in the tab alone. Signing out removes it, and asks first when there is any.
const PREFIX = "sangkien.kept.";
const MOST_DAYS = 30;
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

let imported;
const key = () => {
  imported ??= crypto.subtle.importKey("raw", binary(root.keepKey), "AES-GCM", false, ["encrypt", "decrypt"]);
  return imported;
};

const sealed = async (value) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = new TextEncoder().encode(JSON.stringify(value));
  const secret = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), data);
  return { iv: printable(iv), data: printable(secret) };
};

const unsealed = async ({ iv, data }) => {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: binary(iv) }, await key(), binary(data));
  return JSON.parse(new TextDecoder().decode(plain));
};

const names = (start) => {
  try {
    return Object.keys(storage()).filter((name) => name.startsWith(start));
  } catch {
    return [];
  }
};

// One after the other: an older text never lands on a newer one.
let turn = Promise.resolve();
const inTurn = (act) => {
  turn = turn.then(act).catch(() => {}); // storage full or switched off: the page still holds the text
  return turn;
};

const kept = {
  put: (name, value) => inTurn(async () => {
    const at = Date.now();
    const written = canEncrypt ? await sealed(value) : { plain: value };
    storage().setItem(own() + name, JSON.stringify({ at, ...written }));
  }),
  drop: (name) => inTurn(() => storage().removeItem(own() + name)),
  get: async (name) => {
    try {
      const found = JSON.parse(storage().getItem(own() + name));
      if (!found) return undefined;
      return { at: found.at, value: canEncrypt ? await unsealed(found) : found.plain };
    } catch {
      return undefined; // another key, or not ours: nothing to offer
    }
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
  if (!(Date.now() - at < MOST_DAYS * 86_400_000)) storage().removeItem(name);
}

// Before confirm.js, which asks at the document: a window hears first.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-signs-out]")) return;
  if (names(own()).length && !form.dataset.confirmed) form.dataset.confirm = form.dataset.unsaved || "";
}, { capture: true });
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-signs-out]") || event.defaultPrevented) return;
  names(own()).forEach((name) => storage().removeItem(name));
});
