// Folding the rows of the plan editor all at once, and dropping a file on the page instead of choosing it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-open-rows]");
  if (!button) return;
  const open = button.dataset.openRows === "true";
  button
    .closest(".rows-of")
    .querySelectorAll("details.record")
    .forEach((record) => {
      record.open = open;
    });
});

const place = document.querySelector("form[data-drop]");
const input = place?.querySelector("input[type=file]");
["dragover", "dragleave", "drop"].forEach((name) =>
  place?.addEventListener(name, (event) => {
    event.preventDefault();
    place.classList.toggle("dropping", name === "dragover");
    if (name !== "drop" || !event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }),
);
