// <plan-viewer src="…pdf"> (ui/_plan_viewer.html): pages drawn when they come in sight, zoom, pan, keyboard, text for readers.
//
// Each page carries <svg class="pv-layer" data-page viewBox="0 0 width height"> in PDF points from the top-left corner, the same
// coordinates whatever the zoom: annotations are drawn there. Events: "plan:ready" {pages}, "plan:page" {page, element, layer},
// "plan:zoom" {zoom}.
// A link <a href="…pdf" data-plan="viewer-id" data-name="…"> anywhere on the page opens its file in the viewer.

const LIBRARY = new URL("../vendor/pdfjs-dist@5.6.205/", import.meta.url);
const STEPS = [0.1, 0.15, 0.25, 0.35, 0.5, 0.7, 0.85, 1, 1.25, 1.5, 2, 3, 4, 6, 8];
const LARGEST_CANVAS = 16_000_000; // pixels: beyond, browsers draw nothing
const TEXT_LIMIT = 8_000; // characters read aloud per page
const SVG = "http://www.w3.org/2000/svg";

let library;

// The library is heavy and only fetched when a plan is looked at.
async function pdfjs() {
  library ??= import(new URL("pdf.min.mjs", LIBRARY).href).then((module) => {
    module.GlobalWorkerOptions.workerSrc = new URL("pdf.worker.min.mjs", LIBRARY).href;
    return module;
  });
  return library;
}

class PlanViewer extends HTMLElement {
  static observedAttributes = ["src"];

