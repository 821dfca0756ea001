// In a document's own view: switches hide what went of their category, and a note says more when it is pressed.
(() => {
  document.addEventListener("change", (event) => {
    const text = event.target.matches(".switch") && event.target.closest("section.text");
    if (text) text.dataset.hide = [...text.querySelectorAll(".switch:not(:checked)")].map((one) => one.value).join(" ");
  });
  document.addEventListener("click", (event) => {
    const note = event.target.closest(".note");
    if (note) note.setAttribute("aria-expanded", note.getAttribute("aria-expanded") !== "true");
  });
})();
