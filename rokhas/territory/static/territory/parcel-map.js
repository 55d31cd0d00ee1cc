// <rk-parcel-map>: a map of the communes and suggestions over the plain fields of ParcelForm, which stay the only truth.
// Parcels of the register of titles are drawn over it: those found by the page, and the one under a click, which the form of
// search (data-seek) then looks up like anything that is typed there.
// Every sentence comes from the template (data-text-*); nothing is asked of any other site.

const WAIT = 250; // milliseconds after the last key before asking
const NEAR = 11; // zoom from which a click no longer moves the map
const CLOSE = 17; // zoom at which the outline of a parcel is read
const HOME = [[20.7, -17.3], [36.0, -0.9]];

class ParcelMap extends HTMLElement {
  connectedCallback() {
    if (this.fields) return;
    const named = (name) => document.getElementById(this.dataset[name]);
    this.fields = Object.fromEntries(["commune", "zone", "lon", "lat", "x", "y"].map((name) => [name, named(name)]));
    this.parts = Object.fromEntries([...this.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
    this.suggestions = new Suggestions(this.fields.commune, this.dataset, (unit) => this.choose(unit));
    this.listen();
    this.showPair();
    if (window.L) this.draw();
    if (this.typedPoint()) this.locate(this.typedPoint(), { keepCommune: true });
    else this.centre();
  }

  listen() {
    this.fields.zone.addEventListener("change", () => this.showPair());
    for (const name of ["zone", "lon", "lat", "x", "y"]) {
      this.fields[name].addEventListener("change", () => {
        const point = this.typedPoint();
        if (point) this.locate(point, {});
      });
    }
    this.fields.commune.addEventListener("change", () => this.centre());
    this.parts.centre.addEventListener("click", () => this.pick(this.map.getCenter()));
    this.parts.take.addEventListener("click", () => this.take());
  }

  // Only the pair that belongs to the coordinate system is shown: the other keeps what was typed.
  showPair() {
    const metres = this.fields.zone.value !== "";
    this.parts.degrees.hidden = metres;
    this.parts.metres.hidden = !metres;
  }

  typedPoint() {
    const { zone, lon, lat, x, y } = this.fields;
    if (zone.value) return x.value && y.value ? { zone: zone.value, x: x.value, y: y.value } : null;
    return lon.value && lat.value ? { lon: lon.value, lat: lat.value } : null;
  }

  draw() {
    const { map: box, act } = this.parts;
    box.hidden = act.hidden = false;
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", this.dataset.textMap);
    this.map = L.map(box, {
      attributionControl: false,
      zoomControl: false,
      minZoom: 4,
      maxZoom: 17,
      maxBounds: L.latLngBounds(HOME).pad(0.4),
      zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    L.control.zoom({ zoomInTitle: this.dataset.textZoomIn, zoomOutTitle: this.dataset.textZoomOut }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.map.fitBounds(HOME);
    this.map.on("click", (event) => this.pick(event.latlng));
    this.map.on("keypress", (event) => {
      const { key, target } = event.originalEvent;
      if (key === "Enter" && target === box) this.pick(this.map.getCenter());
    });
    this.layers = {};
    this.outlines("MA", "country", "rk-outline");
    const drawn = document.getElementById("drawn-parcels");
    if (drawn) this.parcels(JSON.parse(drawn.textContent), { move: true });
    this.dispatchEvent(new CustomEvent("rk-map", { bubbles: true, detail: this.map }));
  }

  // A commune that is already chosen, by a page or by its whole name, is what the map opens on.
  async centre() {
    const typed = this.fields.commune.value.trim();
    if (!this.map || !typed || this.typedPoint()) return;
    const [code] = typed.match(/\d{2}\.\d{3}\.[\d.]*\d/) ?? [typed];
    const query = new URLSearchParams([["q", code], ["kind", "commune"], ["kind", "arrondissement"]]);
    const answer = await this.ask(`${this.dataset.search}?${query}`, "centring");
    const unit = answer?.results.find(({ code: known, name }) => known === code || name === typed);
    if (unit) this.show(unit, { move: true });
  }

  pick({ lat, lng }) {
    this.fields.zone.value = "";
    this.fields.lon.value = lng.toFixed(6);
    this.fields.lat.value = lat.toFixed(6);
    this.showPair();
    this.locate({ lon: this.fields.lon.value, lat: this.fields.lat.value }, {});
  }

  async locate(point, { keepCommune = false }) {
    const answer = await this.ask(`${this.dataset.at}?${new URLSearchParams(point)}`, "locating");
    if (!answer) return;
    if (answer.title) return this.say([answer.title]);
    const { unit, lambert } = answer;
    if (unit && !(keepCommune && this.fields.commune.value)) this.fields.commune.value = unit.written;
    const zone = [...this.fields.zone.options].find((option) => option.value === lambert.zone).text;
    this.say([
      unit ? fill(this.dataset.textFound, unit) : this.dataset.textNone,
      fill(this.dataset.textLambert, { zone, x: lambert.x.toFixed(1), y: lambert.y.toFixed(1) }),
      fill(this.dataset.textDegrees, { lon: answer.lon.toFixed(6), lat: answer.lat.toFixed(6) }),
    ]);
    this.mark([answer.lat, answer.lon]);
    if (unit) this.show(unit);
    if (!keepCommune) await this.titles(answer);
    this.dispatchEvent(new CustomEvent("rk-located", { bubbles: true, detail: answer }));
  }

  // What the register of titles holds under a point; nothing held is no failure.
  async titles({ lon, lat }) {
    if (!this.dataset.seek) return;
    this.parts.taking.hidden = true;
    const answer = await this.ask(`${this.dataset.parcels}?${new URLSearchParams({ lon, lat })}`, "titles");
    const parcels = answer?.parcels ?? [];
    this.parcels(parcels);
    if (!parcels.length) return;
    for (const parcel of parcels) this.tell(fill(this.dataset.textParcel, parcel));
    this.offered = parcels.length === 1 ? parcels[0].sought : `${lat}, ${lon}`;
    this.parts.take.textContent = fill(this.dataset.textTake, { number: parcels.map(({ number }) => number).join(" / ") });
    this.parts.taking.hidden = false;
  }

  take() {
    const form = document.getElementById(this.dataset.seek);
    form.elements.sought.value = this.offered;
    form.requestSubmit();
  }

  parcels(parcels, { move = false } = {}) {
    if (!this.map) return;
    this.layers.parcels?.remove();
    const shapes = parcels.map(({ geometry, number }) => ({ type: "Feature", geometry, properties: { number } }));
    const pointToLayer = (_, place) => L.circleMarker(place, { radius: 12, className: "rk-land", interactive: false, pane: "markerPane" });
    const style = { className: "rk-land", interactive: false, pane: "markerPane" };
    this.layers.parcels = L.geoJSON({ type: "FeatureCollection", features: shapes }, { ...style, style, pointToLayer }).addTo(this.map);
    if (move && shapes.length) {
      this.settled = true;
      this.map.fitBounds(this.layers.parcels.getBounds(), { maxZoom: CLOSE, padding: [60, 60] });
    }
  }

  choose(unit) {
    this.settled = false;
    this.fields.commune.value = unit.written;
    this.show(unit, { move: true });
    this.dispatchEvent(new CustomEvent("rk-chosen", { bubbles: true, detail: unit }));
  }

  mark(place) {
    if (!this.map) return;
    this.layers.point?.remove();
    this.layers.point = L.circleMarker(place, { radius: 9, className: "rk-point", interactive: false, pane: "markerPane" });
    this.layers.point.addTo(this.map);
    if (!this.map.getBounds().contains(place)) this.map.panTo(place);
  }

  // The unit with its neighbours around it; the map comes closer until the parcel's surroundings can be told apart.
  show(unit, { move = false } = {}) {
    if (!this.map) return;
    this.found = unit.code;
    this.outlines(unit.parent || "MA", "near", "rk-outline rk-outline--near");
    if (unit.bbox && !this.settled && (move || this.map.getZoom() < NEAR)) {
      const [west, south, east, north] = unit.bbox;
      this.map.fitBounds([[south, west], [north, east]], { maxZoom: NEAR + 2 });
    }
  }

  async outlines(code, layer, className) {
    const shapes = await this.ask(this.dataset.boundaries.replace("CODE", encodeURIComponent(code)), layer);
    if (!shapes) return;
    const arabic = document.documentElement.lang.startsWith("ar");
    this.layers[layer]?.remove();
    this.layers[layer] = L.geoJSON(shapes, {
      style: (feature) => ({ className: feature.id === this.found ? `${className} rk-outline--found` : className }),
      onEachFeature: (feature, outline) => {
        const name = document.createElement("span");
        name.dir = "auto";
        name.textContent = arabic ? feature.properties.name_ar : feature.properties.name_fr;
        outline.bindTooltip(name, { sticky: true, direction: "top" });
      },
    }).addTo(this.map);
    if (layer === "country") this.layers.country.bringToBack();
  }

  // One answer at a time for each purpose: a late one never overwrites a newer one.
  async ask(address, purpose) {
    this.asked ??= {};
    this.asked[purpose]?.abort();
    const control = (this.asked[purpose] = new AbortController());
    try {
      const response = await fetch(address, { signal: control.signal, headers: { Accept: "application/json" } });
      if (response.ok || response.status === 422) return await response.json();
    } catch (error) {
      if (error.name === "AbortError") return null;
    }
    this.say([this.dataset.textFailed]);
    return null;
  }

  say(sentences) {
    this.parts.say.replaceChildren();
    sentences.forEach((sentence) => this.tell(sentence));
  }

  tell(sentence) {
    const line = document.createElement("p");
    line.textContent = sentence;
    this.parts.say.append(line);
  }
}

// The combobox pattern of the WAI-ARIA guide over a plain text field.
class Suggestions {
  constructor(field, words, choose) {
    Object.assign(this, { field, words, choose, units: [], active: -1 });
    this.list = document.createElement("ul");
    this.list.id = `${field.id}-list`;
    this.list.className = "rk-parcel__list";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.textSuggestions);
    const holder = document.createElement("div");
    holder.className = "rk-parcel__suggest";
    field.after(holder);
    holder.append(this.list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", this.list.id]]) {
      field.setAttribute(name, value);
    }
    field.setAttribute("aria-expanded", "false");
    field.addEventListener("input", () => this.later());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the field
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.index));
    });
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), WAIT);
  }

  async search() {
    const typed = this.field.value.trim();
    if (typed.length < 2) return this.close();
    const query = new URLSearchParams([["q", typed], ["kind", "commune"], ["kind", "arrondissement"]]);
    const response = await fetch(`${this.words.search}?${query}`).catch(() => null);
    if (!response?.ok || this.field.value.trim() !== typed) return;
    this.units = (await response.json()).results;
    this.active = -1;
    this.list.replaceChildren(...this.units.map((unit, index) => this.option(unit, index)));
    this.open(this.units.length > 0 && document.activeElement === this.field);
  }

  option(unit, index) {
    const option = document.createElement("li");
    const note = document.createElement("small");
    note.textContent = [unit.kind_label, unit.inside].filter(Boolean).join(" · ");
    option.id = `${this.list.id}-${index}`;
    option.dataset.index = index;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.append(unit.name, note);
    return option;
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !this.list.hidden) {
      event.preventDefault();
      this.point((this.active + step + this.units.length) % this.units.length);
    } else if (event.key === "Enter" && !this.list.hidden && this.active >= 0) {
      event.preventDefault();
      this.take(this.active);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  point(index) {
    this.active = index;
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    this.list.children[index].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", this.list.children[index].id);
  }

  take(index) {
    this.close();
    this.choose(this.units[index]);
  }

  open(shown) {
    this.list.hidden = !shown;
    this.field.setAttribute("aria-expanded", String(shown));
    this.field.removeAttribute("aria-activedescendant");
  }

  close() {
    clearTimeout(this.timer);
    this.open(false);
  }
}

function fill(sentence, values) {
  // Each value keeps its own direction inside the sentence: a minus stays before its number.
  const isolated = (value) => (/^[-\d.]+$/.test(value) ? `\u2066${value}\u2069` : `\u2068${value}\u2069`);
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? isolated(values[name]) : whole));
}

customElements.define("rk-parcel-map", ParcelMap);
