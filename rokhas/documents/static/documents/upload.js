// Sending files by chunks (tus 1.0), for any <form data-upload="/uploads/">. Without this file the form is posted plainly.
//
// Each file has its row: name, progress, words, and the buttons pause / resume and remove. A cut line is waited for; a page that is
// loaded again, here or on another device, resumes where the platform says it stopped, once the parts that are there are known to be
// this file's. When all have arrived, `upload:done` is sent and the page moves on.

const VERSION = "1.0.0";
const PATIENCE = [1, 2, 4, 8, 15, 30]; // seconds between attempts
const DOUBT = "doubt-"; // how the code of a refusal begins that the person may overrule
const SAMPLE = 1024 * 1024; // bytes
const ACCEPTED_ANSWERS = new Set([200, 201, 204]);

class Refusal extends Error {
  constructor(words, code = "") {
    super(words);
    this.code = code;
  }
}
class SignedOut extends Error {}
class Paused extends Error {}

export function enhance(form) {
  if (form.dataset.uploadReady) return;
  form.dataset.uploadReady = "true";
  const list = document.createElement("ul");
  list.className = "rk-uploads";
  list.setAttribute("role", "list");
  form.append(list);
  form.addEventListener("submit", (event) => {
    const chosen = [...form.querySelectorAll("input[type=file]")].filter((input) => !input.disabled);
    const files = chosen.flatMap((input) => [...input.files]);
    if (!files.length) return; // the plain form says what is missing
    event.preventDefault();
    if (form.dataset.uploadBusy) return; // a second click
    setBusy(form, true);
    list.replaceChildren();
    sendAll(form, list, files);
  });
}

async function sendAll(form, list, files) {
  const answers = [];
  const transfers = files.map((file) => new Transfer(form, list, file));
  const run = async (transfer) => {
    const answer = await transfer.run();
    if (answer) answers.push(answer);
    transfer.arrived = Boolean(answer);
  };
  for (const transfer of transfers) await run(transfer);
  setBusy(form, false);
  // The others have arrived; those that are doubted wait for a word of the person.
  for (const transfer of transfers.filter((each) => each.doubt)) {
    if (!(await transfer.insists())) continue;
    setBusy(form, true);
    await run(transfer);
    setBusy(form, false);
  }
  const whole = transfers.every((each) => each.arrived || each.removed);
  const moves = form.dispatchEvent(new CustomEvent("upload:done", { bubbles: true, cancelable: true, detail: { answers, whole } }));
  if (!moves || !whole || !answers.length) return;
  if (form.dataset.uploadNext) window.location.assign(form.dataset.uploadNext);
  else window.location.reload();
}

function setBusy(form, busy) {
  if (busy) form.dataset.uploadBusy = "true";
  else delete form.dataset.uploadBusy;
  form.setAttribute("aria-busy", String(busy));
  for (const button of form.querySelectorAll("[type=submit]")) button.disabled = busy;
}

class Transfer {
  constructor(form, list, file) {
    this.form = form;
    this.file = file;
    this.address = null;
    this.offset = 0;
    this.agreed = false;
    this.arrived = false;
    this.doubt = null; // the code of a refusal that may be wrong
    this.insist = false;
    this.paused = false;
    this.removed = false;
    this.abort = null;
    this.wake = () => {};
    this.memory = ["upload", form.dataset.uploadPurpose, form.dataset.uploadAbout, file.name, file.size, file.lastModified].join("|");
    this.draw(list);
  }

  label(name) {
    return this.form.dataset[`label${name}`] ?? "";
  }

  draw(list) {
    this.row = document.createElement("li");
    this.row.className = "rk-upload";
    const name = document.createElement("bdi");
    name.textContent = this.file.name;
    this.bar = document.createElement("progress");
    this.bar.max = this.file.size;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", this.file.name);
    this.words = document.createElement("span");
    this.words.className = "rk-upload__words";
    this.toggle = this.button(() => (this.paused ? this.resume() : this.pause()));
    this.toggle.textContent = this.label("Pause");
    this.cross = this.button(() => this.remove());
    this.cross.textContent = this.label("Remove");
    this.row.append(name, this.bar, this.words, this.toggle, this.cross);
    list.append(this.row);
    this.say(this.label("Waiting"));
  }

