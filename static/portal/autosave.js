// Nothing typed is lost. Each element with data-autosave-url is one answer: it saves itself on leaving a field and
// every few seconds, says when, and keeps a copy in the browser until the server has it. A conflict shows both texts;
// a lost session or connection waits, and what was kept comes back and is saved when the page opens again.
const EVERY = 3000;
const RETRY = 5000;
const KEPT_DAYS = 30;
const NOT_SENT = new Set(["csrfmiddlewaretoken", "token", "revision"]);

const sign = document.querySelector("[data-save-sign]");
const person = document.querySelector("meta[name=portal-user]")?.content ?? "";
const cookie = (name) =>
  document.cookie
    .split("; ")
    .find((row) => row.startsWith(`${name}=`))
    ?.split("=")[1] ?? "";
const clock = () =>
  new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
const make = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};
const groupOf = (node) => node.closest?.("[data-autosave-url]");
const groups = () => [...document.querySelectorAll("[data-autosave-url]")];

let savedAt = sign?.textContent.match(/\d{1,2}:\d{2}/)?.[0] ?? "";
let sessionLost = false;

// ---- what an answer holds
const fieldsOf = (group) =>
  [...group.querySelectorAll("input[name], textarea[name], select[name]")].filter(
    (field) =>
      !field.disabled && !NOT_SENT.has(field.name) && !["file", "submit", "button", "image"].includes(field.type),
  );

/** The answer as it stands: pairs of name and value; a cleared box is sent as an empty value, so that it counts as cleared. */
const typed = (group) => {
  const pairs = new URLSearchParams();
  const fields = fieldsOf(group);
  fields.forEach((field) => {
    const same = fields.filter((other) => other.name === field.name);
    if (field.type === "radio" || (field.type === "checkbox" && same.length > 1)) {
      if (field.checked) pairs.append(field.name, field.value);
      else if (field === same[0] && !same.some((other) => other.checked)) pairs.append(field.name, "");
    } else if (field.type === "checkbox") pairs.append(field.name, field.checked ? field.value : "");
    else if (field.multiple && field.selectedOptions)
      [...field.selectedOptions].forEach((option) => pairs.append(field.name, option.value));
    else pairs.append(field.name, field.value);
  });
  return pairs;
};

const fill = (group, values) =>
  fieldsOf(group).forEach((field) => {
    if (!values.has(field.name)) return;
    const wanted = values.getAll(field.name);
    if (field.type === "radio") field.checked = wanted.includes(field.value);
    else if (field.type === "checkbox") field.checked = wanted.includes(field.value);
    else if (field.multiple && field.options)
      [...field.options].forEach((option) => {
        option.selected = wanted.includes(option.value);
      });
    else [field.value] = wanted;
  });

const states = new WeakMap();
const stateOf = (group) => {
  if (!states.has(group))
    states.set(group, { saved: typed(group).toString(), since: "", timer: 0, saving: null, trouble: "", kept: true });
  return states.get(group);
};
const isDirty = (group) => typed(group).toString() !== stateOf(group).saved;

// ---- the copy in the browser
const keyOf = (group) => `cchc:${person}:${group.dataset.autosaveUrl}`;
const keep = (group) => {
  const state = stateOf(group);
  try {
    localStorage.setItem(
      keyOf(group),
      JSON.stringify({ typed: typed(group).toString(), revision: group.dataset.revision, at: Date.now() }),
    );
    state.kept = true;
  } catch {
    state.kept = false;
  }
};
const forget = (group) => {
  try {
    localStorage.removeItem(keyOf(group));
  } catch {
    /* nothing was kept */
  }
};
const keptOf = (group) => {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(group)) ?? "null");
    if (kept && Date.now() - kept.at < KEPT_DAYS * 86400000) return kept;
    forget(group);
  } catch {
    /* unreadable: as if there were none */
  }
  return null;
};

// ---- the sign, one for the page
const paint = () => {
  if (!sign) return;
  const open = groups()
    .map(stateOf)
    .filter((state) => state.trouble);
  const has = (trouble) => open.some((state) => state.trouble === trouble);
  const since =
    open
      .map((state) => state.since)
      .filter(Boolean)
      .sort()[0] ?? clock();
  const [text, look] = has("session")
    ? [`chưa lưu từ ${since}, phiên làm việc đã hết`, "broken"]
    : has("conflict")
      ? ["có hai bản, hãy chọn", "unsaved"]
      : has("network")
        ? [`chưa lưu từ ${since}`, "unsaved"]
        : has("refused")
          ? ["chưa lưu: xem lỗi tại ô nhập", "broken"]
          : [savedAt ? `đã lưu lúc ${savedAt}` : "", ""];
  if (sign.textContent.trim() !== text) sign.textContent = text;
  sign.className = `save-sign ${look}`.trim();
};

