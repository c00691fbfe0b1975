// The event form shows the figures of the chosen work only, and names the count in its own words.
const form = document.querySelector("form[data-activity]");
const choice = form?.querySelector("select[name=assignment]");
const label = form?.querySelector("label[for=id_count]");
const names = JSON.parse(document.getElementById("ten-so-luong")?.textContent ?? "{}");
const show = () => {
  form.querySelectorAll("[data-figures-of]").forEach((group) => {
    const mine = group.dataset.figuresOf === choice.value;
    group.hidden = !mine;
    group.disabled = !mine;
  });
  if (label) label.textContent = names[choice.value] ?? "Số lượng";
};
if (choice) {
  choice.addEventListener("change", show);
  show();
}
