/* Single keys on the officers' pages. Elements say which: data-key is pressed, data-key-focus gets the focus. */
"use strict";

(() => {
  const STORED = "keys", OFF = "off";
  const box = document.getElementById("keys-on");
  const list = document.getElementById("keys");
  for (const button of document.querySelectorAll("[data-keys]")) button.hidden = false;
  try { box.checked = localStorage.getItem(STORED) !== OFF; } catch { /* storage is closed: on for this page */ }
  box.addEventListener("change", () => {
    try { localStorage.setItem(STORED, box.checked ? "on" : OFF); } catch { /* holds for this page only */ }
  });

  const rows = [...document.querySelectorAll("[data-row]")];
  const link = (row) => row.querySelector("th a");
  const here = () => rows.findIndex((row) => row.contains(document.activeElement));
  const tick = (row) => row.querySelector("input[type='checkbox']");

  const move = (step) => {
    const at = here();
    const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step;
    if (rows[next]) link(rows[next]).focus();
  };
  const onRow = {
    j: () => move(1),
    k: () => move(-1),
    o: () => { const row = rows[here()]; if (row) link(row).click(); },
    x: () => { const row = rows[here()]; if (row) tick(row).click(); },
  };

  /* A score by its digit, then on to the next criterion. */
  const score = (digit) => {
    const mark = document.activeElement.closest(".mark");
    const input = mark && mark.querySelector(`input[value="${digit}"]`);
    if (!input) return false;
    input.focus();
    input.click();
    const next = mark.nextElementSibling;
    if (next && next.matches(".mark")) next.querySelector("input:checked, input").focus();
    return true;
  };

  const press = (key) => {
    for (const element of document.querySelectorAll("[data-key-focus]")) {
      if (element.dataset.keyFocus !== key) continue;
      (element.matches("a, button, input, textarea") ? element : element.querySelector("input:checked, input, textarea")).focus();
      return true;
    }
    for (const element of document.querySelectorAll("[data-key]")) {
      if (element.dataset.key !== key) continue;
      /* In the queue a key acts on what is ticked, else on the row with the focus. */
      if ("keyRow" in element.dataset && !rows.some((row) => tick(row).checked)) {
        const row = rows[here()];
        if (!row) return false;
        tick(row).checked = true;
      }
      element.click();
      return true;
    }
    return false;
  };

  const isWriting = (element) =>
    element.matches("textarea, select, [contenteditable], input:not([type='radio'], [type='checkbox'])");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.key.length !== 1) return;
    if (!box.checked || isWriting(event.target) || list.contains(event.target)) return;
    if (document.querySelector("dialog[open], [popover]:popover-open") && event.key !== "?") return;
    const key = event.key.toLowerCase();
    let done = true;
    if (/^[0-5]$/.test(key)) done = score(key);
    else if (rows.length && onRow[key]) onRow[key]();
    else done = press(key);
    if (done) event.preventDefault();
  });
})();