  connectedCallback() {
    this.room = this.querySelector(".pv-pages");
    this.status = this.querySelector("[data-state]");
    this.pages = [];
    this.zoom = 1;
    this.current = 1;
    this.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (button) this.act(button.dataset.do);
    });
    this.querySelector(".pv-go")?.addEventListener("change", (event) => this.go(Number.parseInt(event.target.value, 10)));
    this.room.addEventListener("keydown", (event) => this.key(event));
    this.room.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    this.room.addEventListener("scroll", () => this.locate(), { passive: true });
    this.pan();
    this.sight = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) this.draw(Number(entry.target.dataset.page));
    }, { root: this.room, rootMargin: "400px" });
    this.open();
  }

  disconnectedCallback() {
    this.sight?.disconnect();
    this.document?.destroy();
  }

  attributeChangedCallback(_name, before, after) {
    if (this.room && before !== after) this.open();
  }

  async open() {
    const source = this.getAttribute("src");
    this.say(this.dataset.loading);
    await this.document?.destroy();
    this.sight.disconnect();
    this.room.replaceChildren();
    this.pages = [];
    try {
      const { getDocument } = await pdfjs();
      const document_ = await getDocument({
        url: source,
        cMapUrl: new URL("cmaps/", LIBRARY).href,
        standardFontDataUrl: new URL("standard_fonts/", LIBRARY).href,
        wasmUrl: new URL("wasm/", LIBRARY).href,
        useWasm: false, // our content policy compiles nothing: the decoders have plain equivalents
        isEvalSupported: false,
      }).promise;
      if (source !== this.getAttribute("src")) return document_.destroy();
      this.document = document_;
      await this.layOut();
    } catch {
      this.say(this.dataset.failed);
      return undefined;
    }
    this.say("");
    this.dispatchEvent(new CustomEvent("plan:ready", { bubbles: true, detail: { pages: this.pages.length } }));
    return undefined;
  }

  async layOut() {
    for (let number = 1; number <= this.document.numPages; number += 1) {
      const page = await this.document.getPage(number);
      const { width, height } = page.getViewport({ scale: 1 });
      const element = document.createElement("div");
      element.className = "pv-page";
      element.dataset.page = String(number);
      const layer = document.createElementNS(SVG, "svg");
      layer.setAttribute("class", "pv-layer");
      layer.setAttribute("viewBox", `0 0 ${width} ${height}`);
      layer.dataset.page = String(number);
      element.append(layer);
      this.room.append(element);
      this.pages.push({ page, element, layer, width, height, drawn: 0 });
    }
    this.querySelector("[data-pages]")?.replaceChildren(String(this.pages.length));
    this.fit();
    for (const { element } of this.pages) this.sight.observe(element);
  }

  // Draws a page at the present zoom, unless it is already.
  async draw(number) {
    const entry = this.pages[number - 1];
    if (!entry || entry.drawn === this.zoom) return;
    entry.drawn = this.zoom;
    const sharp = Math.min(this.zoom * (devicePixelRatio || 1), Math.sqrt(LARGEST_CANVAS / (entry.width * entry.height)));
    const viewport = entry.page.getViewport({ scale: sharp });
    const canvas = document.createElement("canvas");
    canvas.dir = "ltr"; // in a right-to-left page an inherited direction misplaces every glyph
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", this.named(number));
    entry.task?.cancel();
    entry.task = entry.page.render({ canvas, viewport });
    try {
      await entry.task.promise;
    } catch (error) {
      if (error.name !== "RenderingCancelledException") this.say(this.dataset.failed);
      return;
    }
    entry.element.querySelector("canvas")?.remove();
    entry.element.prepend(canvas);
    this.size(entry);
    await this.read(entry);
    this.dispatchEvent(new CustomEvent("plan:page", {
      bubbles: true, detail: { page: number, element: entry.element, layer: entry.layer },
    }));
  }

  async read(entry) {
    if (entry.text) return;
    const content = await entry.page.getTextContent();
    entry.text = document.createElement("p");
    entry.text.className = "rk-sr";
    entry.text.dir = "auto";
    entry.text.textContent = content.items.map((item) => item.str).join(" ").slice(0, TEXT_LIMIT);
    entry.element.append(entry.text);
  }

  named(number) {
    return this.dataset.pageLabel
      .replace("{name}", this.dataset.name)
      .replace("{page}", number)
      .replace("{pages}", this.pages.length);
  }

  size({ element, width, height }) {
    for (const box of [element, element.querySelector("canvas")]) {
      if (!box) continue;
      box.style.width = `${width * this.zoom}px`;
      box.style.height = `${height * this.zoom}px`;
    }
  }

  act(name) {
    const moves = {
      "zoom-in": () => this.scale(STEPS.find((step) => step > this.zoom + 0.001) ?? STEPS.at(-1)),
      "zoom-out": () => this.scale(STEPS.findLast((step) => step < this.zoom - 0.001) ?? STEPS[0]),
      fit: () => this.fit(),
      previous: () => this.go(this.current - 1),
      next: () => this.go(this.current + 1),
    };
    moves[name]?.();
  }

  fit() {
    const entry = this.pages[this.current - 1];
    if (!entry) return;
    const free = { width: this.room.clientWidth - 34, height: this.room.clientHeight - 34 };
    this.scale(Math.max(STEPS[0], Math.min(free.width / entry.width, free.height / entry.height)));
  }

  // Keeps what is at the centre of the window at its centre.
  scale(zoom) {
    const { room } = this;
    const centre = {
      x: (room.scrollLeft + room.clientWidth / 2) / (room.scrollWidth || 1),
      y: (room.scrollTop + room.clientHeight / 2) / (room.scrollHeight || 1),
    };
    this.zoom = zoom;
    for (const entry of this.pages) this.size(entry);
    room.scrollLeft = centre.x * room.scrollWidth - room.clientWidth / 2;
    room.scrollTop = centre.y * room.scrollHeight - room.clientHeight / 2;
    const shown = this.querySelector("[data-zoom]");
    if (shown) shown.textContent = `${Math.round(zoom * 100)}\u00a0%`;
    this.dispatchEvent(new CustomEvent("plan:zoom", { bubbles: true, detail: { zoom } }));
    const view = room.getBoundingClientRect();
    for (const { element } of this.pages) {
      const box = element.getBoundingClientRect();
      if (box.bottom > view.top - 400 && box.top < view.bottom + 400) this.draw(Number(element.dataset.page));
    }
  }

  go(number) {
    const wanted = Math.min(Math.max(number || 1, 1), this.pages.length);
    this.pages[wanted - 1]?.element.scrollIntoView({ block: "start", inline: "nearest" });
    this.mark(wanted);
  }

  locate() {
    const middle = this.room.getBoundingClientRect().top + this.room.clientHeight / 3;
    const at = this.pages.findIndex(({ element }) => element.getBoundingClientRect().bottom > middle);
    if (at >= 0) this.mark(at + 1);
  }

  mark(number) {
    this.current = number;
    const box = this.querySelector(".pv-go");
    if (box && document.activeElement !== box) box.value = String(number);
  }

  key(event) {
    const moves = { "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", 0: "fit", PageDown: "next", PageUp: "previous" };
    const move = event.ctrlKey || event.metaKey || event.altKey ? null : moves[event.key];
    if (!move) return;
    event.preventDefault();
    this.act(move);
  }

  wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.act(event.deltaY < 0 ? "zoom-in" : "zoom-out");
  }

  pan() {
    let from = null;
    this.room.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch" || this.dataset.tool) return;
      from = { x: event.clientX, y: event.clientY, left: this.room.scrollLeft, top: this.room.scrollTop };
      this.room.classList.add("is-panning");
      this.room.setPointerCapture(event.pointerId);
    });
    this.room.addEventListener("pointermove", (event) => {
      if (!from) return;
      this.room.scrollLeft = from.left - (event.clientX - from.x);
      this.room.scrollTop = from.top - (event.clientY - from.y);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      this.room.addEventListener(end, () => {
        from = null;
        this.room.classList.remove("is-panning");
      });
    }
  }

  say(text) {
    this.status.textContent = text;
    this.status.hidden = !text;
  }
}

customElements.define("plan-viewer", PlanViewer);

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-plan]");
  const viewer = link && document.getElementById(link.dataset.plan);
  if (!viewer || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  for (const other of document.querySelectorAll(`a[data-plan="${link.dataset.plan}"]`)) {
    other.toggleAttribute("aria-current", false);
  }
  link.setAttribute("aria-current", "true");
  viewer.dataset.name = link.dataset.name ?? link.textContent.trim();
  viewer.room.setAttribute("aria-label", viewer.dataset.name);
  viewer.current = 1;
  viewer.setAttribute("src", link.getAttribute("href"));
  const download = viewer.querySelector("[data-download]");
  if (download) download.href = link.getAttribute("href");
});
