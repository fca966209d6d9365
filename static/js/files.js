/* Files that are dropped or chosen wait in a list and are sent one by one. Without this file the form sends them all. */
"use strict";

class Files {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.zone = form.querySelector("[data-drop]");
    this.list = form.querySelector("[data-queue]");
    this.waiting = [];
    form.querySelector(".drop__hint").hidden = false;
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    form.addEventListener("submit", (event) => this.submitted(event));
    /* A file dropped beside the zone must not replace the page. */
    for (const type of ["dragover", "drop"]) document.addEventListener(type, (event) => this.dragged(event));
    document.addEventListener("dragend", () => this.mark(false));
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) this.mark(false); });
    window.addEventListener("beforeunload", (event) => { if (this.sending) event.preventDefault(); });
  }

  dragged(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    const inside = this.zone.contains(event.target);
    this.mark(inside && event.type === "dragover");
    if (inside && event.type === "drop") this.add([...event.dataTransfer.files]);
  }

  mark(over) { this.zone.classList.toggle("drop--over", over); }

  add(files) {
    for (const file of files) {
      const known = this.waiting.some((row) => row.file.name === file.name && row.file.size === file.size);
      if (!known) this.wait(file);
    }
    this.keep();
  }

  wait(file) {
    const element = this.form.querySelector("[data-row]").content.firstElementChild.cloneNode(true);
    const row = {
      file, element, note: element.querySelector("small"), bar: element.querySelector("progress"),
      button: element.querySelector("button"),
    };
    element.querySelector("[data-name]").textContent = file.name;
    element.querySelector(".vh").textContent = ` ${file.name}`;
    row.bar.setAttribute("aria-label", file.name);
    row.button.addEventListener("click", () => this.drop(row));
    this.list.append(element);
    this.list.hidden = false;
    if (file.size > Number(this.input.dataset.most)) return this.refuse(row, this.input.dataset.tooLarge);
    this.waiting.push(row);
  }

  /* The field holds what waits, so that the form says the same with and without this file. */
  keep() {
    const held = new DataTransfer();
    for (const row of this.waiting) held.items.add(row.file);
    this.input.files = held.files;
  }

  drop(row) {
    this.waiting = this.waiting.filter((each) => each !== row);
    this.keep();
    if (row.request) row.request.abort();
    this.remove(row);
    this.form.querySelector("[type=submit]").focus();
  }

  remove(row) {
    row.element.remove();
    this.list.hidden = !this.list.children.length;
  }

  async submitted(event) {
    if (!this.sending && !this.waiting.length) return;
    event.preventDefault();
    if (this.sending) return;
    this.sending = true;
    const count = { taken: 0, refused: 0 };
    while (this.waiting.length) {
      const row = this.waiting.shift();
      this.keep();
      const refusals = await this.send(row);
      if (!refusals) continue;
      if (refusals.length) this.refuse(row, refusals.join(" "));
      else this.remove(row);
      count[refusals.length ? "refused" : "taken"] += 1;
    }
    await this.refresh();
    this.sending = false;
    this.say("done", count);
  }

  /* Sentences of refusal, none for a file that is attached, nothing for one whose sending was cancelled. */
  send(row) {
    const body = new FormData();
    for (const name of ["csrfmiddlewaretoken", "level"]) body.append(name, this.form.elements[name].value);
    body.append(this.input.name, row.file);
    this.name(row, "cancel");
    row.bar.hidden = false;
    return new Promise((resolve) => {
      const request = row.request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (event) => this.progress(row, event));
      request.addEventListener("load", () => resolve(this.answer(request)));
      request.addEventListener("error", () => resolve([this.text("lost")]));
      request.addEventListener("abort", () => resolve(null));
      request.open("POST", this.form.action);
      request.setRequestHeader("Accept", "application/json");
      request.send(body);
    });
  }

  answer(request) {
    try { return JSON.parse(request.responseText).refused || [this.text("lost")]; } catch { return [this.text("lost")]; }
  }

  progress(row, event) {
    const percent = event.total ? Math.floor(100 * event.loaded / event.total) : 0;
    const part = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(percent / 100);
    row.bar.value = percent;
    row.note.textContent = percent < 100 ? this.text("sending", { part }) : this.text("checking");
    const quarter = Math.floor(percent / 25);
    if (quarter === row.quarter) return;
    row.quarter = quarter;
    this.form.querySelector("[data-said]").textContent = `${row.file.name}: ${row.note.textContent}`;
  }

  refuse(row, sentence) {
    row.request = null;
    row.bar.hidden = true;
    row.note.className = "err";
    row.note.textContent = sentence.replace(`${row.file.name}: `, "");
    this.name(row, "remove");
  }

  /* Parts of the page that tell of the files come anew. */
  async refresh() {
    const answer = await fetch(this.form.dataset.page, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer || !answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-fresh]")) {
      const found = fresh.getElementById(part.id);
      if (found) part.replaceChildren(...found.childNodes);
    }
  }

  name(row, key) { row.button.querySelector("b").textContent = this.text(key); }

  say(key, values) { this.form.querySelector("[data-said]").textContent = this.text(key, values); }

  text(key, values = {}) {
    const words = this.form.querySelector(`[data-say=${key}]`).content.textContent.trim();
    return words.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
  }
}

for (const form of document.querySelectorAll("form[data-files]")) new Files(form);