  button(action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "ds-button";
    button.dataset.variant = "tertiary";
    button.dataset.size = "sm";
    button.addEventListener("click", action);
    return button;
  }

  say(words, state = "") {
    this.words.setAttribute("role", state === "refused" ? "alert" : "status");
    if (this.words.textContent !== words) this.words.textContent = words;
    this.row.dataset.state = state;
  }

  pause() {
    this.paused = true;
    this.toggle.textContent = this.label("Resume");
    this.say(this.label("Paused"), "paused");
    this.abort?.abort();
  }

  resume() {
    this.paused = false;
    this.toggle.textContent = this.label("Pause");
    this.wake();
  }

  async remove() {
    this.removed = true;
    this.abort?.abort();
    this.row.remove();
    this.wake();
    localStorage.removeItem(this.memory);
    if (this.address) await this.ask("DELETE", this.address).catch(() => {});
  }

  /** The purpose's answer; null when the file was refused or removed. */
  async run() {
    if (this.file.size > Number(this.form.dataset.uploadLimit)) return this.refuse({ message: this.label("TooLarge") });
    let attempt = 0;
    while (!this.removed) {
      try {
        if (this.paused) await this.woken();
        if (this.removed) break;
        await this.open();
        while (this.offset < this.file.size) {
          await this.chunk();
          attempt = 0;
        }
        return await this.close();
      } catch (error) {
        if (this.removed) break;
        if (error instanceof Refusal) return this.refuse(error);
        if (error instanceof Paused) continue;
        if (error instanceof SignedOut) {
          this.pause();
          this.say(this.label("SignedOut"), "failed");
        } else if (attempt >= PATIENCE.length && navigator.onLine) {
          this.pause();
          this.say(this.label("Failed"), "failed");
          attempt = 0;
        } else {
          this.say(this.label("Offline"), "failed");
          await this.line(PATIENCE[Math.min(attempt, PATIENCE.length - 1)]);
          attempt += 1;
        }
      }
    }
    return null;
  }

  /** Find where to resume, or announce the file. */
  async open() {
    this.address ??= localStorage.getItem(this.memory);
    if (this.address) {
      const known = await this.ask("HEAD", this.address, { missing: true });
      if (known) {
        this.offset = Number(known.headers.get("Upload-Offset"));
        if (await this.agrees()) return this.show();
      }
    }
    await this.announce(await this.fingerprint());
    if (!(await this.agrees())) await this.announce("");
    localStorage.setItem(this.memory, this.address);
    this.show();
  }

  /** With a fingerprint, the platform may answer with what another device began. */
  async announce(fingerprint) {
    const created = await this.ask("POST", this.form.dataset.upload, {
      headers: { "Upload-Length": String(this.file.size), "Upload-Metadata": this.metadata(fingerprint) },
    });
    this.address = created.headers.get("Location");
    this.offset = Number(created.headers.get("Upload-Offset") ?? 0);
    this.agreed = !this.offset;
  }

  /** Whether each part that is there already is this file's: asked once, before anything is added to what came from elsewhere. */
  async agrees() {
    if (this.agreed || !this.offset || !window.crypto?.subtle) return true;
    const state = await (await this.ask("GET", this.address)).json();
    for (const [offset, length, expected] of state.chunks ?? []) {
      if (hexadecimal(await sha256(this.file.slice(offset, offset + length))) !== expected) return false;
    }
    return (this.agreed = true);
  }

  /** The same on every device: the size, and a part of the beginning, of the middle and of the end. */
  async fingerprint() {
    if (!window.crypto?.subtle) return "";
    const { size } = this.file;
    const middle = Math.floor(size / 2);
    const parts = [this.file.slice(0, SAMPLE), this.file.slice(middle, middle + SAMPLE), this.file.slice(-SAMPLE)];
    return hexadecimal(await sha256(new Blob([String(size), ...parts])));
  }

