// Small comforts for pages that work without them.
// Loaded in the head, not deferred: the theme must stand before the first paint.
"use strict";
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const on = (type, handler, capture) => document.addEventListener(type, handler, capture);

  // Storage throws where a browser forbids it (private windows, some in-app browsers).
  const store = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* works without */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* works without */ } },
    keys() { try { return Object.keys(localStorage); } catch { return []; } },
  };

  function element(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  // Theme: data-theme on <html>; absent means the system decides.
  function applyTheme(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const button of all("[data-set-theme]"))
      button.setAttribute("aria-pressed", String(button.dataset.setTheme === (theme || "system")));
  }
  root.classList.add("js");
  applyTheme(store.get("theme"));

  // Characters as the rule counts them: code points, white space left out.
  const countOf = (text) => Array.from(text.replace(/\s/g, "")).length;

  function count(area) {
    const limit = Number(area.dataset.countLimit);
    let line = area.nextElementSibling;
    if (!line || !line.classList.contains("counter")) {
      line = element("p", {
        className: "counter",
        innerHTML: '<span class="counter-note"></span><span class="counter-number" aria-hidden="true"></span>'
          + '<span class="sr-only" aria-live="polite"></span>',
      });
      area.after(line);
    }
    const number = countOf(area.value);
    const over = number - limit;
    line.classList.toggle("is-over", over > 0);
    const said = `${number} / ${limit} 字` + (over > 0 ? `，超出 ${over} 字` : "");
    line.children[1].textContent = said;
    area.setCustomValidity(over > 0 ? `最多 ${limit} 字，请删去 ${over} 字。` : "");
    // A screen reader hears the figure when the writer pauses, not at every key.
    clearTimeout(line.timer);
    line.timer = setTimeout(() => { line.children[2].textContent = said; }, 900);
  }

  // A browser cuts what is too long without a word: all of it stays, is counted and said instead.
  // Where a rule counts in its own way, its counter says it already.
  function letIn(area) {
    const most = area.maxLength;
    area.removeAttribute("maxlength");
    if ("countLimit" in area.dataset) return;
    const line = element("p", { className: "counter is-over", hidden: true });
    line.setAttribute("role", "status");
    line.append(element("span", { className: "counter-number" }));
    area.after(line);
    const say = () => {
      // As it is sent: without the ends, a line break as two characters.
      const over = Array.from(area.value.trim().replace(/\n/g, "\r\n")).length - most;
      line.hidden = over <= 0;
      line.firstChild.textContent = over > 0 ? `最多 ${most} 字，请删去 ${over} 字` : "";
    };
    area.addEventListener("input", say);
    say();
  }

  // Drafts: kept while one writes, forgotten once the server answers with another page; where a
  // form can be sent later, only by the page that says it was taken ([data-draft-done]).
  const draftKey = (form) => "draft:" + form.dataset.draftKey;
  const keepable = (form) => [...form.elements].filter((field) => field.name
    && (field.matches("[data-draft-keep]")
      || !["hidden", "password", "file", "submit", "button"].includes(field.type)));

  function saveDraft(form) {
    const values = keepable(form)
      .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
      .map((field) => [field.name, field.value]);
    store.set(draftKey(form), JSON.stringify(values));
  }

  function restoreDraft(form) {
    if (form.restored) return;
    form.restored = true;
    const written = keepable(form).some((field) => field.matches("textarea, input[type=text]") && field.value);
    const saved = store.get(draftKey(form));
    if (!saved) return;
    let values = [];
    try { values = JSON.parse(saved); } catch { return; }
    // What the server filled in stands, unless the form says that one's own words go before it.
    if (written && !("draftOver" in form.dataset)) offerDraft(form, values);
    else fillDraft(form, values);
  }

  function fillDraft(form, values) {
    for (const field of keepable(form)) {
      const kept = values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(field.type)) field.checked = kept.includes(field.value);
      else if (field.multiple) for (const option of field.options) option.selected = kept.includes(option.value);
      else if (kept.length) field.value = kept[0];
    }
  }

  // Text that never reached the server is offered, and never put over what the server holds.
  function offerDraft(form, values) {
    const areas = keepable(form).filter((field) => field.matches("textarea"));
    const unlike = areas.some((field) => values.some(([name, value]) => name === field.name && value.trim() !== field.value.trim()));
    if (!form.hasAttribute("hx-post") || !unlike) return;
    const take = element("button", { type: "button", className: "btn btn-small", textContent: "恢复本机的文字" });
    const drop = element("button", { type: "button", className: "btn btn-small btn-quiet", textContent: "不用了" });
    const line = element("div", { className: "notice notice-warn" },
      element("p", { textContent: "这台设备上还留有没有保存成功的文字。" }), element("div", { className: "row" }, take, drop));
    take.addEventListener("click", () => {
      fillDraft(form, values);
      all("textarea[data-count-limit]", form).forEach(count);
      line.remove();
      form.dispatchEvent(new Event("change", { bubbles: true }));
    });
    drop.addEventListener("click", () => { store.drop(draftKey(form)); line.remove(); });
    form.prepend(line);
  }

  function settleDrafts() {
    for (const done of all("[data-draft-done]")) {
      const key = "draft:" + done.dataset.draftDone;
      store.drop(key);
      if (store.get("draft-waits") === key) store.drop("draft-waits");
    }
    const sent = store.get("draft-sent");
    if (!sent) return;
    // Sent without being logged in, refused, or too late: nothing was taken, so the text is kept. A
    // form that comes back below a word of success is there for the next words.
    const status = performance.getEntriesByType("navigation")[0]?.responseStatus;
    const isRefused = status >= 400 || location.pathname.startsWith("/accounts/login/")
      || document.querySelector(".messages .notice-warn, .messages .notice-bad");
    const isBack = all("form[data-draft-key]").some((form) => draftKey(form) === sent);
    const isTaken = document.querySelector(".messages .notice-ok");
    if (!isRefused && (isTaken || !isBack)) store.drop(sent);
    store.drop("draft-sent");
  }

  // Without a network the form waits on this phone and goes by itself when there is one again.
  function wait(form) {
    store.set("draft-waits", draftKey(form));
    let line = form.querySelector(".waits");
    if (!line) {
      line = element("div", { className: "notice notice-warn waits row row-between", role: "status" },
        element("span"), element("button", { className: "btn btn-small", textContent: "现在提交" }));
      form.querySelector(".form-acts").before(line);
    }
    line.firstChild.textContent = navigator.onLine
      ? "这件保存在本机，还没有提交。" : "没有网络，已保存在本机，联网后自动提交。";
  }

  // A question before a step that cannot be taken back.
  function ask(button) {
    const { confirm, confirmLabel } = button.dataset;
    const yes = element("button", { className: "btn btn-primary", textContent: confirmLabel || button.textContent.trim() });
    const no = element("button", { className: "btn", textContent: "取消", autofocus: true });
    const question = element("p", { id: "confirm-question", textContent: confirm });
    const dialog = element("dialog", {}, question, element("div", { className: "row" }, no, yes));
    dialog.setAttribute("aria-labelledby", question.id);
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => {
      dialog.close();
      button.confirmed = true;
      button.click();
      button.confirmed = false;
    });
    dialog.addEventListener("close", () => { dialog.remove(); button.focus(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  // Bulk acts appear once a row is picked.
  function bulk(form) {
    const boxes = all("tbody input[type=checkbox]", form);
    const picked = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.closest("tr")?.classList.toggle("is-selected", box.checked);
    for (const head of all("[data-select-all]", form)) {
      head.checked = boxes.length > 0 && picked === boxes.length;
      head.indeterminate = picked > 0 && picked < boxes.length;
    }
    for (const bar of all("[data-bulk-bar]", form)) bar.hidden = picked === 0;
    for (const figure of all("[data-bulk-count]", form)) figure.textContent = picked;
  }

  function nameFiles(input) {
    const line = input.closest("[data-drop]")?.querySelector("[data-file-name]");
    if (!line) return;
    line.textContent = [...input.files]
      .map((file) => `${file.name}（${(file.size / 1e6).toFixed(2)} MB）`)
      .join("、");
  }

  async function copy(button) {
    const source = button.dataset.copy;
    const target = source.startsWith("#") && document.querySelector(source);
    let done = "已复制";
    try { await navigator.clipboard.writeText(target ? target.value || target.textContent.trim() : source); }
    catch { done = "请长按文字复制"; }
    const line = element("output", { className: "copied" });
    button.after(line);
    line.textContent = done;
    setTimeout(() => line.remove(), 2500);
  }

  function prepare(within) {
    all("textarea[maxlength]", within).forEach(letIn);
    all("textarea[data-count-limit]", within).forEach(count);
    all("form[data-draft-key]", within).forEach((form) => {
      restoreDraft(form);
      if (form.matches("[data-send-later]") && store.get("draft-waits") === draftKey(form)) wait(form);
      all("textarea[data-count-limit]", form).forEach(count);
      for (const note of all(".counter-note", form)) note.textContent = "离开页面也会保留";
    });
    all("form[data-bulk]", within).forEach(bulk);
    for (const kept of all("[data-draft-saved]", within)) store.drop("draft:" + kept.dataset.draftSaved);
  }

  on("DOMContentLoaded", () => {
    applyTheme(store.get("theme"));
    // On a phone the row of pages is pushed to the one that is open.
    for (const tab of all(".room-tab.is-here")) tab.parentElement.scrollLeft = tab.offsetLeft - tab.parentElement.offsetLeft - 60;
    // So is the navigation, where the window is lower than it is long.
    const place = document.querySelector(".side-link[aria-current]");
    const side = place?.closest(".side-scroll");
    const below = side ? place.getBoundingClientRect().bottom - side.getBoundingClientRect().bottom : 0;
    if (below > 0) side.scrollTop = below + side.clientHeight / 3;
    settleDrafts();
    prepare(document);
    document.querySelector(".error-summary")?.focus();
  });
  on("htmx:load", (event) => prepare(event.detail.elt.parentElement || document));
  // What was not kept must never look kept: logged out, refused or without a network.
  function sayUnsaved(target, reason) {
    const line = target.querySelector(".not-saved")
      || element("p", { className: "notice notice-bad not-saved" });
    line.textContent = `${reason}，刚才的改动还没有保存，文字仍在本页。`;
    target.prepend(line);
  }
  on("htmx:beforeSwap", ({ detail }) => {
    // The login is a page of its own, never a part of this one.
    const landed = new URL(detail.xhr.responseURL || location.href);
    if (!landed.pathname.startsWith("/accounts/login/")) return;
    detail.shouldSwap = false;
    sayUnsaved(detail.target, "登录已失效，请在另一个窗口重新登录后再保存");
  });
  for (const failure of ["htmx:responseError", "htmx:sendError"])
    on(failure, ({ detail }) => {
      if (detail.requestConfig?.verb === "post") sayUnsaved(detail.target, "服务器没有接受或没有应答，请稍后再试");
    });

  on("input", ({ target }) => {
    if (target.matches("textarea[data-count-limit]")) count(target);
    const form = target.form;
    if (form && form.matches("[data-draft-key]")) saveDraft(form);
  });

  on("change", ({ target }) => {
    const form = target.form;
    if (target.matches("[data-select-all]"))
      for (const box of all("tbody input[type=checkbox]", form)) box.checked = target.checked;
    if (form && form.matches("[data-bulk]")) bulk(form);
    if (form && form.matches("[data-autosubmit]") && !target.matches("input[type=text], input[type=search]")) form.requestSubmit();
    if (target.type === "file") nameFiles(target);
  });

  on("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.matches("[data-send-later]")) {
      saveDraft(form);
      form.waits = !navigator.onLine;
      if (form.waits) {
        event.preventDefault();
        wait(form);
      }
    } else if (form.matches("[data-draft-key]")) store.set("draft-sent", draftKey(form));
    if (form.matches("[data-forget-drafts]"))
      store.keys().filter((key) => key.startsWith("draft")).forEach(store.drop);
  });

  addEventListener("online", () => {
    for (const form of all("form[data-send-later]")) if (form.waits) form.requestSubmit();
  });

  on("click", (event) => {
    const asking = event.target.closest("[data-confirm]");
    if (asking && !asking.confirmed) {
      event.preventDefault();
      event.stopPropagation();
      // What is missing in the form comes before the question.
      if (!asking.form || asking.form.noValidate || asking.form.reportValidity()) ask(asking);
      return;
    }
    const button = event.target.closest("[data-set-theme], [data-copy], [data-print]");
    if (button?.dataset.setTheme) {
      store.set("theme", button.dataset.setTheme);
      applyTheme(button.dataset.setTheme);
    } else if (button?.dataset.copy) copy(button);
    else if (button) print();
    const given = event.target.closest("[data-drop-draft]");
    if (given) store.drop("draft:" + given.dataset.dropDraft);
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  }, true);

  on("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const search = document.querySelector(".topbar input[type=search]");
    if (event.key === "/" && !typing && search?.offsetParent) {
      event.preventDefault();
      search.focus();
    }
    if (event.key !== "Escape") return;
    for (const menu of all("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    if (location.hash === "#menu") {
      location.hash = "";
      document.querySelector(".side-open")?.focus();
    }
  });

  for (const type of ["dragover", "dragleave", "drop"]) on(type, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", type === "dragover");
    const input = zone.querySelector("input[type=file]");
    if (type !== "drop" || !event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    nameFiles(input);
  });
})();
