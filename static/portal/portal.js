// Small habits of every page: keys, menus, copying, one sending per press, asking once before the irreversible.
const cookie = (name) =>
  document.cookie
    .split("; ")
    .find((row) => row.startsWith(`${name}=`))
    ?.split("=")[1] ?? "";

const make = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};
const wordsOf = (item) => {
  if (item.dataset.keyLabel) return item.dataset.keyLabel;
  const copy = item.cloneNode(true);
  copy.querySelectorAll("kbd, .visually-hidden").forEach((part) => part.remove());
  return (
    item.getAttribute("aria-label") ??
    (copy.textContent.trim().replace(/\s+/g, " ") || item.labels?.[0]?.textContent.trim()) ??
    ""
  );
};
const seen = (item) => item.getClientRects().length > 0;

/** Says a sentence where the page's own messages stand; screen readers hear it. */
const say = (sentence, kind = "red", link = null) => {
  const place = document.querySelector("#thong-bao");
  if (!place) return;
  const note = make("div", { className: `note ${kind}` }, sentence);
  if (link) note.append(" ", make("a", { href: link.href, textContent: link.text }));
  place.replaceChildren(note);
  note.scrollIntoView({ block: "nearest" });
};

/** Where to log in again, and come back to this very place. */
const loginAgain = (savedAt = "") => {
  const query = new URLSearchParams({ next: location.pathname + location.search, het_phien: "1" });
  if (savedAt) query.set("luu", savedAt);
  return `/dang-nhap/?${query}`;
};

document.addEventListener("portal:session-lost", (event) =>
  say("Phiên làm việc đã hết. Nội dung vẫn được giữ trên máy này.", "red", {
    href: loginAgain(event.detail?.savedAt),
    text: "Đăng nhập lại",
  }),
);
document.addEventListener("portal:session-back", () => say("Đã đăng nhập lại, nội dung đã được lưu.", "green"));
document.addEventListener("portal:say", (event) => say(event.detail.text, event.detail.kind));

// ---- htmx: the token from the cookie, and refusals in words
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
});
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) say("Phiên làm việc đã hết.", "red", { href: loginAgain(), text: "Đăng nhập lại" });
  else say(status < 500 ? "Không mở được phần này. Hãy tải lại trang." : "Máy chủ gặp lỗi. Hãy thử lại sau ít phút.");
});
document.addEventListener("htmx:sendError", () => say("Mất kết nối. Hãy kiểm tra mạng rồi thử lại."));

// ---- dialogs
const show = (dialog) => {
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
};

const ask = (question, label, proceed) => {
  const yes = make("button", { className: "btn btn-primary", type: "button", textContent: label });
  const no = make("button", { className: "btn", type: "button", textContent: "Quay lại" });
  const words = make("p", { id: "hoi-lai", textContent: question });
  const dialog = make("dialog", {}, words, make("div", { className: "actions" }, yes, no));
  dialog.setAttribute("aria-labelledby", words.id);
  yes.addEventListener("click", () => {
    dialog.close();
    proceed();
  });
  no.addEventListener("click", () => dialog.close());
  show(dialog);
  no.focus();
};

const listKeys = () => {
  const rows = new Map([
    ["/", "Tìm"],
    ["?", "Bảng phím tắt này"],
    ["Esc", "Đóng bảng chọn"],
  ]);
  document.querySelectorAll("[data-key]").forEach((item) => {
    if (seen(item) && !rows.has(item.dataset.key)) rows.set(item.dataset.key, wordsOf(item));
  });
  const list = make("ul", { className: "keys" });
  rows.forEach((label, key) => list.append(make("li", {}, make("kbd", { textContent: key }), ` ${label}`)));
  const close = make("button", { className: "btn", type: "button", textContent: "Đóng" });
  const heading = make("h2", { id: "phim-tat", textContent: "Phím tắt trên trang này" });
  const dialog = make("dialog", {}, heading, list, make("div", { className: "actions" }, close));
  dialog.setAttribute("aria-labelledby", heading.id);
  close.addEventListener("click", () => dialog.close());
  show(dialog);
};

