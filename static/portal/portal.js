// Small habits of every page: one sending per press, keys, menus, copying, asking once before the irreversible.
const cookie = (name) => document.cookie.split("; ").find((row) => row.startsWith(name + "="))?.split("=")[1] ?? "";

document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = cookie("csrftoken"); });

const ask = (text, proceed) => {
  const dialog = document.createElement("dialog");
  const words = document.createElement("p");
  words.textContent = text;
  const row = document.createElement("div");
  row.className = "actions";
  const yes = Object.assign(document.createElement("button"), { className: "btn btn-primary", textContent: "Đồng ý", type: "button" });
  const no = Object.assign(document.createElement("button"), { className: "btn", textContent: "Thôi", type: "button" });
  yes.addEventListener("click", () => { dialog.close(); proceed(); });
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  row.append(yes, no);
  dialog.append(words, row);
  document.body.append(dialog);
  dialog.showModal();
  yes.focus();
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const question = button?.dataset.confirm ?? form.dataset.confirm;
  if (question && form.dataset.asked !== "yes") {
    event.preventDefault();
    ask(question, () => { form.dataset.asked = "yes"; form.requestSubmit(button); });
    return;
  }
  delete form.dataset.asked;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  setTimeout(() => { delete form.dataset.sent; form.removeAttribute("aria-busy"); }, 8000);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  const copier = event.target.closest("[data-copy]");
  if (copier) {
    const source = document.querySelector(copier.dataset.copy);
    const text = source?.value ?? source?.textContent ?? "";
    const done = () => { copier.dataset.was ??= copier.textContent; copier.textContent = "Đã chép"; setTimeout(() => { copier.textContent = copier.dataset.was; }, 2000); };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done);
    else if (source?.select) { source.select(); document.execCommand("copy"); done(); }
  }
  const all = event.target.closest("[data-check-all]");
  if (all) document.querySelectorAll(all.dataset.checkAll).forEach((box) => { box.checked = all.checked; box.dispatchEvent(new Event("change", { bubbles: true })); });
});

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-go]")) window.location.assign(event.target.value);
  const bar = document.querySelector("[data-bulk]");
  if (bar && event.target.matches(bar.dataset.bulk)) {
    const picked = document.querySelectorAll(bar.dataset.bulk + ":checked").length;
    bar.hidden = picked === 0;
    bar.querySelectorAll("[data-picked]").forEach((place) => { place.textContent = String(picked); });
    event.target.closest("tr")?.classList.toggle("picked", event.target.checked);
  }
});

const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog") !== null;
const help = () => {
  const dialog = document.createElement("dialog");
  const heading = Object.assign(document.createElement("h2"), { textContent: "Phím tắt trên trang này" });
  const list = document.createElement("ul");
  list.className = "plain";
  const seen = new Map([["/", "Tìm"], ["?", "Bảng phím tắt"]]);
  document.querySelectorAll("[data-key]").forEach((item) => seen.set(item.dataset.key, item.dataset.keyLabel ?? item.textContent.trim().replace(/\s+/g, " ")));
  seen.forEach((label, key) => {
    const row = document.createElement("li");
    row.append(Object.assign(document.createElement("kbd"), { textContent: key }), " " + label);
    list.append(row);
  });
  const close = Object.assign(document.createElement("button"), { className: "btn", textContent: "Đóng", type: "button" });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(heading, list, close);
  document.body.append(dialog);
  dialog.showModal();
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary")?.focus(); });
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === "/") { const box = document.querySelector("[name=q]"); if (box) { event.preventDefault(); box.focus(); } return; }
  if (event.key === "?") { event.preventDefault(); help(); return; }
  const wanted = [...document.querySelectorAll("[data-key]")].find((item) => item.dataset.key.toLowerCase() === event.key.toLowerCase() && !item.disabled);
  if (wanted) { event.preventDefault(); if (wanted.matches("input, textarea")) wanted.focus(); else wanted.click(); }
});
document.querySelectorAll("[data-help-keys]").forEach((button) => button.addEventListener("click", help));
document.documentElement.classList.add("js");
