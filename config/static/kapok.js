// What a page gains with a script; without it every page still works.
"use strict";

(function () {
  const root = document.documentElement;
  const serverAtLoad = Date.parse(root.dataset.serverTime);
  const loaded = performance.now();
  const language = root.lang || "zh-CN";

  // The server's clock, not the visitor's.
  function now() {
    return serverAtLoad + (performance.now() - loaded);
  }

  // A form is sent once: further presses are told so instead of doubled.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // An answer that is a file leaves the page standing.
    setTimeout(sendable, 10000, form);
    // After this event, so that the pressed button's own value is still sent.
    setTimeout(function () {
      for (const button of form.querySelectorAll("button:not([type=button])")) {
        button.setAttribute("aria-disabled", "true");
      }
    });
  });

  function sendable(form) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  }

  // Coming back with the browser's button makes forms usable again.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(sendable);
  });

  // Whoever signs out leaves nothing of their own on this device (form.js, form-files.js).
  document.addEventListener("submit", function (event) {
    const user = event.target.dataset.signOut;
    if (!user || event.defaultPrevented) return;
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("kapok:form:" + user + ":")) localStorage.removeItem(key);
      }
      indexedDB.deleteDatabase("kapok");
    } catch (error) {
      // a browser that keeps nothing has nothing to forget
    }
  });

  // A form that saves while it is filled in says when it could not, and tries again.
  function notSaved(event) {
    const form = event.detail.elt.closest("form[data-unsaved]");
    if (!form) return;
    event.preventDefault();
    const note = document.getElementById("saved");
    note.textContent = form.dataset.unsaved;
    note.classList.add("kp-unsaved");
    form.dataset.waits = "yes";
    setTimeout(function () {
      if (form.dataset.waits) window.htmx.trigger(form, "change");
    }, 5000);
  }
  document.addEventListener("htmx:sendError", notSaved);
  document.addEventListener("htmx:responseError", notSaved);
  document.addEventListener("htmx:beforeSwap", function (event) {
    const form = event.detail.elt.closest("form[data-unsaved]");
    if (!form || event.detail.isError) return;
    if (new URL(event.detail.xhr.responseURL).pathname !== form.getAttribute("hx-post")) {
      notSaved(event); // somebody has to sign in again first
    } else {
      delete form.dataset.waits;
    }
  });
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-waits]:not([data-sent])")) event.preventDefault();
  });

  // Words for what is left, from the browser's own knowledge of languages.
  function unit(amount, name) {
    return new Intl.NumberFormat(language, {
      style: "unit", unit: name, unitDisplay: "long",
    }).format(amount);
  }

  function left(seconds) {
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor(seconds / 3600) % 24;
    const minutes = Math.floor(seconds / 60) % 60;
    if (days) return unit(days, "day") + " " + unit(hours, "hour");
    if (hours) return unit(hours, "hour") + " " + unit(minutes, "minute");
    return unit(minutes, "minute") + " " + unit(Math.floor(seconds) % 60, "second");
  }

  function count() {
    for (const clock of document.querySelectorAll("time[data-countdown]")) {
      const seconds = (Date.parse(clock.dateTime) - now()) / 1000;
      const words = seconds > 0 ? left(seconds) : clock.dataset.over;
      if (clock.textContent !== words) clock.textContent = words;
    }
  }

  if (document.querySelector("time[data-countdown]")) {
    count();
    setInterval(count, 1000);
  }

  // How many characters a long text has, beside how many it may have.
  document.addEventListener("input", function (event) {
    const told = document.querySelector('[data-count-for="' + event.target.id + '"]');
    if (!told) return;
    const used = Array.from(event.target.value).length;
    told.textContent = used + " / " + told.dataset.limit;
    told.classList.toggle("govuk-error-message", used > Number(told.dataset.limit));
  });

  // An open menu closes with Escape and with a click elsewhere.
  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.kp-account[open]")) {
      if (menu !== except) menu.open = false;
    }
  }
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.kp-account"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") closeMenus(null);
  });

  const problem = document.querySelector("[data-focus]");
  if (problem) problem.focus();
})();
