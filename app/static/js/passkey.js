// Passkeys. A form with data-passkey asks its data-ask-url for options, lets the authenticator
// answer, puts the answer into its hidden field and is sent as any form.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

function readable(asked) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) publicKey.user = { ...asked.user, id: bytes(asked.user.id) };
  publicKey.excludeCredentials = known(asked.excludeCredentials);
  publicKey.allowCredentials = known(asked.allowCredentials);
  return publicKey;
}

function sendable(made) {
  const response = { clientDataJSON: text(made.response.clientDataJSON) };
  if (made.response.attestationObject) {
    response.attestationObject = text(made.response.attestationObject);
    response.transports = made.response.getTransports ? made.response.getTransports() : [];
  } else {
    response.authenticatorData = text(made.response.authenticatorData);
    response.signature = text(made.response.signature);
    if (made.response.userHandle) response.userHandle = text(made.response.userHandle);
  }
  return { id: made.id, rawId: text(made.rawId), type: made.type, response };
}

async function ask(form) {
  const answer = await fetch(form.dataset.askUrl, { method: "POST", body: new FormData(form) });
  const asked = await answer.json();
  if (!answer.ok) throw new Error(asked.message);
  const publicKey = readable(asked);
  form.querySelector("[data-passkey-said]").textContent = form.dataset.textWait;
  const create = form.dataset.passkey === "create";
  return navigator.credentials[create ? "create" : "get"]({ publicKey }).catch(() => {
    throw new Error(form.dataset.textStopped);
  });
}

async function use(form) {
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    form.elements.credential.value = JSON.stringify(sendable(await ask(form)));
    // The password has been checked with the options: it is not sent a second time.
    if (form.elements.password) form.elements.password.disabled = true;
    form.submit();
  } catch (problem) {
    const plain = problem instanceof SyntaxError || problem instanceof TypeError;
    form.querySelector("[data-passkey-said]").textContent = plain
      ? form.dataset.textStopped
      : problem.message;
    button.disabled = false;
  }
}

if (window.PublicKeyCredential && navigator.credentials) {
  for (const note of document.querySelectorAll("[data-passkey-missing]")) note.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      use(form);
    });
  }
}
