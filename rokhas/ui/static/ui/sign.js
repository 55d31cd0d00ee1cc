// The one signing path: this page → the signing application of the computer → this page. A PIN never comes here.
//
//   <form data-sign data-prepare-url data-finish-url data-agent-url>   (ui/_sign_panel.html)
//
//   1. POST the form to prepare_url        → {jobs: [{kid, payload, sig}], finish_url?}
//   2. POST {agent}/v1/sign {jobs}         → 202 {id, window}; the window is opened by the click itself
//   3. GET  {agent}/v1/sign/<id>?wait=s    → {state: waiting | done | cancelled | failed | expired, results, error}
//   4. POST finish_url {results}           → {redirect}, or a problem {title, detail}
//
// A result that could not be sent stays in memory and is sent again by a button: nobody signs twice.

const AGENT_HEADERS = { "X-Esign": "1" };
const WINDOW = "popup,width=460,height=600";
const HELD = 25; // seconds that the agent may hold an answer
const POLL_LIMIT = 40_000; // milliseconds: a little more
const POLL_PAUSE = 500; // milliseconds: an agent that does not hold is not pressed
const POLL_RETRIES = 5;
const SAID_BY_CODE = {
  "pin-locked": "locked",
  "pin-must-be-changed": "must-change",
  "token-not-found": "no-key",
  "user-cancelled": "cancelled",
  cancelled: "cancelled",
  expired: "expired",
  unreachable: "unreachable",
};

class Unreachable extends Error {}

class Problem extends Error {
  // The platform answers with a problem {title, detail, code}, the agent with {error: "PIN_LOCKED"}.
  constructor({ title = "", detail = "", code = "", error = "" } = {}) {
    super(title || detail || error);
    this.title = title;
    this.detail = detail;
    this.code = String(code || error || "").toLowerCase().replaceAll("_", "-");
  }
}

const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

async function reach(url, options = {}) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (error) {
    throw new Unreachable(error.message);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(body);
  return body;
}

function contentOf(job) {
  const bytes = Uint8Array.from(atob(job.payload), (character) => character.codePointAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

class SigningPanel {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector(".sign__state");
    this.start = form.querySelector("[data-start]");
    this.resend = form.querySelector("[data-resend]");
    this.busy = false;
    this.results = null;
    this.finishUrl = form.dataset.finishUrl;
    this.start.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.sign();
    });
    this.resend.addEventListener("click", () => this.finish());
    addEventListener("beforeunload", (event) => {
      if (this.results) event.preventDefault();
    });
  }

  say(state, problem = null) {
    this.state.dataset.state = state;
    for (const line of this.state.querySelectorAll("[data-say]")) line.hidden = line.dataset.say !== state;
    if (problem?.title) this.state.querySelector("[data-problem-title]").textContent = problem.title;
    if (problem) this.state.querySelector("[data-problem-detail]").textContent = problem.detail;
    this.resend.hidden = state !== "offline";
    this.start.hidden = ["sending", "done", "offline"].includes(state);
    this.form.dispatchEvent(new CustomEvent("signing:state", { bubbles: true, detail: { state } }));
  }

  hold(busy) {
    this.busy = busy;
    this.start.setAttribute("aria-disabled", String(busy));
    this.form.setAttribute("aria-busy", String(busy));
  }

  // The window is opened by the click itself, before anything is awaited: browsers block it later.
  async sign() {
    if (this.busy || this.results) return;
    const popup = window.open("", "rokhas-signing", WINDOW);
    this.hold(true);
    try {
      const jobs = await this.prepare();
      const ticket = await this.ask(jobs, popup);
      this.results = await this.wait(ticket.id);
    } catch (error) {
      this.explain(error);
      return;
    } finally {
      popup?.close();
      this.hold(false);
    }
    await this.finish();
  }

  async prepare() {
    this.say("preparing");
    try {
      const prepared = await reach(this.form.dataset.prepareUrl, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(new FormData(this.form)),
      });
      if (prepared.finish_url) this.finishUrl = prepared.finish_url;
      this.show(prepared.jobs);
      return prepared.jobs;
    } catch (error) {
      if (error instanceof Unreachable) throw new Problem({ code: "unreachable" });
      throw error;
    }
  }

  // The digest of each document, as the window of the signing application shows it: the two can be compared.
  show(jobs) {
    const lines = [...this.form.querySelectorAll("[data-digest]")];
    for (const [rank, line] of lines.entries()) {
      const digest = jobs[rank] && contentOf(jobs[rank]).document?.byterange_sha256;
      line.hidden = !digest;
      line.querySelector("bdi").textContent = digest ?? "";
    }
  }

  async ask(jobs, popup) {
    const agent = this.form.dataset.agentUrl;
    const ticket = await reach(new URL("/v1/sign", agent), {
      method: "POST",
      headers: { ...AGENT_HEADERS, "Content-Type": "application/json" },
      body: JSON.stringify({ jobs }),
    });
    const address = new URL(ticket.window, agent);
    if (address.origin !== new URL(agent).origin) throw new Problem({ code: "failed" });
    const opened = popup && !popup.closed;
    if (opened) popup.location.replace(address);
    else this.state.querySelector("[data-window]").href = address;
    this.say(opened ? "waiting" : "blocked");
    return ticket;
  }

  async wait(id) {
    const address = new URL(`/v1/sign/${encodeURIComponent(id)}?wait=${HELD}`, this.form.dataset.agentUrl);
    for (let missed = 0; ;) {
      try {
        const answer = await reach(address, { headers: AGENT_HEADERS, signal: AbortSignal.timeout(POLL_LIMIT) });
        missed = 0;
        if (answer.state === "done") return answer.results;
        if (answer.state !== "waiting") throw new Problem({ code: answer.error || answer.state });
        await pause(POLL_PAUSE);
      } catch (error) {
        if (!(error instanceof Unreachable) || ++missed > POLL_RETRIES) throw error;
        await pause(400 * 2 ** missed);
      }
    }
  }

  async finish() {
    if (this.busy || !this.results) return;
    this.hold(true);
    this.say("sending");
    try {
      const answer = await reach(this.finishUrl, {
        method: "POST",
        headers: {
          Accept: "application/json",
          "Content-Type": "application/json",
          "X-CSRFToken": this.form.elements.namedItem("csrfmiddlewaretoken").value,
        },
        body: JSON.stringify({ results: this.results }),
      });
      this.results = null;
      this.say("done");
      location.assign(new URL(answer.redirect, location.href));
    } catch (error) {
      if (error instanceof Unreachable) {
        this.say("offline");
        this.resend.focus();
      } else {
        this.results = null;
        this.explain(error);
      }
    } finally {
      this.hold(false);
    }
  }

  explain(error) {
    if (error instanceof Unreachable) return this.say("no-agent");
    if (!(error instanceof Problem)) throw error;
    return this.say(SAID_BY_CODE[error.code] ?? "failed", error);
  }
}

for (const form of document.querySelectorAll("form[data-sign]")) new SigningPanel(form);
document.addEventListener("htmx:after:swap", () => {
  for (const form of document.querySelectorAll("form[data-sign]:not([aria-busy])")) {
    if (form.querySelector("[data-start][hidden]")) new SigningPanel(form);
  }
});
