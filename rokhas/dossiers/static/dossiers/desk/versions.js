// Two plan viewers that move together, and the older page laid over the newer one: what only the older has is red, what only the
// newer has is blue, what both have is black.

const [older, newer] = ["plan-old", "plan-new"].map((name) => document.getElementById(name));
const sync = document.querySelector("[data-sync]");
const overlay = document.querySelector("[data-overlay]");
const legend = document.querySelector("[data-legend]");
let leading = null;

document.querySelector("[data-together]").hidden = false;

for (const [from, to] of [[older, newer], [newer, older]]) {
  from.addEventListener("plan:zoom", () => follow(from, to));
  from.addEventListener("plan:page", (event) => refresh(event.detail.page));
  from.querySelector(".pv-pages").addEventListener("scroll", () => follow(from, to), { passive: true });
}
overlay.addEventListener("change", () => {
  legend.hidden = !overlay.checked;
  for (let page = 1; page <= newer.pages.length; page += 1) refresh(page);
});

// The one that is moved leads; what the other answers to it is not a move.
function follow(from, to) {
  if (!sync.checked || !from.pages.length || !to.pages.length || (leading && leading !== from)) return;
  leading = from;
  if (to.zoom !== from.zoom) to.scale(from.zoom);
  to.room.scrollLeft = from.room.scrollLeft;
  to.room.scrollTop = from.room.scrollTop;
  requestAnimationFrame(() => requestAnimationFrame(() => { leading = null; }));
}

function refresh(number) {
  const place = newer.pages[number - 1]?.element;
  if (!place) return;
  place.querySelector(".vs-overlay")?.remove();
  const [before, after] = [older, newer].map((viewer) => viewer.pages[number - 1]?.element.querySelector("canvas:not(.vs-overlay)"));
  if (!overlay.checked || !before || !after) return;
  const canvas = document.createElement("canvas");
  canvas.className = "vs-overlay";
  canvas.setAttribute("aria-hidden", "true");
  canvas.width = after.width;
  canvas.height = after.height;
  const scale = (after.width / newer.pages[number - 1].width) / (before.width / older.pages[number - 1].width);
  const [old, fresh] = [[before, scale], [after, 1]].map(([source, factor]) => shades(source, factor, canvas.width, canvas.height));
  for (let at = 0; at < fresh.data.length; at += 4) {
    const ink = [shade(old.data, at), shade(fresh.data, at)];
    fresh.data[at] = ink[1];
    fresh.data[at + 1] = Math.min(...ink);
    fresh.data[at + 2] = ink[0];
  }
  canvas.getContext("2d").putImageData(fresh, 0, 0);
  place.append(canvas);
}

function shades(source, factor, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  brush.fillStyle = "#fff";
  brush.fillRect(0, 0, width, height);
  brush.drawImage(source, 0, 0, source.width * factor, source.height * factor);
  return brush.getImageData(0, 0, width, height);
}

function shade(data, at) {
  return Math.round((data[at] + data[at + 1] + data[at + 2]) / 3);
}
