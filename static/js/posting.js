/* A draft that saves itself while it is typed. Without this file the form is saved by its buttons. */
"use strict";

const SAVE_AFTER = 1500;
const TRY_AGAIN_AFTER = 8000;

class Draft {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.place = `draft:${form.dataset.owner}:${location.pathname}`;
    this.page = form.elements.page;
    this.page.value = Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");
    if (this.address) this.forget(`draft:${form.dataset.owner}:${form.dataset.started}`);
    this.restore();
    form.addEventListener("input", () => this.typed());
    form.addEventListener("change", () => this.typed());
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => { if (this.waiting) this.save(); });
  }

  get address() { return this.form.dataset.autosave; }
  get version() { return this.form.elements.version; }

  /* The tab remembers what it has not got rid of: an expired session or a closed lid costs nothing. */
  remember() {
    const typed = [...new FormData(this.form)].filter(([name]) => !["csrfmiddlewaretoken", "page"].includes(name));
    try { sessionStorage.setItem(this.place, JSON.stringify(typed)); } catch { /* full or forbidden: no memory then */ }
  }

  forget(place = this.place) { try { sessionStorage.removeItem(place); } catch { /* nothing was kept */ } }

  restore() {
    let kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(this.place)); } catch { return; }
    if (!kept || document.querySelector("[role=alert]")) return;
    const values = new Map();
    for (const [name, value] of kept) values.set(name, [...(values.get(name) || []), value]);
    if ((values.get("version") || [""])[0] !== this.version.value) return this.forget();
    let differs = false;
    for (const input of this.form.elements) {
      if (!input.name || ["hidden", "submit", "button"].includes(input.type)) continue;
      const wanted = values.get(input.name) || [];
      if (["checkbox", "radio"].includes(input.type)) {
        differs ||= input.checked !== wanted.includes(input.value);
        input.checked = wanted.includes(input.value);
      } else if (wanted.length && input.value !== wanted[0]) {
        differs = true;
        input.value = wanted[0];
        input.dispatchEvent(new Event("input"));
      }
    }
    if (!differs) return this.forget();
    this.say("restored");
    if (this.address) this.later(SAVE_AFTER);
  }

  typed() {
    if (this.closed) return;
    this.changed = true;
    this.remember();
    if (this.address) this.later(SAVE_AFTER);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save() {
    if (this.saving) return this.later(SAVE_AFTER);
    this.changed = false;
    this.saving = this.send().finally(() => { this.saving = null; });
    await this.saving;
    if (this.changed && !this.closed) this.later(SAVE_AFTER);
  }

  async send() {
    let answer, found;
    try {
      const body = new URLSearchParams(new FormData(this.form));
      answer = await fetch(this.address, { method: "POST", body, headers: { Accept: "application/json" } });
      found = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    } catch {
      return this.wait("offline");
    }
    this.waiting = false;
    if (answer.ok) return this.saved(found);
    if (found.state === "stale" || found.state === "closed") return this.stop(found);
    if (answer.status === 401) return this.wait("signed-out");
    if (answer.status === 403) return (await this.renew()) ? this.later(0) : this.wait("signed-out");
    this.wait("offline");
  }

  saved(found) {
    this.version.value = found.version;
    this.say("", found.text);
    if (this.changed) this.remember();
    else {
      this.forget();
      this.form.dispatchEvent(new Event("saved"));
    }
    for (const [id, text] of Object.entries(found.echoes)) this.echo(id, text);
    const hints = document.getElementById("hints");
    if (hints) hints.innerHTML = found.hints;
  }

  /* Somebody else saved meanwhile: nothing more is sent until the person has compared. */
  stop(found) {
    this.closed = true;
    this.remember();
    this.say("", found.text || this.form.querySelector("[data-say=stale]").content.textContent.trim(), "warn");
    const place = document.getElementById("conflict");
    if (place && found.html) {
      place.innerHTML = found.html;
      place.hidden = false;
    }
  }

  wait(reason) {
    this.waiting = true;
    this.say(reason);
    this.later(TRY_AGAIN_AFTER);
  }

  /* After signing in again in another tab the page needs the new token. */
  async renew() {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
      const token = page.querySelector("form[data-draft] [name=csrfmiddlewaretoken]");
      if (token) this.form.elements.csrfmiddlewaretoken.value = token.value;
      return Boolean(token);
    } catch { return false; }
  }

  echo(id, text) {
    const input = document.getElementById(id);
    if (!input) return;
    let place = document.getElementById(`${id}_echo`);
    if (!place) {
      place = Object.assign(document.createElement("p"), { id: `${id}_echo`, className: "hint tnum" });
      (input.closest(".fieldrow") || input).after(place);
    }
    place.textContent = text;
  }

  say(reason, text = "", tone = "") {
    const kept = reason && this.form.querySelector(`[data-say=${reason}]`);
    this.status.classList.toggle("save--warn", Boolean(reason || tone));
    if (kept) this.status.replaceChildren(kept.content.cloneNode(true));
    else if (this.status.textContent !== text) this.status.textContent = text;
  }

  /* A save under way is let finish, so that the form knows of the version it made. */
  submitted(event) {
    if (this.saving && !event.defaultPrevented) {
      event.preventDefault();
      const button = event.submitter;
      this.saving.then(() => this.form.requestSubmit(button));
      return;
    }
    clearTimeout(this.timer);
    this.remember();
  }
}

for (const form of document.querySelectorAll("form[data-draft]")) new Draft(form);

/* A long text as its page will show it. */
for (const button of document.querySelectorAll("[data-preview]")) {
  const input = document.getElementById(button.dataset.for);
  const place = document.getElementById(button.getAttribute("aria-controls"));
  button.closest("[hidden]").hidden = false;
  button.addEventListener("click", async () => {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    place.hidden = open;
    if (open) return;
    const body = new URLSearchParams({ text: input.value, csrfmiddlewaretoken: input.form.elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(button.dataset.preview, { method: "POST", body });
      place.innerHTML = answer.ok ? await answer.text() : "";
    } catch { place.innerHTML = ""; }
    if (!place.innerHTML) place.textContent = button.dataset.failed;
  });
}

/* Codes of a classification: a box that narrows them while one types, and suggestions that tick the code itself. */
const plain = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replaceAll("đ", "d");

for (const box of document.querySelectorAll("[data-filtered]")) {
  const codes = box.closest("fieldset");
  const groups = [...codes.querySelectorAll("details")];
  const status = box.querySelector("[role=status]");
  const opened = new Map(groups.map((group) => [group, group.open]));
  box.hidden = false;
  const input = box.querySelector("input");
  input.addEventListener("input", (event) => {
    event.stopPropagation(); // it is no part of the draft
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const group of groups) {
      const whole = words.every((word) => plain(group.querySelector("summary").textContent).includes(word));
      let found = 0;
      for (const choice of group.querySelectorAll("label")) {
        const fits = whole || words.every((word) => plain(choice.textContent).includes(word));
        choice.hidden = !fits;
        found += fits;
      }
      group.hidden = found === 0;
      group.open = words.length ? found > 0 : opened.get(group);
      count += found;
    }
    const text = count ? status.dataset.some.replace("{count}", count) : status.dataset.none;
    status.textContent = words.length ? text : "";
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  codes.addEventListener("change", ({ target }) => {
    for (const twin of codes.querySelectorAll("input[type=checkbox]")) {
      if (twin !== target && twin.value === target.value) twin.checked = target.checked;
    }
  });
}
