"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const results = all(".result");
  const chips = all(".chip");
  const area = one("#area");
  const specification = one("#specification");
  const words = one("#words");
  const keys = one("#keys");
  document.documentElement.classList.add("script");

  // Text is gathered once: a run may have hundreds of results with long transcripts.
  const texts = new Map();
  const text = (result) => {
    if (!texts.has(result)) texts.set(result, result.textContent.toLowerCase());
    return texts.get(result);
  };
  const pressed = (chip) => chip.getAttribute("aria-pressed") === "true";
  const press = (chip, on) => chip.setAttribute("aria-pressed", String(on));
  const visible = () => results.filter((result) => !result.hidden);

  function filter() {
    const verdicts = new Set(chips.filter(pressed).map((chip) => chip.dataset.verdict));
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const result of results) {
      const data = result.dataset;
      const fits = verdicts.has(data.verdict)
        && (!area.value || data.area === area.value)
        && (!specification.value || data.specifications.split("|").includes(specification.value))
        && wanted.every((word) => text(result).includes(word));
      result.hidden = !fits;
    }
    for (const group of all(".group")) {
      group.hidden = !group.querySelector(".result:not([hidden])");
    }
    const shown = visible().length;
    one("#shown").textContent = `${shown} of ${results.length} shown`;
    one("#nothing").hidden = shown > 0;
    remember();
  }

  // The filters stand in the address, so that a view can be sent to somebody.
  function remember() {
    const state = new URLSearchParams();
    const off = chips.filter((chip) => !pressed(chip)).map((chip) => chip.dataset.verdict);
    if (off.length) state.set("hide", off.join(","));
    if (area.value) state.set("area", area.value);
    if (specification.value) state.set("specification", specification.value);
    if (words.value) state.set("words", words.value);
    const wanted = state.size ? `#?${state}` : "";
    const link = location.hash && !location.hash.startsWith("#?");
    if (location.hash === wanted || (link && !wanted)) return;
    try {
      history.replaceState(null, "", wanted || location.pathname);
    } catch {
      // Some viewers show the page where an address cannot be changed.
    }
  }

  function recall() {
    if (!location.hash.startsWith("#?")) return;
    const state = new URLSearchParams(location.hash.slice(2));
    const off = (state.get("hide") ?? "").split(",");
    for (const chip of chips) press(chip, !off.includes(chip.dataset.verdict));
    area.value = state.get("area") ?? "";
    specification.value = state.get("specification") ?? "";
    words.value = state.get("words") ?? "";
    // A value that this run does not have selects nothing.
    for (const select of [area, specification]) if (select.selectedIndex < 0) select.value = "";
  }

  function reset() {
    for (const chip of chips) press(chip, true);
    area.value = "";
    specification.value = "";
    words.value = "";
    filter();
  }

  function failuresOnly() {
    const only = chips.every((chip) => pressed(chip) === (chip.dataset.verdict === "fail"));
    for (const chip of chips) press(chip, only || chip.dataset.verdict === "fail");
    filter();
  }

  // What a link leads to may be inside something closed or filtered away.
  function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    if (target.closest(".result")?.hidden) reset();
    for (let at = target; at; at = at.parentElement?.closest("details")) at.open = true;
    const inner = target.querySelector(":scope > details");
    if (inner) inner.open = true;
    target.scrollIntoView({ block: "start" });
  }

  function step(by) {
    const shown = visible();
    const at = shown.indexOf(document.activeElement?.closest(".result"));
    const next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : at + by];
    const summary = next?.querySelector(":scope > summary");
    summary?.focus();
    summary?.scrollIntoView({ block: "nearest" });
  }

  const open = (on) => visible().forEach((result) => { result.open = on; });

  const actions = {
    j: () => step(1),
    k: () => step(-1),
    e: () => open(true),
    c: () => open(false),
    f: failuresOnly,
    "/": () => words.focus(),
    "?": () => keys.showModal(),
    Escape: reset,
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    const typing = event.target.matches("input, select");
    if (typing && event.key !== "Escape") return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    if (typing) event.target.blur();
    action();
  });

  async function copy(button) {
    const line = button.parentElement.querySelector("pre");
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(line.textContent);
    } catch {
      getSelection().selectAllChildren(line);
      said = "Selected";
    }
    button.textContent = said;
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches(".chip")) { press(button, !pressed(button)); filter(); }
    if (button.matches(".copy")) copy(button);
    if (button.id === "reset") reset();
    if (button.id === "help") keys.showModal();
    if (button.id === "close") keys.close();
  });
  for (const select of [area, specification]) select.addEventListener("change", filter);
  words.addEventListener("input", filter);
  addEventListener("hashchange", reveal);

  // On paper nobody can open what went wrong.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = visible().filter((result) => !result.open && result.querySelector(".finding"));
    for (const result of opened) result.open = true;
  });
  addEventListener("afterprint", () => {
    for (const result of opened) result.open = false;
    opened = [];
  });

  recall();
  filter();
  reveal();
})();
