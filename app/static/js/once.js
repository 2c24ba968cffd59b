// A form is sent once: the second press is ignored until the answer is here.
// Buttons are not disabled, because a disabled button's name would not be sent.
const release = (form) => {
  delete form.dataset.busy;
  form.removeAttribute("aria-busy");
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.once === "off") return;
  if (form.dataset.busy) {
    event.preventDefault();
    return;
  }
  form.dataset.busy = "yes";
  form.setAttribute("aria-busy", "true");
});

// Coming back by the browser's button restores the page as it was left: still busy.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-busy]").forEach(release);
});