// ---- errors at the field
const clearErrors = (group) => {
  group.querySelectorAll(".error.live").forEach((place) => place.remove());
  fieldsOf(group).forEach((field) => {
    if (field.dataset.refused) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      delete field.dataset.refused;
    }
  });
};
const showErrors = (group, errors) => {
  clearErrors(group);
  Object.entries(errors).forEach(([name, sentences], index) => {
    const field =
      fieldsOf(group).find((item) => item.name === name) ??
      fieldsOf(group).find((item) => item.type !== "checkbox") ??
      fieldsOf(group)[0];
    const place = make("span", {
      className: "error live",
      id: `loi-${group.dataset.answer ?? ""}-${index}`,
      textContent: [].concat(sentences).join(" "),
    });
    place.setAttribute("role", "alert");
    const folded = field?.closest("[hidden]");
    if (folded) folded.hidden = false;
    if (field) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", place.id);
      field.dataset.refused = "yes";
    }
    group.append(place);
  });
};

// ---- two texts, one choice
const nameOf = (group, name) => {
  const field = fieldsOf(group).find((item) => item.name === name);
  return field?.getAttribute("aria-label") ?? field?.labels?.[0]?.textContent.trim() ?? "";
};
/** `text` in a quotation where the words that differ from `other` are marked. */
const marked = (text, other) => {
  const [words, others] = [text.split(/(?<=\s)/), other.split(/(?<=\s)/)];
  let start = 0;
  while (start < words.length && start < others.length && words[start] === others[start]) start += 1;
  let end = 0;
  while (end < Math.min(words.length, others.length) - start && words.at(-1 - end) === others.at(-1 - end)) end += 1;
  const place = make("blockquote");
  place.append(
    words.slice(0, start).join(""),
    make("mark", { textContent: words.slice(start, words.length - end).join("") || (text ? "" : "(trống)") }),
    end ? words.slice(-end).join("") : "",
  );
  return place;
};
/** Alike for people: 1234 is 1.234, and spaces at the ends do not count. */
const plain = (text) => {
  const words = text.normalize("NFC").trim().replace(/\s+/g, " ");
  return /^−?[\d. ]+(,\d+)?$/.test(words) ? words.replace(/[. ]/g, "") : words;
};
const dropConflict = (group) => group.querySelectorAll(".conflict").forEach((box) => box.remove());
const showConflict = (group, reply) => {
  dropConflict(group);
  const mine = typed(group);
  const theirs = new URLSearchParams(Object.entries(reply.theirs ?? {}).map(([name, value]) => [name, value ?? ""]));
  const different = [...new Set(mine.keys())].filter(
    (name) => theirs.has(name) && plain(theirs.get(name)) !== plain(mine.get(name)),
  );
  if (reply.theirs && !different.length) {
    group.dataset.revision = reply.revision;
    finish(group, mine.toString());
    return;
  }
  const inWords = (values, name) => {
    const value = values.get(name) ?? "";
    const box = fieldsOf(group).find((item) => item.name === name)?.type === "checkbox";
    const shown = box ? (value ? "có" : "không") : value;
    return different.length > 1 || box ? `${nameOf(group, name)}: ${shown}` : shown;
  };
  const [myText, theirText] = different.length
    ? [mine, theirs].map((values) => different.map((name) => inWords(values, name)).join("\n"))
    : [mine.get("text") ?? mine.get("number") ?? "", reply.shown ?? ""];
  const hold = make("button", { type: "button", className: "btn btn-sm", textContent: "Giữ bản của tôi" });
  const take = make("button", { type: "button", className: "btn btn-sm", textContent: "Lấy bản đang lưu" });
  const box = make(
    "div",
    { className: "conflict" },
    make("b", { textContent: "Nội dung này được sửa ở hai nơi. Cả hai bản đều còn, hãy chọn bản dùng tiếp." }),
    make(
      "div",
      { className: "conflict-texts" },
      make("section", {}, make("h4", { textContent: "Bản của tôi, trang này" }), marked(myText, theirText), hold),
      make(
        "section",
        {},
        make("h4", {
          textContent: ["Bản đang lưu", reply.by, reply.at && `lúc ${reply.at}`].filter(Boolean).join(", "),
        }),
        marked(theirText, myText),
        take,
      ),
    ),
  );
  box.setAttribute("role", "alert");
  const settle = () => {
    box.remove();
    stateOf(group).trouble = "";
    group.dataset.revision = reply.revision;
  };
  hold.addEventListener("click", () => {
    settle();
    save(group);
  });
  take.addEventListener("click", () => {
    settle();
    fill(group, theirs);
    countWords(group);
    finish(group, typed(group).toString());
  });
  group.append(box);
};

