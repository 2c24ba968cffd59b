// form[data-confirm] asks first, in a dialog. Without it the form is simply sent, and the
// server decides. data-confirm-title, data-confirm-yes; "no" comes from <html data-text-no>.
const words = document.documentElement.dataset;

const element = (name, text, attributes = {}) => {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const ask = (form, submitter) => {
  const dialog = element("dialog", "", { "aria-labelledby": "confirm-title" });
  const title = form.dataset.confirmTitle || submitter?.textContent.trim() || "";
  const yes = element("button", form.dataset.confirmYes || words.textYes, { class: "btn pen", type: "button" });
  const no = element("button", words.textNo, { class: "btn", type: "button" });
  const acts = element("p", "", { class: "cluster" });
  acts.append(yes, no);
  dialog.append(element("h2", title, { id: "confirm-title" }), element("p", form.dataset.confirm), acts);
  yes.addEventListener("click", () => {
    dialog.close();
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter);
  });
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  no.focus(); // the safe answer is the one Enter gives
};

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.dataset.confirm) return;
    if (form.dataset.confirmed) {
      delete form.dataset.confirmed;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form, event.submitter);
  },
  { capture: true },
);
