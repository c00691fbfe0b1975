// Ticking a section makes sending back the red button; none ticked makes confirming the red one.
const form = document.querySelector("[data-return]");
const accept = document.querySelector("[data-accept]");
const refuse = document.querySelector("[data-return-button]");
const weigh = () => {
  const picked = form.querySelectorAll("[name=sections]:checked").length;
  refuse.classList.toggle("btn-primary", picked > 0);
  accept?.classList.toggle("btn-primary", picked === 0);
};
if (form) {
  form.addEventListener("change", weigh);
  weigh();
}
