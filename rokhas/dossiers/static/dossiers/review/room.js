// The workspace: tabs over sections that are all there without scripts, a draft saved as one goes, the search among reasons;
// and the count of papers chosen in the parapheur.

const PAUSE = 1200; // milliseconds without a key before a draft is saved
const RETRY = 15_000;

class Tabs {
  constructor(nav) {
    this.links = [...nav.querySelectorAll("a")];
    this.panels = this.links.map((link) => document.querySelector(link.hash));
    nav.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link) return;
      event.preventDefault();
      history.replaceState(null, "", link.hash);
      this.show(this.links.indexOf(link));
    });
    this.show(Math.max(0, this.links.findIndex((link) => link.hash === location.hash)));
  }

  show(rank) {
    this.links.forEach((link, each) => {
      if (each === rank) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      this.panels[each].hidden = each !== rank;
    });
  }
}

class Opinion {
  constructor(form) {
    this.form = form;
    this.saved = form.querySelector("[data-saved]");
    this.families = [...form.querySelectorAll(".rv-family")];
    this.offers = [...form.querySelectorAll(".rv-offers > li")];
    this.search = form.querySelector("#find-reason");
    form.querySelector("[data-search]").hidden = false;
    this.search.addEventListener("input", () => this.filter());
    this.search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    form.addEventListener("input", (event) => {
      if (event.target === this.search) return;
      this.draw();
      this.later(PAUSE);
    });
    form.addEventListener("click", (event) => this.reveal(event));
    form.addEventListener("submit", () => { clearTimeout(this.timer); this.sending = true; });
    addEventListener("online", () => { if (this.dirty) this.later(0); });
    addEventListener("beforeunload", (event) => { if (this.dirty && !this.sending) event.preventDefault(); });
    addEventListener("pageshow", () => { this.sending = false; });
    this.draw();
  }

  draw() {
    this.form.querySelector("[data-answered]").textContent =
      String(this.form.querySelectorAll(".chk input:checked").length);
    for (const family of this.families) {
      const codes = [...family.querySelectorAll("[name=reasons]:checked")].map((box) => box.value);
      family.querySelector("[data-chosen]").textContent = String(codes.length);
      const code = family.id.replace("reasons-", "");
      const link = this.form.querySelector(`[data-linked="${code}"]`);
      const no = this.form.querySelector(`[name="point-${code}"][value=no]`)?.checked;
      link.hidden = !no;
      link.querySelector("[data-codes]").textContent = codes.join(", ");
    }
    this.filter();
  }

  // Reasons that the chosen opinion cannot give are put away, unless they are ticked: the page never drops an answer.
  filter() {
    const kinds = this.form.querySelector("[name=verdict]:checked")?.dataset.kinds.split(" ");
    const words = plain(this.search.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const offer of this.offers) {
      const box = offer.querySelector("[name=reasons]");
      const text = plain(offer.dataset.find);
      const fits = (!kinds || kinds.includes(offer.dataset.kind)) && words.every((word) => text.includes(word));
      offer.hidden = !fits && !box.checked;
      found += !offer.hidden;
      const blanks = offer.querySelector(".rv-blanks");
      if (blanks) blanks.hidden = !box.checked;
    }
    for (const family of this.families) {
      family.hidden = !family.querySelector(".rv-offers > li:not([hidden])");
      if (words.length) family.open = !family.hidden;
    }
    this.form.querySelector("[data-none]").hidden = found > 0;
  }

  reveal(event) {
    const link = event.target.closest(".rv-link a");
    const family = link && this.form.querySelector(link.hash);
    if (!family) return;
    event.preventDefault();
    this.search.value = "";
    this.filter();
    family.hidden = false;
    family.open = true;
    family.scrollIntoView({ block: "center" });
    family.querySelector("summary").focus();
  }

  later(pause) {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), pause);
  }

  async keep() {
    const sent = new FormData(this.form);
    this.dirty = false;
    try {
      const response = await fetch(this.form.dataset.draftUrl, {
        method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(sent),
      });
      const answer = await response.json();
      if (response.ok) this.form.elements.namedItem("seen").value = answer.seen;
      this.say(response.ok ? answer.said : answer.title, response.ok);
    } catch {
      this.say(this.form.dataset.saidOffline, false);
      this.later(RETRY);
    }
  }

  say(text, kept) {
    this.saved.textContent = text;
    this.saved.classList.toggle("rk-err", !kept);
    this.saved.classList.toggle("rk-muted", kept);
  }
}

// Without accents or case, and with the letters that Arabic writes in several ways brought together.
function plain(text) {
  return text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0652\u0640]/g, "").toLowerCase()
    .replace(/[أإآ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه");
}

function choose(form) {
  const count = form.querySelector("[data-count]");
  const draw = () => {
    count.textContent = String(form.querySelectorAll("[name=subjects]:checked").length);
    for (const row of form.querySelectorAll("tbody tr")) {
      row.setAttribute("aria-selected", String(Boolean(row.querySelector("[name=subjects]:checked"))));
    }
  };
  form.addEventListener("change", draw);
  addEventListener("pageshow", draw);
  draw();
}

for (const nav of document.querySelectorAll("[data-tabs]")) new Tabs(nav);
for (const form of document.querySelectorAll("[data-draft-url]")) new Opinion(form);
for (const form of document.querySelectorAll("[data-parapheur]")) choose(form);