  async chunk() {
    const part = this.file.slice(this.offset, this.offset + Number(this.form.dataset.uploadChunk));
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.offset) };
    if (window.crypto?.subtle) {
      headers["Upload-Checksum"] = `sha256 ${base64(await sha256(part))}`;
    }
    if (this.offset + part.size === this.file.size) this.say(this.label("Checking"), "checking");
    const answer = await this.ask("PATCH", this.address, { headers, body: part });
    this.offset = Number(answer.headers.get("Upload-Offset"));
    this.agreed = true;
    this.show();
  }

  /** Read the answer; an empty chunk asks for it again when the last one's answer was lost. */
  async close() {
    this.say(this.label("Checking"), "checking");
    let state = await (await this.ask("GET", this.address)).json();
    if (state.state === "arriving") {
      const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.offset) };
      await this.ask("PATCH", this.address, { headers, body: new Blob([]) });
      state = await (await this.ask("GET", this.address)).json();
    }
    localStorage.removeItem(this.memory);
    if (state.state === "refused") throw new Refusal(state.detail, state.code);
    this.bar.value = this.file.size;
    this.toggle.remove();
    this.cross.remove();
    this.say(this.label("Done"), "done");
    return state.answer;
  }

  show() {
    this.bar.value = this.offset;
    if (this.offset < this.file.size) {
      const percent = Math.floor((100 * this.offset) / this.file.size);
      this.say(this.label("Sending").replace("{percent}", String(percent)), "sending");
    }
  }

  /** A doubt may be wrong: whether the person, told what is doubted, sends the file all the same. */
  async insists() {
    const button = this.button(() => this.wake());
    button.textContent = this.label("Anyway");
    button.dataset.variant = "secondary";
    this.cross.before(button);
    await this.woken();
    button.remove();
    if (this.removed) return false;
    Object.assign(this, { address: null, offset: 0, agreed: false, doubt: null, insist: true });
    this.bar.value = 0;
    this.row.removeAttribute("role");
    return true;
  }

  refuse({ message, code }) {
    localStorage.removeItem(this.memory);
    this.doubt = code?.startsWith(DOUBT) && !this.insist ? code : null;
    this.toggle.hidden = true;
    this.say(message, "refused");
    return null;
  }

  metadata(fingerprint) {
    const told = { filename: this.file.name, purpose: this.form.dataset.uploadPurpose, about: this.form.dataset.uploadAbout };
    if (fingerprint) told.fingerprint = fingerprint;
    if (this.insist) told.insist = "1";
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && value && name !== "csrfmiddlewaretoken") told[name] ??= value;
    }
    return Object.entries(told)
      .map(([name, value]) => `${name} ${base64(new TextEncoder().encode(value))}`)
      .join(",");
  }

  async ask(method, address, { headers = {}, body, missing = false } = {}) {
    this.abort = new AbortController();
    let response;
    try {
      response = await fetch(address, {
        method,
        body,
        redirect: "manual",
        credentials: "same-origin",
        signal: this.abort.signal,
        headers: { "Tus-Resumable": VERSION, "X-CSRFToken": this.form.elements.csrfmiddlewaretoken?.value ?? "", ...headers },
      });
    } catch (error) {
      if (this.paused || this.removed) throw new Paused();
      throw error;
    }
    if (response.type === "opaqueredirect") throw new SignedOut();
    if (ACCEPTED_ANSWERS.has(response.status)) return response;
    if (missing && [403, 404, 410].includes(response.status)) {
      this.address = null;
      return null;
    }
    // Another place to resume from, a chunk altered on its way, an upload held elsewhere, a tired server: ask again.
    if ([409, 423, 460].includes(response.status) || response.status >= 500) throw new Error(String(response.status));
    const problem = await response.json().catch(() => ({}));
    throw new Refusal(problem.detail ?? this.label("Failed"), problem.code);
  }

  woken() {
    return new Promise((resolve) => (this.wake = resolve));
  }

  /** Wait for the line, `seconds` at most while the browser believes it is there. */
  line(seconds) {
    return new Promise((resolve) => {
      const timer = navigator.onLine ? setTimeout(resolve, seconds * 1000) : null;
      window.addEventListener("online", () => resolve(clearTimeout(timer)), { once: true });
      this.wake = () => resolve(clearTimeout(timer));
    });
  }
}

async function sha256(blob) {
  return new Uint8Array(await window.crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
}

function hexadecimal(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function base64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

for (const form of document.querySelectorAll("form[data-upload]")) enhance(form);
document.addEventListener("htmx:after:swap", () => document.querySelectorAll("form[data-upload]").forEach(enhance));