// ---- saving
const finish = (group, sent) => {
  const state = stateOf(group);
  state.saved = sent;
  state.trouble = "";
  clearErrors(group);
  if (isDirty(group)) {
    state.since = clock();
    keep(group);
    later(group, EVERY);
  } else {
    state.since = "";
    forget(group);
  }
  paint();
};
const later = (group, delay) => {
  const state = stateOf(group);
  if (!state.timer)
    state.timer = setTimeout(() => {
      state.timer = 0;
      if (isDirty(group)) save(group);
    }, delay);
};
const swap = (html) =>
  Object.entries(html ?? {}).forEach(([where, text]) => {
    const place = document.querySelector(where);
    // Never under the hands of somebody who is typing there.
    if (
      !place ||
      place.contains(document.activeElement) ||
      groups().some((group) => place.contains(group) && isDirty(group))
    )
      return;
    place.outerHTML = text;
    const fresh = document.querySelector(where);
    if (fresh) window.htmx?.process(fresh);
  });

const send = async (group, keepalive) => {
  const state = stateOf(group);
  const body = typed(group);
  const sent = body.toString();
  body.set("revision", group.dataset.revision ?? "");
  let status = 0;
  let data = {};
  try {
    const answer = await fetch(group.dataset.autosaveUrl, {
      method: "POST",
      body,
      credentials: "same-origin",
      redirect: "manual",
      keepalive,
      headers: { "X-CSRFToken": cookie("csrftoken"), "X-Requested-With": "fetch" },
    });
    status = answer.type === "opaqueredirect" ? 401 : answer.status;
    data = await answer.json().catch(() => ({}));
  } catch {
    /* no connection: status 0 */
  }
  if (status === 200) {
    group.dataset.revision = data.revision;
    savedAt = data.saved_at ?? clock();
    if (sessionLost) {
      sessionLost = false;
      document.dispatchEvent(new CustomEvent("portal:session-back"));
    }
    dropConflict(group);
    finish(group, sent);
    group.classList.toggle("missing", Boolean(data.missing));
    swap(data.html);
  } else if (status === 409) {
    state.trouble = "conflict";
    showConflict(group, data);
  } else if (status === 401) {
    state.trouble = "session";
    if (!sessionLost) document.dispatchEvent(new CustomEvent("portal:session-lost", { detail: { savedAt } }));
    sessionLost = true;
  } else if ([400, 403, 404, 413, 422].includes(status)) {
    state.trouble = "refused";
    const gone =
      "Không lưu được: nội dung này không còn mở cho tài khoản của bạn. Phần vừa viết vẫn được giữ trên máy này; hãy chép lại rồi tải lại trang.";
    showErrors(
      group,
      data.errors ?? {
        "":
          data.detail ??
          (status === 404 ? gone : "Không lưu được nội dung này. Hãy xem lại rồi sửa; phần vừa viết vẫn còn."),
      },
    );
  } else {
    state.trouble = "network";
    later(group, RETRY);
  }
  paint();
  return status;
};

