// Every answer is saved as it is given: <form data-autosave="address"> with its questions in [data-questions].
//
// Each question is a [data-question] that carries its own hidden `asked`. Only the answers that changed are sent; the page that comes
// back says which questions now apply, and the error beside the one that does not fit. When the line is cut, what was typed stays
// in the page and is sent again; nothing is kept in the browser's storage. Without this file the form is sent whole.

const TYPING = 1200; // milliseconds after the last key
const PATIENCE = [1, 2, 4, 8, 15, 30]; // seconds between attempts

class SignedOut extends Error {}
class Closed extends Error {}

class Autosave {
  constructor(form) {
    this.form = form;
    this.room = form.querySelector("[data-questions]");
    this.region = document.querySelector("[data-saved]");
    this.waiting = new Set(); // codes of the questions to send
    this.sending = false;
    this.stopped = false;
    form.addEventListener("input", (event) => this.note(event.target, TYPING));
    form.addEventListener("change", (event) => this.note(event.target, 0));
    form.addEventListener("focusin", ({ target }) => { if (target.value?.includes("•")) target.select(); });
    form.addEventListener("submit", () => { this.stopped = true; });
    addEventListener("online", () => this.flush());
    addEventListener("beforeunload", (event) => { if (this.waiting.size && !this.stopped) event.preventDefault(); });
    addEventListener("pageshow", () => { this.stopped = false; });
  }

  note(target, delay) {
    const question = target.closest("[data-question]");
    if (!question) return;
    this.waiting.add(question.dataset.question);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), delay);
  }

  async flush(attempt = 0) {
    clearTimeout(this.timer);
    if (this.sending || this.stopped || !this.waiting.size) return;
    const codes = [...this.waiting];
    this.waiting.clear();
    this.sending = true;
    this.say(this.region.dataset.textSaving, "wait");
    const sent = this.values(codes);
    try {
      this.merge(await this.send(new URLSearchParams([...sent, ...this.seen(codes)])), codes, sent);
    } catch (error) {
      for (const code of codes) this.waiting.add(code);
      this.fail(error, attempt);
      return;
    } finally {
      this.sending = false;
    }
    if (this.waiting.size) this.timer = setTimeout(() => this.flush(), TYPING);
  }

  fail(error, attempt) {
    if (error instanceof Closed) {
      this.waiting.clear();
      this.stopped = true;
      this.say(error.message, "bad");
    } else {
      const lost = error instanceof SignedOut ? "textSignedOut" : "textOffline";
      this.say(this.region.dataset[lost], "bad");
      this.timer = setTimeout(() => this.flush(attempt + 1), PATIENCE[Math.min(attempt, PATIENCE.length - 1)] * 1000);
    }
  }

  values(codes) {
    const body = new URLSearchParams();
    for (const code of codes) {
      body.append("asked", code);
      for (const input of this.inputs(this.question(code))) {
        if (!["checkbox", "radio"].includes(input.type) || input.checked) body.append(input.name, input.value);
      }
    }
    return body;
  }

  // What the page had shown of each answer: the platform says when another window or device answered meanwhile.
  seen(codes) {
    const marks = codes.map((code) => this.question(code)?.querySelector("[data-seen]"));
    return marks.filter(Boolean).map((mark) => [mark.name, mark.value]);
  }

  question(code) {
    return this.room.querySelector(`[data-question="${CSS.escape(code)}"]`);
  }

  inputs(question) {
    return question ? [...question.querySelectorAll("input:not([type=hidden]), select, textarea")] : [];
  }

  async send(body) {
    const token = this.form.elements.namedItem("csrfmiddlewaretoken").value;
    const response = await fetch(this.form.dataset.autosave, {
      method: "POST",
      body,
      redirect: "manual",
      headers: { "X-CSRFToken": token },
    });
    if (response.type === "opaqueredirect") throw new SignedOut();
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (response.ok || response.status === 422) return page;
    const problem = page.querySelector("[data-problem]");
    if (problem) throw new Closed(problem.dataset.problem);
    throw response.status === 403 ? new SignedOut() : new Error(String(response.status));
  }

  // The answers that were sent take their new face (a masked number, an error); those being typed are left alone; questions
  // that no longer apply go, those that now do come at their place.
  merge(page, codes, sent) {
    const fresh = [...page.querySelectorAll("[data-question]")];
    const kept = new Set(fresh.map((question) => question.dataset.question));
    for (const question of this.room.querySelectorAll("[data-question]")) {
      if (!kept.has(question.dataset.question)) question.remove();
    }
    let before = null;
    for (const question of fresh) {
      const code = question.dataset.question;
      let standing = this.question(code);
      if (!standing && "only" in this.form.dataset) continue; // the page of one question
      if (!standing) {
        standing = document.adoptNode(question);
        if (before) before.after(standing);
        else this.room.prepend(standing);
      } else if (this.mayChange(standing, question, codes, sent)) {
        standing = this.replace(standing, document.adoptNode(question));
      } else if (codes.includes(code)) {
        standing.querySelector("[data-seen]").value = question.querySelector("[data-seen]").value;
      }
      before = standing;
    }
    this.say(page.querySelector("[data-saved-text]").content.textContent, "");
  }

  // An answer takes its new face when it is the one that was sent, or when another device gave it and nobody is typing here.
  mayChange(standing, question, codes, sent) {
    const { question: code } = standing.dataset;
    if (this.waiting.has(code)) return false;
    if (codes.includes(code)) return this.values([code]).toString() === this.only(sent, code);
    const [here, there] = [standing, question].map((each) => each.querySelector("[data-seen]").value);
    return here !== there && !standing.contains(document.activeElement);
  }

  only(sent, code) {
    const body = new URLSearchParams([["asked", code]]);
    for (const value of sent.getAll(code)) body.append(code, value);
    return body.toString();
  }

  // A question is changed under the cursor without the person noticing, unless it has something to say.
  replace(standing, question) {
    const focused = standing.contains(document.activeElement) ? document.activeElement : null;
    const caret = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
    standing.replaceWith(question);
    const twin = focused?.id ? document.getElementById(focused.id) : null;
    if (twin) {
      twin.focus({ preventScroll: true });
      if (caret?.[0] != null && twin.setSelectionRange && twin.value === focused.value) twin.setSelectionRange(...caret);
    }
    return question;
  }

  say(words, tone) {
    this.region.classList.toggle("rq-saved--wait", tone === "wait");
    this.region.classList.toggle("rq-saved--bad", tone === "bad");
    this.region.querySelector("[data-say]").textContent = words;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
