// Search and filters of the rule book. Without them the page shows every rule.
(() => {
  const get = (id) => document.getElementById(id);
  const chapters = [...document.querySelectorAll(".chapter")].map((node) => ({
    node,
    category: node.dataset.category,
    count: document.querySelector(`.count[data-of="${node.dataset.category}"]`),
    rules: [...node.querySelectorAll(".rule")].map((rule) => ({ node: rule, text: "" })),
  }));
  const fields = ["words", "category", "language", "confidence"].map(get);
  const [words, category, language, confidence] = fields;
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
  const read = (rule) => (rule.text ||= plain(rule.node.textContent));

  const show = () => {
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const chapter of chapters) {
      const isOpen = !category.value || category.value === chapter.category;
      let here = 0;
      for (const rule of chapter.rules) {
        const data = rule.node.dataset;
        const fits = isOpen && (!language.value || language.value === data.language)
          && (!confidence.value || confidence.value === data.confidence)
          && (!wanted.length || wanted.every((word) => read(rule).includes(word)));
        rule.node.hidden = !fits;
        here += fits;
      }
      chapter.node.hidden = !here;
      chapter.count.textContent = here.toLocaleString("en");
      chapter.count.closest("li").classList.toggle("none", !here);
      count += here;
    }
    get("found").textContent = `${count.toLocaleString("en")} ${count === 1 ? "rule" : "rules"}`;
    get("none").hidden = count > 0;
  };
  let waiting = 0;
  words.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 120); });
  for (const field of fields.slice(1)) field.addEventListener("change", show);
  get("find").addEventListener("submit", (event) => { event.preventDefault(); show(); });

  const unfold = get("unfold");
  unfold.addEventListener("click", () => {
    const isOpen = unfold.getAttribute("aria-pressed") !== "true";
    unfold.setAttribute("aria-pressed", isOpen);
    for (const chapter of chapters) for (const rule of chapter.rules) if (!rule.node.hidden) rule.node.open = isOpen;
  });

  // Names of languages are the reader's browser's own.
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  for (const option of language.options) {
    if (/^[a-z]{2,3}$/.test(option.value) && option.value !== "any") option.textContent = `${names.of(option.value)} (${option.value})`;
  }
  // A link to a rule opens it.
  const open = () => {
    const rule = get(decodeURIComponent(location.hash.slice(1)));
    if (rule?.classList.contains("rule")) { rule.open = true; rule.scrollIntoView(); }
  };
  addEventListener("hashchange", open);
  get("find").hidden = false;
  show();
  open();
})();