/** Sends the answer, one request at a time; while both texts are shown it waits for the choice. */
const save = (group, keepalive = false) => {
  const state = stateOf(group);
  if (state.saving || group.querySelector(".conflict")) return state.saving ?? Promise.resolve(409);
  clearTimeout(state.timer);
  state.timer = 0;
  state.saving = send(group, keepalive).finally(() => {
    state.saving = null;
  });
  return state.saving;
};
const touched = (group) => {
  const state = stateOf(group);
  if (!isDirty(group)) {
    if (!state.saving && state.trouble !== "conflict") {
      state.trouble = "";
      state.since = "";
      forget(group);
      clearErrors(group);
      paint();
    }
    return;
  }
  state.since ||= clock();
  keep(group);
  later(group, EVERY);
};
const leave = (group) => {
  if (isDirty(group)) save(group);
};
/** Saves everything that is open; true when the server has it all. */
const saveAll = async () => {
  for (let round = 0; round < 3; round += 1) {
    const open = groups().filter(isDirty);
    if (!open.length) return true;
    await Promise.all(
      open.map(async (group) => {
        await stateOf(group).saving;
        if (isDirty(group)) await save(group);
      }),
    );
    if (open.some((group) => stateOf(group).trouble)) return false;
  }
  return !groups().some(isDirty);
};

const countWords = (group) => {
  const place = group.querySelector("[data-words]");
  const text = group.querySelector("textarea")?.value.trim() ?? "";
  if (place) place.textContent = `${text ? text.split(/\s+/).length : 0} chữ`;
};

// ---- what happens on the page
document.addEventListener("input", (event) => {
  const group = groupOf(event.target);
  if (group) {
    countWords(group);
    touched(group);
  }
});
document.addEventListener("change", (event) => {
  const group = groupOf(event.target);
  if (group) {
    touched(group);
    leave(group);
  }
});
document.addEventListener("focusout", (event) => {
  const group = groupOf(event.target);
  if (group) leave(group);
});
document.addEventListener("click", (event) => {
  const setter = event.target.closest("[data-set]");
  const group = setter && groupOf(setter);
  const field = group && fieldsOf(group).find((item) => item.name === setter.dataset.set);
  if (!field) return;
  const words = setter.dataset.value;
  // Words of last time are added to what was written, a number takes the place of the other.
  if (field.tagName !== "TEXTAREA" || !field.value.trim()) field.value = words;
  else if (!field.value.includes(words)) field.value = `${field.value.trimEnd()}\n${words}`;
  field.focus();
  countWords(group);
  touched(group);
  leave(group);
});
// Enter in a field saves; any other form (sign, send, hand over) first waits until everything typed is saved.
document.addEventListener(
  "submit",
  async (event) => {
    const { target: form, submitter } = event;
    if (form.matches("[data-autosave-url]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      leave(form);
      return;
    }
    if (form.method !== "post" || !form.closest("main") || !groups().some(isDirty)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (await saveAll()) form.requestSubmit(submitter);
    else {
      const stuck = groups().find((group) => stateOf(group).trouble) ?? groups().find(isDirty);
      document.dispatchEvent(
        new CustomEvent("portal:say", {
          detail: { text: "Còn nội dung chưa lưu được nên chưa thực hiện. Hãy xem ô được đánh dấu rồi thử lại." },
        }),
      );
      (stuck && fieldsOf(stuck).find((field) => field.type !== "hidden"))?.focus();
    }
  },
  true,
);
const retry = () =>
  groups()
    .filter((group) => isDirty(group) && ["network", "session"].includes(stateOf(group).trouble))
    .forEach((group) => save(group));
window.addEventListener("online", retry);
window.addEventListener("focus", retry);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden")
    groups()
      .filter(isDirty)
      .forEach((group) => save(group, typed(group).toString().length < 60000));
});
window.addEventListener("beforeunload", (event) => {
  const open = groups().filter(isDirty);
  if (open.length && !(sessionLost && open.every((group) => stateOf(group).kept))) event.preventDefault();
});

// ---- what a lost session, a lost connection or a closed lid left behind
let back = 0;
groups().forEach((group) => {
  stateOf(group);
  countWords(group);
  const kept = keptOf(group);
  if (!kept) return;
  const before = typed(group).toString();
  const revision = group.dataset.revision;
  fill(group, new URLSearchParams(kept.typed));
  if (typed(group).toString() === before) {
    forget(group);
    return;
  }
  // With the revision it was written on: if somebody has saved since, the server answers with both texts.
  group.dataset.revision = kept.revision ?? revision;
  back += 1;
  countWords(group);
  stateOf(group).since = clock();
  save(group);
});
if (back)
  document.dispatchEvent(
    new CustomEvent("portal:say", {
      detail: { text: `Đã lấy lại ${back} nội dung chưa kịp lưu lần trước.`, kind: "blue" },
    }),
  );
paint();
