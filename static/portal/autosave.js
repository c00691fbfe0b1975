// Nothing typed is lost: each group of fields with data-answer saves itself, says when, and keeps a copy in the
// browser until the server has it. A conflict shows both texts; a lost session waits for the login.
const cookie = (name) => document.cookie.split("; ").find((row) => row.startsWith(name + "="))?.split("=")[1] ?? "";
const person = document.querySelector("meta[name=portal-user]")?.content ?? "";
const sign = document.querySelector("[data-save-sign]");
const PAUSE = 1500;
const RETRY = 5000;
const state = new WeakMap();
let unsaved = 0;

const keyOf = (group) => `cchc:${person}:${group.dataset.answer}`;
const fieldsOf = (group) => [...group.querySelectorAll("input[name], textarea[name], select[name]")].filter((f) => !f.disabled);
const typedIn = (group) => {
  const typed = {};
  fieldsOf(group).forEach((field) => { typed[field.name] = field.type === "checkbox" ? (field.checked ? "on" : "") : field.value; });
  return typed;
};
const say = (text, kind) => { if (sign) { sign.textContent = text; sign.className = "save-sign" + (kind ? " " + kind : ""); } };
const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
const keep = (group, revision) => { try { localStorage.setItem(keyOf(group), JSON.stringify({ typed: typedIn(group), revision, at: Date.now() })); } catch { /* a full or closed store: the text is still on the screen */ } };
const forget = (group) => { try { localStorage.removeItem(keyOf(group)); } catch { /* nothing kept */ } };

const showErrors = (group, errors) => {
  group.querySelectorAll(".error.live").forEach((place) => place.remove());
  fieldsOf(group).forEach((field) => field.removeAttribute("aria-invalid"));
  Object.entries(errors ?? {}).forEach(([name, sentences]) => {
    const field = group.querySelector(`[name="${name}"]`) ?? fieldsOf(group)[0];
    const place = Object.assign(document.createElement("span"), { className: "error live", textContent: [].concat(sentences).join(" ") });
    place.setAttribute("role", "alert");
    field?.setAttribute("aria-invalid", "true");
    if (field && field.offsetParent === null) { const folded = field.closest("[hidden]"); if (folded) folded.hidden = false; }
    (field?.parentElement ?? group).append(place);
  });
};

const showConflict = (group, reply) => {
  group.querySelector(".conflict")?.remove();
  const box = document.createElement("div");
  box.className = "conflict";
  box.setAttribute("role", "alert");
  const words = document.createElement("p");
  words.textContent = `${reply.by || "Người khác"} vừa lưu nội dung này lúc ${reply.at}. Bản đang lưu:`;
  const theirs = Object.assign(document.createElement("blockquote"), { textContent: reply.shown });
  const mine = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: "Giữ bản của tôi" });
  const take = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: "Lấy bản đang lưu" });
  mine.addEventListener("click", () => { group.dataset.revision = reply.revision; box.remove(); save(group); });
  take.addEventListener("click", () => {
    Object.entries(reply.theirs).forEach(([name, value]) => { const field = group.querySelector(`[name="${name}"]`); if (field) { if (field.type === "checkbox") field.checked = Boolean(value); else field.value = value; } });
    group.dataset.revision = reply.revision; forget(group); settle(group); box.remove();
  });
  box.append(words, theirs, mine, " ", take);
  group.append(box);
};

const settle = (group) => { const held = state.get(group); if (held?.dirty) { held.dirty = false; unsaved = Math.max(0, unsaved - 1); } };

