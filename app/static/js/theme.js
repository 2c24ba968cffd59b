// Light, dark, or what the system says; the choice is kept on this machine.
// A classic script, run before the first paint: a deferred one would flash the other theme.
{
  const KEY = "sangkien.theme";
  const root = document.documentElement;
  const remembered = () => {
    try {
      return localStorage.getItem(KEY) || "system";
    } catch {
      return "system"; // storage is switched off: the system's choice holds
    }
  };
  root.dataset.theme = remembered();

  const mark = (group) => {
    for (const button of group.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === root.dataset.theme));
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-switch]")) {
      group.hidden = false;
      mark(group);
      group.addEventListener("click", (event) => {
        const button = event.target.closest("[data-theme-choice]");
        if (!button) return;
        root.dataset.theme = button.dataset.themeChoice;
        try {
          localStorage.setItem(KEY, root.dataset.theme);
        } catch {
          // not remembered, but it holds for this page
        }
        mark(group);
      });
    }
  });
}
