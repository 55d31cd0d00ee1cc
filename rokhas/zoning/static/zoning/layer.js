// <rk-zoning>: the zoning drawn over the map of the page (rk-parcel-map), or over a map of its own around data-lon, data-lat.
// What is in sight is asked again once the map stands still, by a box snapped to a grid, so that browsers keep the answers.
// Zones are told by their code and hatching, and listed under the map; every sentence comes from the template (data-text-*).

const CLOSE = 15; // zoom around a land
const WAIT = 250; // milliseconds after the last move
const NAMED = 34; // pixels from which a zone carries its code

class Zoning extends HTMLElement {
  connectedCallback() {
    if (this.parts) return;
    this.parts = Object.fromEntries([...this.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
    this.arabic = document.documentElement.lang.startsWith("ar");
    if (!window.L) return;
    if (this.dataset.lon) return this.over(this.around());
    const host = document.querySelector("rk-parcel-map");
    if (host?.map) this.over(host.map);
    else document.addEventListener("rk-map", ({ detail }) => this.over(detail), { once: true });
  }

  // A map of its own: the land, and what surrounds it.
  around() {
    const { map: box } = this.parts;
    box.hidden = false;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", this.dataset.textMap);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(box, { attributionControl: false, zoomControl: false, minZoom: 9, maxZoom: 18, zoomAnimation: !still, scrollWheelZoom: false });
    L.control.zoom({ zoomInTitle: this.dataset.textZoomIn, zoomOutTitle: this.dataset.textZoomOut }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    const place = [Number(this.dataset.lat), Number(this.dataset.lon)];
    map.setView(place, CLOSE);
    const told = document.getElementById("zoned-land");
    const style = { className: "rk-land", interactive: false, pane: "markerPane" };
    if (told) L.geoJSON(JSON.parse(told.textContent), { style, interactive: false }).addTo(map);
    else L.circleMarker(place, { radius: 9, className: "rk-point", interactive: false, pane: "markerPane" }).addTo(map);
    return map;
  }

  over(map) {
    this.map = map;
    const pane = map.createPane("zoning");
    pane.classList.add("zl-pane");
    this.renderer = L.svg({ pane: "zoning" });
    this.parts.told.hidden = false;
    map.on("moveend", () => this.later());
    this.look();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), WAIT);
  }

  // The box of the screen, out to a grid of a quarter of its own size.
  box() {
    const seen = this.map.getBounds();
    const wide = Math.max(seen.getEast() - seen.getWest(), seen.getNorth() - seen.getSouth());
    const step = 2 ** Math.floor(Math.log2(wide / 4));
    const out = (value, round) => Number((round(value / step) * step).toFixed(6));
    return [out(seen.getWest(), Math.floor), out(seen.getSouth(), Math.floor), out(seen.getEast(), Math.ceil), out(seen.getNorth(), Math.ceil)].join();
  }

  async look() {
    const box = this.box();
    if (box === this.drawn) return this.name();
    this.asked?.abort();
    const control = (this.asked = new AbortController());
    let shapes;
    try {
      const response = await fetch(`${this.dataset.address}?box=${box}`, { signal: control.signal, headers: { Accept: "application/geo+json" } });
      const answer = await response.json();
      if (!response.ok) return this.say(answer.title);
      shapes = answer;
    } catch (error) {
      return error.name === "AbortError" ? undefined : this.say(this.dataset.textFailed);
    }
    this.drawn = box;
    this.draw(shapes);
  }

  draw(shapes) {
    this.layer?.remove();
    const style = ({ properties, geometry }) => {
      if (properties.feature === "zone") return { className: "zl-zone", fillColor: `url(#zl-${properties.pattern})` };
      return { className: geometry.type.endsWith("Polygon") ? "zl-easement zl-easement--area" : "zl-easement" };
    };
    this.layer = L.geoJSON(shapes, { style, pane: "zoning", renderer: this.renderer, interactive: false }).addTo(this.map);
    this.name();
    this.list(shapes.features);
    const { textFar, textNone, textPartial } = this.dataset;
    this.say(shapes.far ? textFar : shapes.partial ? textPartial : shapes.features.length ? "" : textNone);
  }

  // The code of each zone that is large enough on the screen to carry it.
  name() {
    this.layer?.eachLayer((shape) => {
      shape.unbindTooltip();
      const { feature, code } = shape.feature.properties;
      const { _northEast: high, _southWest: low } = shape.getBounds();
      const size = this.map.latLngToLayerPoint(high).subtract(this.map.latLngToLayerPoint(low));
      if (feature === "zone" && Math.min(Math.abs(size.x), Math.abs(size.y)) < NAMED) return;
      const text = document.createElement("bdi");
      text.textContent = code;
      shape.bindTooltip(text, { permanent: true, direction: "center", className: "zl-code", interactive: false });
    });
  }

  list(features) {
    const seen = new Map();
    for (const { properties } of features) seen.set(`${properties.feature} ${properties.code} ${properties.name_fr}`, properties);
    const lines = [...seen.values()].sort((one, other) => other.feature.localeCompare(one.feature) || one.code.localeCompare(other.code));
    this.parts.legend.replaceChildren(...lines.map((properties) => this.line(properties)));
  }

  line(properties) {
    const language = this.arabic ? "ar" : "fr";
    const item = document.createElement("li");
    const words = document.createElement("span");
    const code = document.createElement("bdi");
    const name = document.createElement("bdi");
    const kind = properties[`kind_${language}`];
    code.textContent = properties.code;
    name.textContent = [properties[`name_${language}`], kind].filter(Boolean).join(this.arabic ? "، " : ", ");
    words.append(code, " · ", name);
    item.append(this.sample(properties), words);
    return item;
  }

  sample({ feature, pattern }) {
    const svg = (name, attributes) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    };
    const sample = svg("svg", { viewBox: "0 0 36 24", "aria-hidden": "true", focusable: "false" });
    const shape =
      feature === "zone"
        ? svg("rect", { x: 1, y: 1, width: 34, height: 22, class: "zl-zone", fill: `url(#zl-${pattern})` })
        : svg("path", { d: "M1 12H35", class: "zl-easement" });
    sample.append(shape);
    return sample;
  }

  say(sentence) {
    this.parts.say.textContent = sentence ?? "";
  }
}

customElements.define("rk-zoning", Zoning);
