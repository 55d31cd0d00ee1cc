// Before the first paint: the reader's own choice of light or dark wins over the system's.
(() => {
  const KEY = "rokhas-scheme";
  const root = document.documentElement;
  const dark = () => root.dataset.colorScheme === "dark"
    || (root.dataset.colorScheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);

  const kept = (() => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  })();
  if (kept === "light" || kept === "dark") root.dataset.colorScheme = kept;

  const name = (button) => {
    const label = dark() ? button.dataset.light : button.dataset.dark;
    button.setAttribute("aria-label", label);
    button.title = label;
  };
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-scheme-switch]")) {
      button.hidden = false;
      name(button);
      button.addEventListener("click", () => {
        root.dataset.colorScheme = dark() ? "light" : "dark";
        try { localStorage.setItem(KEY, root.dataset.colorScheme); } catch { /* a private window keeps nothing */ }
        document.querySelectorAll("[data-scheme-switch]").forEach(name);
      });
    }
  });
})();