// ---- forms: the irreversible asks once; one sending per press, one token per form
const token = () =>
  [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const question = button?.dataset.confirm ?? form.dataset.confirm;
  if (question && form.dataset.asked !== "yes") {
    event.preventDefault();
    const label = (button && wordsOf(button)) || "Đồng ý";
    ask(question, label, () => {
      form.dataset.asked = "yes";
      form.requestSubmit(button);
    });
    return;
  }
  delete form.dataset.asked;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (!form.elements.token) form.append(make("input", { type: "hidden", name: "token", value: token() }));
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  // After the browser has taken the form's values, so that the pressed button's own value still goes along.
  setTimeout(() =>
    form.querySelectorAll("button:not([type=button])").forEach((item) => {
      if (!item.disabled) {
        item.disabled = true;
        item.dataset.held = "";
      }
    }),
  );
  setTimeout(() => release(form), 15000);
});
const release = (form) => {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  form.querySelectorAll("[data-held]").forEach((item) => {
    item.disabled = false;
    delete item.dataset.held;
  });
};
// A page that comes back from the browser's memory must answer again; htmx leaves the form where it is.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form");
  if (form) release(form);
});

// ---- copying; without a secure address the browser has no clipboard interface
const copy = async (text) => {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = make("textarea", { value: text, className: "visually-hidden" });
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy refused");
};
const copyFrom = async (button) => {
  const source = document.querySelector(button.dataset.copy);
  const text = source ? (source.value ?? source.innerText) : location.href;
  button.dataset.was ??= button.innerHTML;
  try {
    await copy(text);
    button.textContent = "Đã sao chép";
    say("Đã sao chép vào bộ nhớ tạm; dán vào Zalo hoặc thư.", "green");
  } catch {
    say("Trình duyệt không cho sao chép. Hãy chọn nội dung rồi bấm Ctrl+C.");
  }
  setTimeout(() => {
    button.innerHTML = button.dataset.was;
  }, 2000);
};

// ---- presses
document.addEventListener("click", (event) => {
  const target = event.target;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(target)) menu.open = false;
  });
  const copier = target.closest("[data-copy]");
  if (copier) copyFrom(copier);
  if (target.closest("[data-help-keys]")) listKeys();
  const all = target.closest("[data-check-all]");
  const wanted = all?.checked; // each box that changes weighs the boxes again, which sets this one too
  if (all)
    document.querySelectorAll(all.dataset.checkAll).forEach((box) => {
      if (box.checked !== wanted) {
        box.checked = wanted;
        box.dispatchEvent(new Event("change", { bubbles: true }));
      }
    });
  const none = target.closest("[data-uncheck]");
  if (none) document.querySelectorAll(`${none.dataset.uncheck}:checked`).forEach((box) => box.click());
  const eye = target.closest("[data-show-password]");
  if (eye) {
    const field = document.getElementById(eye.dataset.showPassword);
    const open = field.type === "password";
    field.type = open ? "text" : "password";
    eye.setAttribute("aria-pressed", String(open));
    eye.querySelector("span").textContent = open ? "Ẩn" : "Hiện";
  }
  const inside = target.closest('a[href^="#"]');
  if (inside && inside.hash.length > 1) reach(document.getElementById(decodeURIComponent(inside.hash.slice(1))));
});
document.querySelectorAll("[data-show-password]").forEach((eye) => {
  eye.hidden = false;
});

/** Opens what folds around the target and puts the cursor into its first empty field. */
const reach = (target) => {
  if (!target) return;
  for (
    let fold = target.closest("details:not([open])");
    fold;
    fold = fold.parentElement?.closest("details:not([open])")
  )
    fold.open = true;
  const fields = [target, ...target.querySelectorAll("input, textarea, select")].filter(
    (item) =>
      item.matches("input:not([type=hidden], [type=checkbox], [type=file]), textarea, select") &&
      !item.disabled &&
      seen(item),
  );
  const field = fields.find((item) => !item.value) ?? fields[0];
  setTimeout(() => (field ? field.focus() : target.scrollIntoView({ block: "center" })));
};
if (location.hash.length > 1) reach(document.getElementById(decodeURIComponent(location.hash.slice(1))));

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-go]")) {
    window.location.assign(event.target.value);
    return;
  }
  const bar = document.querySelector("[data-bulk]");
  if (bar && event.target.matches(bar.dataset.bulk)) weigh(bar);
});
const weigh = (bar) => {
  const boxes = [...document.querySelectorAll(bar.dataset.bulk)];
  const picked = boxes.filter((box) => box.checked).length;
  bar.hidden = picked === 0;
  bar.querySelectorAll("[data-picked]").forEach((place) => {
    place.textContent = String(picked);
  });
  boxes.forEach((box) => box.closest("tr")?.classList.toggle("picked", box.checked));
  document.querySelectorAll("[data-check-all]").forEach((all) => {
    if (all.dataset.checkAll === bar.dataset.bulk) {
      all.checked = picked === boxes.length;
      all.indeterminate = picked > 0 && picked < boxes.length;
    }
  });
};
document.querySelectorAll("[data-bulk]").forEach(weigh);

