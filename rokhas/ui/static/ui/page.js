// Small behaviours of every page: focus on errors, one submission per click, announcements after a fragment is replaced.
import "./copy.js";

const live = () => document.getElementById("announce");

export function announce(text) {
  const region = live();
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 50);
}

function focusFirst(root) {
  const target = root.querySelector?.("[data-focus]");
  if (target) target.focus();
}

// A form sent twice by an impatient click is sent once; a form that comes back by the history is alive again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method.toLowerCase() !== "post" || form.hasAttribute("data-again")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

document.addEventListener("htmx:after:swap", (event) => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  const said = document.querySelector("[data-announce]");
  if (said) {
    announce(said.dataset.announce);
    delete said.dataset.announce;
  }
  focusFirst(event.target instanceof Element ? event.target : document);
});

// Only one drop-down of the masthead is open at a time, and Escape closes it.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(".rk-burger[open], .rk-app__burger[open], .rk-menu[open]")) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
});

// The tab of the page that is shown and the stage that is reached stay in sight where their bar is wider than the screen.
for (const tab of document.querySelectorAll(".rk-tabs [aria-current=page], .stages [aria-current]")) {
  const bar = tab.closest(".rk-tabs, .stages");
  const [around, shown] = [bar.getBoundingClientRect(), tab.getBoundingClientRect()];
  if (shown.left < around.left || shown.right > around.right) {
    bar.scrollLeft += shown.left + shown.width / 2 - around.left - around.width / 2;
  }
}

focusFirst(document);
