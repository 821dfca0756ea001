// What is known of a removal or a line, in words, and what the reader makes of it: corrections, as a rule pack or JSON.
(() => {
  const { $, data, main, texts, make, textOf } = report;

  // --- what is known of a removal, in words
  const tip = $("tip");
  const removalOf = (element) => data.texts[textOf(element)].removals[element.dataset.r];
  const tell = (element) => {
    const removal = removalOf(element);
    tip.replaceChildren(make("b", "", `${removal.category}: ${removal.reason}`), `${removal.rule}, ${removal.confidence}`);
    tip.hidden = false;
    const at = element.getClientRects()[0];
    if (!at) return;
    const below = at.bottom + 6 + tip.offsetHeight < innerHeight;
    tip.style.top = `${below ? at.bottom + 6 : Math.max(4, at.top - 6 - tip.offsetHeight)}px`;
    tip.style.left = `${Math.max(4, Math.min(at.left, innerWidth - tip.offsetWidth - 8))}px`;
  };
  const hush = () => { tip.hidden = true; };
  const told = (event) => event.target.closest?.(".cut, .note");
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const found = told(event);
    if (found) tell(found); else hush();
  });
  document.addEventListener("focusin", (event) => {
    const found = told(event);
    if (found && found.matches(":focus-visible")) tell(found); else hush();
  });
  addEventListener("scroll", hush, { passive: true });

  // --- the card under a row
  let opened = null;
  const close = (goBack) => {
    if (!opened) return;
    opened.card.remove();
    opened.by.setAttribute("aria-expanded", "false");
    if (goBack) opened.by.focus();
    opened = null;
  };
  const fact = (list, name, value) => list.append(make("dt", "", name), make("dd", "", value));
  const open = (by, fill, row = by.closest(".row")) => {
    hush();
    const isSame = opened && opened.by === by && opened.card.parentElement === row;
    close(false);
    if (isSame) return;
    const card = $("card").content.firstElementChild.cloneNode(true);
    fill(card.querySelector(".card-words"), card.querySelector(".card-acts"), card);
    const shut = make("button", "close", "Close");
    shut.type = "button";
    shut.addEventListener("click", () => close(true));
    card.querySelector(".card-acts").append(shut);
    row.append(card);
    by.setAttribute("aria-expanded", "true");
    opened = { by, card };
  };
  const toggle = (words, key, correction) => {
    const button = make("button", "mark", words);
    button.type = "button";
    const refresh = () => button.setAttribute("aria-pressed", String(marks.has(key)));
    button.addEventListener("click", () => {
      if (marks.has(key)) marks.delete(key);
      else marks.set(key, correction());
      refresh();
      changed();
    });
    refresh();
    return button;
  };
  const openRemoval = (note, row) => open(note, (words, acts, card) => {
    const text = textOf(note);
    const number = Number(note.dataset.r);
    const removal = data.texts[text].removals[number];
    card.setAttribute("aria-label", `Removal ${number + 1}`);
    const about = make("p");
    about.append(make("span", `label cat-${removal.category}`, removal.category), ` ${removal.reason}`);
    const list = make("dl");
    fact(list, "Rule", removal.rule);
    fact(list, "Confidence", removal.confidence);
    if (removal.also.length) fact(list, "Claimed by", removal.also.join(", "));
    fact(list, "Characters", `${removal.span[0]} to ${removal.span[1]} of the original`);
    words.append(about, list);
    const unable = removal.keep.find((one) => one.why);
    if (unable) words.append(make("p", "soft", `A rule pack cannot keep all of it, for ${unable.why}; the JSON tells it.`));
    const others = (row ?? note.closest(".row")).querySelectorAll(`.cut:not([data-r="${number}"])`);
    if (others.length) words.append(make("p", "soft", "A rule pack keeps whole lines: what else went from this one stays, too."));
    acts.append(toggle("This was content", `${text} r ${number}`, () => ({ kind: "content", text, number })));
  }, row);
  const openLine = (button) => open(button, (words, acts, card) => {
    const text = textOf(button);
    const line = Number(button.closest(".row").dataset.line);
    const known = data.texts[text].lines[line];
    card.setAttribute("aria-label", `Line ${line}`);
    if (!known) {
      const isGone = button.closest(".row").classList.contains("gone");
      const why = isGone ? `All of line ${line} was removed.` : `Line ${line} is too long to be marked, or the text is.`;
      words.append(make("p", "", why));
      return;
    }
    words.append(make("p", "", `Line ${line} stays${button.closest(".row").querySelector(".cut") ? " in part" : ""}.`));
    if (known.why) words.append(make("p", "soft", `No rule can take it, for ${known.why}; the JSON tells it.`));
    const key = `${text} l ${line}`;
    const select = make("select");
    select.setAttribute("aria-label", "Category");
    for (const name of data.categories) select.append(make("option", "", name));
    select.value = marks.get(key)?.category ?? lastCategory;
    select.addEventListener("change", () => {
      lastCategory = select.value;
      if (marks.has(key)) { marks.get(key).category = select.value; changed(); }
    });
    acts.append(select, toggle("This is boilerplate", key, () => ({ kind: "boilerplate", text, number: line, category: select.value })));
  });
  let lastCategory = "promo";
  const noteOf = (cut) => texts[textOf(cut)].querySelector(`.note[data-r="${Number(cut.dataset.r)}"]`);
  document.addEventListener("click", (event) => {
    const cut = event.target.closest(".cut");
    const note = cut ? noteOf(cut) : event.target.closest(".note");
    // Who selects words in what went wants to copy them, not to open a card.
    if (note && !(cut && getSelection().toString())) { openRemoval(note, (cut ?? note).closest(".row")); return; }
    const number = event.target.closest("button.n");
    if (number) openLine(number);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hush();
    close(true);
  });

  // --- corrections
  const marks = new Map();
  let isSaved = true;
  const fill = (form, values) => form.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
  const sorted = () => [...marks.values()].sort((a, b) => a.text - b.text || a.kind.localeCompare(b.kind) || a.number - b.number);
  const file = () => (data.texts.length === 1 ? data.texts[0].file : `${data.texts.length} texts`);
  const pack = () => {
    const keeps = new Map();
    const rules = new Map();
    const unsaid = [];
    for (const mark of sorted()) {
      const text = data.texts[mark.text];
      if (mark.kind === "content") {
        for (const one of text.removals[mark.number].keep) {
          if (!one.values) unsaid.push(one.why);
          else if (!keeps.has(one.values.phrase)) keeps.set(one.values.phrase, fill(data.forms.keep, one.values));
        }
        continue;
      }
      const { values, why } = text.lines[mark.number];
      if (!values) unsaid.push(why);
      else if (!rules.has(values.phrase)) {
        rules.set(values.phrase, fill(data.forms.rule, { ...values, category: mark.category }));
      }
    }
    const both = [...rules.keys()].filter((phrase) => keeps.has(phrase)).length;
    const parts = [...keeps.values(), ...[...rules].filter(([phrase]) => !keeps.has(phrase)).map(([, rule]) => rule)];
    return { toml: fill(data.forms.head, { file: file() }) + parts.join(""), unsaid, both };
  };
  const json = () => JSON.stringify({
    corrections: "cleaner",
    version: 1,
    texts: data.texts.map((text, index) => ({
      name: text.name,
      fingerprint: text.fingerprint,
      source: text.source,
      corrections: sorted().filter((mark) => mark.text === index).map((mark) => {
        if (mark.kind === "content") {
          const { span, text: was, category, rule } = text.removals[mark.number];
          return { kind: mark.kind, span, text: was, category, rule };
        }
        const { span, text: was } = text.lines[mark.number];
        return { kind: mark.kind, span, text: was, category: mark.category };
      }),
    })).filter((text) => text.corrections.length),
  }, null, 1) + "\n";
  const form = () => document.querySelector('input[name="form"]:checked').value;
  const changed = () => {
    isSaved = marks.size === 0;
    document.querySelectorAll(".is-content, .is-boilerplate").forEach((one) => one.classList.remove("is-content", "is-boilerplate"));
    for (const mark of marks.values()) {
      const text = texts[mark.text];
      if (mark.kind === "content") text.querySelectorAll(`[data-r="${mark.number}"]`).forEach((one) => one.classList.add("is-content"));
      else text.querySelector(`.row[data-line="${mark.number}"]`).classList.add("is-boilerplate");
    }
    list();
    $("corrections").hidden = marks.size === 0;
    $("tray").hidden = marks.size === 0;
    $("tray").textContent = marks.size === 1 ? "1 correction" : `${marks.size} corrections`;
    write();
  };
  const list = () => {
    $("marks").replaceChildren(...sorted().map((mark) => {
      const text = data.texts[mark.text];
      const known = mark.kind === "content" ? text.removals[mark.number] : text.lines[mark.number];
      const item = make("li");
      const drop = make("button", "", "Take back");
      drop.type = "button";
      drop.addEventListener("click", () => {
        marks.delete(`${mark.text} ${mark.kind === "content" ? "r" : "l"} ${mark.number}`);
        close(false);
        changed();
        ($("corrections").hidden ? main : $("corrections-title")).focus();
      });
      const name = mark.kind === "content" ? "content" : `boilerplate: ${mark.category}`;
      const kind = mark.kind === "content" ? "label" : `label cat-${mark.category}`;
      item.append(make("span", kind, name), make("q", "", (known.text ?? "").trim().slice(0, 200)), drop);
      return item;
    }));
  };
  const write = () => {
    const made = pack();
    $("made").value = form() === "toml" ? made.toml : json();
    const notes = [];
    if (form() === "toml") {
      notes.push("Save it as a .toml file; “cleaner rules check” holds it to its examples, “cleaner --rules” uses it.");
      if (made.unsaid.length) notes.push(`A pack cannot say all of it (${[...new Set(made.unsaid)].join("; ")}); the JSON does.`);
      if (made.both) notes.push("What is marked both ways is kept.");
    }
    $("form-note").textContent = notes.join(" ");
    $("said").textContent = "";
  };
  document.querySelectorAll('input[name="form"]').forEach((input) => input.addEventListener("change", write));
  $("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText($("made").value);
    } catch {
      $("made").select();
      document.execCommand("copy");
    }
    isSaved = true;
    $("said").textContent = "Copied.";
  });
  $("save").addEventListener("click", () => {
    const link = make("a");
    link.download = form() === "toml" ? "corrections.toml" : "corrections.json";
    link.href = URL.createObjectURL(new Blob([$("made").value.replace(/[\ud800-\udfff]/gu, "\ufffd")], { type: "text/plain" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    isSaved = true;
    $("said").textContent = "Saved.";
  });
  addEventListener("beforeunload", (event) => { if (!isSaved) event.preventDefault(); });
})();
