/* Search boxes that complete what is typed: an ARIA combobox over options that the server renders.
   Every search box works without this file. */
"use strict";

const PAUSE = 140;
const SHORTEST = 2;

class SuggestBox {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input[type=search]");
    this.form = this.input.form; // the box may stand outside of its form
    this.list = box.querySelector(".suggest");
    this.status = box.querySelector("[role=status]");
    this.chosen = -1;
    this.input.setAttribute("role", "combobox");
    this.input.setAttribute("aria-autocomplete", "list");
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.setAttribute("aria-expanded", "false");
    this.list.setAttribute("role", "listbox");
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.form.addEventListener("submit", () => this.close());
    /* The focus stays in the input while an option is pressed. */
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.follow(event));
  }

  get options() { return [...this.list.querySelectorAll("[role=option]")]; }

  typed() {
    clearTimeout(this.timer);
    if (this.request) this.request.abort();
    const text = this.input.value.trim();
    if (text.length < SHORTEST) return this.close();
    this.timer = setTimeout(() => this.ask(text), PAUSE);
  }

  async ask(text) {
    const request = this.request = new AbortController();
    const address = new URL(this.box.dataset.suggest, location.href);
    address.searchParams.set("q", text);
    try {
      /* Nobody's cookies: the answer is the same for everybody, and may come from a cache. */
      const answer = await fetch(address, { signal: request.signal, credentials: "omit" });
      const html = answer.ok ? await answer.text() : "";
      if (!request.signal.aborted && document.activeElement === this.input) this.show(html);
    } catch {
      if (!request.signal.aborted) this.close();
    }
  }

  show(html) {
    this.list.innerHTML = html;
    const counted = this.list.querySelector("[data-status]");
    if (counted) counted.remove();
    this.status.textContent = counted ? counted.textContent : "";
    this.choose(-1);
    const found = this.options.length > 0;
    this.list.hidden = !found;
    this.list.scrollTop = 0;
    this.input.setAttribute("aria-expanded", String(found));
  }

  close() {
    clearTimeout(this.timer);
    if (this.request) this.request.abort();
    if (!this.list.hidden) this.show("");
    this.status.textContent = "";
  }

  choose(index) {
    const options = this.options;
    for (const [number, option] of options.entries()) option.setAttribute("aria-selected", String(number === index));
    this.chosen = index;
    if (index < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", options[index].id);
    options[index].scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.options.length - 1;
    if (last < 0) {
      if (event.key === "ArrowDown" && this.input.value.trim().length >= SHORTEST) this.ask(this.input.value.trim());
      return;
    }
    const moves = {
      ArrowDown: this.chosen === last ? -1 : this.chosen + 1,
      ArrowUp: this.chosen === -1 ? last : this.chosen - 1,
    };
    /* Home and End belong to the text until an option is chosen. */
    if (this.chosen >= 0) Object.assign(moves, { Home: 0, End: last });
    if (event.key in moves) {
      event.preventDefault();
      this.choose(moves[event.key]);
    } else if (event.key === "Escape") {
      /* The first press closes the list; the next one is the browser's. */
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      this.options[this.chosen].click();
    }
  }

  follow(event) {
    const option = event.target.closest("[role=option]");
    if (!option || option.dataset.words === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    /* Words are searched by the form itself, which keeps the filters of the list. */
    event.preventDefault();
    this.input.value = option.dataset.words;
    this.form.requestSubmit();
  }
}

for (const box of document.querySelectorAll("[data-suggest]")) new SuggestBox(box);
