// The list of tasks from the keyboard, and what is chosen in it. Everything is there without this script; single keys answer only
// where the reader left them on (WCAG 2.1.4), never while typing, and they move the focus itself, so that a screen reader follows.

const table = document.querySelector("[data-list]");
const form = document.getElementById("chosen");

if (table && form) {
  const boxes = [...form.querySelectorAll("[name=tasks]")];
  const every = table.querySelector("[data-all]");
  const count = form.querySelector("[data-count]");

  const draw = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = String(chosen);
    every.checked = chosen === boxes.length;
    every.indeterminate = chosen > 0 && chosen < boxes.length;
    every.classList.toggle("mix", every.indeterminate);
  };
  every.hidden = false;
  every.addEventListener("change", () => {
    for (const box of boxes) box.checked = every.checked;
    draw();
  });
  form.addEventListener("change", draw);
  form.addEventListener("reset", () => setTimeout(draw));
  addEventListener("pageshow", draw);
  draw();
}

if (table?.hasAttribute("data-keys")) {
  const links = [...table.querySelectorAll("tbody a.t")];
  const help = document.getElementById("keys");
  const rank = () => links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const go = (step) => {
    const here = rank();
    const next = here < 0 ? 0 : Math.min(links.length - 1, Math.max(0, here + step));
    links[next]?.focus();
  };
  const acts = {
    j: () => go(1),
    k: () => go(-1),
    x: () => links[rank()]?.closest("tr").querySelector("[name=tasks]").click(),
    "/": () => document.getElementById("list-search")?.focus(),
    "?": () => help?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in acts)) return;
    event.preventDefault();
    acts[event.key]();
  });
}