const save = async (group) => {
  const held = state.get(group) ?? {};
  if (held.saving) { held.again = true; state.set(group, held); return; }
  held.saving = true; held.again = false; state.set(group, held);
  const body = new URLSearchParams(typedIn(group));
  body.set("revision", group.dataset.revision);
  let reply = null;
  try {
    const answer = await fetch(group.dataset.autosaveUrl, { method: "POST", body, credentials: "same-origin", redirect: "manual",
      headers: { "X-CSRFToken": cookie("csrftoken"), "X-Requested-With": "fetch" } });
    reply = { status: answer.type === "opaqueredirect" ? 401 : answer.status, data: await answer.json().catch(() => ({})) };
  } catch { reply = { status: 0, data: {} }; }
  held.saving = false;
  const { status, data } = reply;
  if (status === 200) {
    group.dataset.revision = data.revision;
    showErrors(group, {});
    group.querySelector(".conflict")?.remove();
    if (!held.again) { forget(group); settle(group); }
    if (!unsaved) say(`đã lưu lúc ${data.saved_at}`);
    Object.entries(data.html ?? {}).forEach(([where, html]) => { const place = document.querySelector(where); if (place) place.outerHTML = html; });
  } else if (status === 409) { showConflict(group, data); say("có hai bản, hãy chọn", "unsaved"); }
  else if (status === 401) {
    say("phiên làm việc đã hết, nội dung vẫn giữ trên máy này", "broken");
    if (!document.querySelector("#login-again")) {
      const link = Object.assign(document.createElement("a"), { id: "login-again", className: "btn btn-sm", href: "/dang-nhap/?next=" + encodeURIComponent(location.pathname), textContent: "Đăng nhập lại" });
      sign?.after(link);
    }
  } else if (status === 422 || status === 400 || status === 403 || status === 413) {
    showErrors(group, data.errors ?? { "": data.detail ?? "Không lưu được nội dung này." });
    say("chưa lưu: xem lỗi tại ô nhập", "broken");
  } else {
    say(`chưa lưu từ ${held.since ?? clock()}`, "unsaved");
    held.timer = setTimeout(() => save(group), RETRY);
  }
  if (held.again && status === 200) save(group);
};

const touched = (group) => {
  const held = state.get(group) ?? {};
  if (!held.dirty) { held.dirty = true; held.since = clock(); unsaved += 1; }
  clearTimeout(held.timer);
  state.set(group, held);
  keep(group, group.dataset.revision);
  held.timer = setTimeout(() => save(group), PAUSE);
};
const leave = (group) => { const held = state.get(group); if (held?.dirty) { clearTimeout(held.timer); save(group); } };

document.addEventListener("input", (event) => { const group = event.target.closest("[data-autosave-url]"); if (group) { countWords(event.target); touched(group); } });
document.addEventListener("change", (event) => { const group = event.target.closest("[data-autosave-url]"); if (group) { touched(group); leave(group); } });
document.addEventListener("focusout", (event) => { const group = event.target.closest("[data-autosave-url]"); if (group) leave(group); });
document.addEventListener("click", (event) => {
  const setter = event.target.closest("[data-set]");
  if (!setter) return;
  const group = setter.closest("[data-autosave-url]");
  const field = group?.querySelector(`[name="${setter.dataset.set}"]`);
  if (!field) return;
  field.value = setter.dataset.value;
  touched(group); leave(group);
});
window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });

const countWords = (field) => {
  const place = field.closest("[data-answer]")?.querySelector("[data-words]");
  if (place && field.tagName === "TEXTAREA") place.textContent = `${field.value.trim() ? field.value.trim().split(/\s+/).length : 0} chữ`;
};

// What a lost session or a closed lid left behind comes back and is saved.
document.querySelectorAll("[data-autosave-url]").forEach((group) => {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(keyOf(group)) ?? "null"); } catch { kept = null; }
  if (!kept) return;
  const now = typedIn(group);
  if (Object.entries(kept.typed).every(([name, value]) => now[name] === undefined || now[name] === value)) { forget(group); return; }
  Object.entries(kept.typed).forEach(([name, value]) => {
    const field = group.querySelector(`[name="${name}"]`);
    if (field && !field.disabled) { if (field.type === "checkbox") field.checked = value === "on"; else field.value = value; }
  });
  touched(group);
});
document.querySelectorAll("[data-answer] textarea").forEach(countWords);