// ---- keys: single ones sleep while somebody types
const typing = (target) =>
  target.closest(
    "textarea, select, [contenteditable], dialog, input:not([type=checkbox], [type=radio], [type=button], [type=submit])",
  ) !== null;
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    } else if (typing(event.target)) event.target.blur();
    return;
  }
  if (
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.repeat ||
    typing(event.target) ||
    document.querySelector("dialog[open]")
  )
    return;
  if (event.key === "/") {
    const box = [...document.querySelectorAll("[data-search], [name=q]")].find(seen);
    if (box) {
      event.preventDefault();
      box.focus();
      box.select?.();
    }
  } else if (event.key === "?") {
    event.preventDefault();
    listKeys();
  } else {
    const wanted = pick(
      [...document.querySelectorAll("[data-key]")].filter(
        (item) => item.dataset.key.toLowerCase() === event.key.toLowerCase() && !item.disabled && seen(item),
      ),
    );
    if (!wanted) return;
    event.preventDefault();
    if (wanted.matches("textarea, input:not([type=checkbox], [type=radio])")) wanted.focus();
    else wanted.click();
  }
});
/** Of several with the same key: the one in the section the focus is in, else the first one on the screen. */
const pick = (items) =>
  items.find((item) => item.closest("details, section, tr, form")?.contains(document.activeElement)) ??
  items.find((item) => {
    const box = item.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= window.innerHeight;
  }) ??
  items[0];

// ---- files: the browser's own button speaks the browser's language, ours speaks Vietnamese
const dress = (input) => {
  if (input.dataset.dressed || !input.id) return;
  input.dataset.dressed = "yes";
  const names = make("output", { textContent: "chưa chọn tệp" });
  const face = make("label", {
    className: "btn btn-sm",
    htmlFor: input.id,
    textContent: input.multiple ? "Chọn các tệp" : "Chọn tệp",
  });
  const frame = make("span", { className: "file-pick" });
  input.before(frame);
  input.classList.add("visually-hidden");
  frame.append(input, face, names);
  input.addEventListener("change", () => {
    names.textContent =
      [...input.files]
        .map(
          (file) => `${file.name} (${(file.size / 1048576).toLocaleString("vi-VN", { maximumFractionDigits: 1 })} MB)`,
        )
        .join("; ") || "chưa chọn tệp";
  });
};
const dressAll = (root) => root.querySelectorAll("input[type=file]").forEach(dress);
dressAll(document);
document.addEventListener("htmx:load", (event) => dressAll(event.target));

// ---- a table wider than the screen can be scrolled by keys
const reachable = () =>
  document.querySelectorAll(".table-wrap, .paper").forEach((place) => {
    if (place.scrollWidth <= place.clientWidth + 1 || place.hasAttribute("tabindex")) return;
    place.tabIndex = 0;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", "Bảng rộng, cuộn ngang được");
  });
reachable();
window.addEventListener("resize", reachable);
document.addEventListener("htmx:load", reachable);

// ---- on a narrow screen the open tab and the chosen filter are scrolled into their row
document.querySelectorAll(".tabs > [aria-current], .pills > [aria-current]").forEach((here) => {
  const row = here.parentElement;
  const hidden = here.getBoundingClientRect().right - row.getBoundingClientRect().right;
  if (hidden > 0) row.scrollLeft += hidden + 24;
});

// ---- rows and columns copied from Excel fill the fields of a table marked with data-paste
document.addEventListener("paste", (event) => {
  const start = event.target.closest("table[data-paste] input");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!start || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const rows = [...start.closest("tbody").rows];
  const fieldsOf = (row) => [...row.querySelectorAll("input:not([type=hidden], [type=checkbox])")];
  const top = rows.indexOf(start.closest("tr"));
  const left = fieldsOf(rows[top]).indexOf(start);
  text
    .replace(/\r?\n$/, "")
    .split(/\r?\n/)
    .forEach((line, down) => {
      const fields = rows[top + down] ? fieldsOf(rows[top + down]) : [];
      line.split("\t").forEach((value, across) => {
        const field = fields[left + across];
        if (!field || field.readOnly || field.disabled) return;
        field.value = value.trim();
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
});
