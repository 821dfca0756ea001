// The page of a text: views, switches, ways to go about, and search. Nothing here makes markup from text: what the text
// says goes in through textContent and value only. The same holds of corrections.js, which builds on this.
const report = (() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const main = $("main");
  const texts = [...document.querySelectorAll("section.text")];
  const make = (tag, name = "", text = "") => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  };
  const textOf = (element) => Number(element.closest("[data-text]").dataset.text);
  const isIn = (element) => element.getClientRects().length > 0;
  main.dataset.view = "marked";
  main.dataset.hide = "";
  $("bar").hidden = false;
  document.querySelectorAll(".hint").forEach((one) => { one.hidden = false; });

  // --- views: the cleaned side is made when it is first asked for
  let hasBoth = false;
  const makeCleaned = () => {
    for (const row of document.querySelectorAll(".row[data-line], .chunk .row")) {
      const was = row.querySelector(".was");
      const now = was.cloneNode(true);
      now.className = "now";
      now.querySelectorAll(".cut, .fix s").forEach((one) => one.remove());
      row.classList.toggle("is-changed", now.textContent !== was.textContent);
      was.after(now);
    }
    hasBoth = true;
  };
  document.querySelectorAll('input[name="view"]').forEach((input) =>
    input.addEventListener("change", () => {
      if (input.value === "both" && !hasBoth) makeCleaned();
      main.dataset.view = input.value;
      seek();
    }));

  // --- switches: a category that is off is not shown, in every text of the page
  const gone = [...document.querySelectorAll(".row.gone")].map((row) => ({
    row,
    kinds: [...row.querySelectorAll(".cut")].map((cut) => data.texts[textOf(row)].removals[cut.dataset.r].category),
  }));
  const hidden = new Set();
  const show = () => {
    main.dataset.hide = [...hidden].join(" ");
    for (const { row, kinds } of gone) row.hidden = kinds.length > 0 && kinds.every((kind) => hidden.has(kind));
    for (const input of document.querySelectorAll(".switch")) {
      input.checked = !hidden.has(input.value);
      input.closest("tr").classList.toggle("is-off", !input.checked);
    }
    seek();
  };
  document.querySelectorAll(".switch").forEach((input) =>
    input.addEventListener("change", () => {
      if (input.checked) hidden.delete(input.value);
      else hidden.add(input.value);
      show();
    }));

  // --- the lines' numbers are one stop of the keyboard; arrows go from line to line
  let stop = null;
  const rest = (button) => {
    if (stop) stop.tabIndex = -1;
    stop = button;
    if (stop) stop.tabIndex = 0;
  };
  rest(document.querySelector("button.n"));
  const move = (event) => {
    const all = [...document.querySelectorAll(".row:not(.blank):not([hidden]) > button.n")];
    const at = all.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const next = all[Math.max(0, Math.min(all.length - 1, to))];
    if (!next) return;
    event.preventDefault();
    rest(next);
    next.focus();
  };
  document.addEventListener("focusin", (event) => { if (event.target.matches("button.n")) rest(event.target); });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.("button.n") && ["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) move(event);
  });

  // --- from removal to removal
  const go = (note) => {
    note.scrollIntoView({ block: "center" });
    note.focus({ focusVisible: true });
  };
  const step = (by) => {
    const notes = [...document.querySelectorAll(".note")].filter(isIn);
    if (!notes.length) return;
    const from = notes.indexOf(document.activeElement);
    const anchor = from >= 0 ? from : last ? notes.indexOf(last) : by > 0 ? -1 : 0;
    last = notes[(anchor + by + notes.length) % notes.length];
    go(last);
  };
  let last = null;
  $("after").addEventListener("click", () => step(1));
  $("before").addEventListener("click", () => step(-1));
  const jump = (lane, share) => {
    const text = textOf(lane);
    const kind = lane.closest("tr").querySelector(".switch").value;
    const at = share * data.texts[text].source.length;
    const far = ({ span }) => Math.max(span[0] - at, at - span[1], 0);
    let best = -1;
    data.texts[text].removals.forEach((removal, number) => {
      if (removal.category === kind && (best < 0 || far(removal) < far(data.texts[text].removals[best]))) best = number;
    });
    const note = texts[text].querySelector(`.note[data-r="${best}"]`);
    if (note && isIn(note)) { last = note; go(note); }
  };

  document.addEventListener("click", (event) => {
    const lane = event.target.closest(".lane");
    if (!lane) return;
    const { left, width } = lane.getBoundingClientRect();
    jump(lane, (event.clientX - left) / width);
  });

  // --- search: hits are highlighted without a change to the text
  const paint = (name, ranges) => {
    if (!CSS.highlights) return;
    if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges)); else CSS.highlights.delete(name);
  };
  let hits = [];
  let hit = -1;
  const ranges = (row, sought) => {
    const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let whole = "";
    while (walker.nextNode()) {
      if (walker.currentNode.parentElement.getClientRects().length === 0) continue;
      nodes.push([whole.length, walker.currentNode]);
      whole += walker.currentNode.data;
    }
    const place = (at, isEnd) => {
      const found = nodes.findLast(([start]) => (isEnd ? start < at : start <= at));
      return [found[1], at - found[0]];
    };
    return [...whole.matchAll(sought)].map((match) => {
      const range = document.createRange();
      range.setStart(...place(match.index, false));
      range.setEnd(...place(match.index + match[0].length, true));
      return range;
    });
  };
  const seek = () => {
    const words = $("find").value;
    hits = [];
    hit = -1;
    if (words.trim()) {
      const sought = new RegExp(words.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "giu");
      const lines = [...document.querySelectorAll(".chunk .row .was")];
      for (const line of lines) {
        sought.lastIndex = 0;
        if (sought.test(line.textContent) && !line.closest("[hidden]")) { sought.lastIndex = 0; hits.push(...ranges(line, sought)); }
      }
    }
    paint("hits", hits);
    paint("hit", []);
    $("hits").textContent = !words.trim() ? "" : hits.length ? `${hits.length} found` : "not found";
  };
  const next = (by) => {
    if (!hits.length) return;
    hit = (hit + by + hits.length) % hits.length;
    paint("hit", [hits[hit]]);
    hits[hit].startContainer.parentElement.scrollIntoView({ block: "center" });
    $("hits").textContent = `${hit + 1} of ${hits.length}`;
  };
  let waiting = 0;
  $("find").addEventListener("input", () => { clearTimeout(waiting); hit = -1; waiting = setTimeout(seek, 120); });
  $("find").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(waiting);
    if (hit < 0) seek();
    next(event.shiftKey ? -1 : 1);
  });

  return { $, data, main, texts, make, textOf };
})();
