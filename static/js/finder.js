/* The list of results follows the filters as they change. Without this file the form is sent by its button. */
"use strict";

const finder = document.getElementById("finder");

if (finder) {
  finder.dataset.live = "";
  const parts = "#finder, #sort, [form=finder], [popovertarget=facets]";
  const signs = ["pointerover", "pointerdown", "focusin", "change"];
  let library = null;
  let missed = false; // something was chosen before the library was there

  /* Most readers never touch a filter: the library that follows them comes with the first sign of it. */
  const load = () => {
    library = document.createElement("script");
    library.src = finder.dataset.library;
    library.addEventListener("load", () => { if (missed) window.htmx.trigger(finder, "change"); });
    library.addEventListener("error", () => {
      delete finder.dataset.live;
      if (missed) finder.submit();
    });
    document.head.append(library);
  };
  const noticed = (event) => {
    if (window.htmx || !event.target.closest?.(parts)) return;
    missed ||= event.type === "change";
    if (library) return;
    library = "awaited";
    if (document.readyState === "complete") load();
    else window.addEventListener("load", load);
  };
  for (const sign of signs) document.addEventListener(sign, noticed, { passive: true });

  /* Until it is there, going back to a list it had shown is up to us. */
  window.addEventListener("popstate", (event) => {
    if (!window.htmx && event.state?.htmx) location.reload();
  });

  let open = [];

  /* Only what was chosen belongs in the address. */
  finder.addEventListener("htmx:configRequest", (event) => {
    const chosen = event.detail.formData;
    for (const name of new Set(chosen.keys())) {
      const values = chosen.getAll(name).filter(Boolean);
      chosen.delete(name);
      for (const value of values) chosen.append(name, value);
    }
  });

  /* New counts come with new groups: what the reader had opened stays open, and the focus where it was. */
  document.addEventListener("htmx:beforeSwap", () => {
    open = [...finder.querySelectorAll("details[id]")].map((each) => [each.id, each.open]);
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, isOpen] of open) {
      const group = document.getElementById(id);
      if (group && !group.open) group.open = isOpen;
    }
  });

  /* On a phone the filters lie over the list: asking for the results puts them away. */
  const drawer = document.getElementById("facets");
  finder.addEventListener("submit", () => {
    if (drawer.popover && drawer.matches(":popover-open")) drawer.hidePopover();
  });

  /* A failed request leaves the list as it is; the form itself still works. */
  const fallBack = () => finder.submit();
  finder.addEventListener("htmx:sendError", fallBack);
  finder.addEventListener("htmx:responseError", fallBack);
}
