/* Small comforts. Every page works without this file. */
"use strict";

/* Counters: how many characters are left, said aloud only near the end. */
for (const counter of document.querySelectorAll("[data-counter]")) {
  const input = document.getElementById(counter.dataset.for);
  if (!input) continue;
  const max = Number(counter.dataset.counter);
  const show = new Intl.NumberFormat(document.documentElement.lang);
  const update = () => {
    const now = [...input.value.replace(/\r\n/g, "\n")].length;
    counter.textContent = counter.dataset.text
      .replace("{now}", show.format(now))
      .replace("{max}", show.format(max));
    counter.classList.toggle("over", now > max);
    if (max - now <= 20) counter.setAttribute("aria-live", "polite");
    else counter.removeAttribute("aria-live");
  };
  input.addEventListener("input", update);
  update();
}

/* The first thing to read after a failed form is its summary. */
const first = document.querySelector("[data-focus]");
if (first) first.focus();

/* A summary's link puts the cursor into the field itself. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-focus] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus({ preventScroll: true });
  (field.closest(".field") || field).scrollIntoView({ block: "center" });
});

/* Leaving a form with text that was not sent asks first. */
for (const form of document.querySelectorAll("form[data-dirty]")) {
  let dirty = Boolean(form.querySelector("[aria-invalid='true']"));
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  form.addEventListener("saved", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}

/* One press sends once. The button is put to sleep after the form data is collected. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => { delete form.dataset.sent; }, 8000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/* Buttons that only a script can serve appear with it. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/* A page that waits for a job looks again by itself until there is an answer. */
const waiting = document.querySelector("[data-poll]");
if (waiting) {
  const look = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    const text = answer && answer.ok ? await answer.text() : "";
    const fresh = text && new DOMParser().parseFromString(text, "text/html").getElementById(waiting.id);
    if (fresh && fresh.innerHTML !== waiting.innerHTML) waiting.replaceChildren(...fresh.childNodes);
    if (!fresh || fresh.hasAttribute("data-poll")) setTimeout(look, 1000 * Number(waiting.dataset.poll));
  };
  setTimeout(look, 1000 * Number(waiting.dataset.poll));
}
