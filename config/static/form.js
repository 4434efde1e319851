// The applicant's form: what is typed is saved as it is typed, and never lost.
//
// What has been typed and not yet acknowledged is kept on this device, for this person
// and this application alone. One request is under way at a time; a request that arrives
// twice, late or not at all does no harm. Words come from the page, markup from the server.
"use strict";

(function () {
  const form = document.getElementById("answers");
  if (!form) return;
  const words = document.getElementById("words").dataset;
  const status = document.getElementById("saving");
  const dialog = document.getElementById("signing-in");
  const user = form.dataset.user;
  const STORE = "kapok:form:";
  const OURS = STORE + user + ":" + form.dataset.number + ":";
  const QUIET = 1200; // ms without a key until it is saved
  const LONGEST = 8000; // ms after which it is saved although somebody goes on typing
  const PATIENCE = 20000; // ms for one request
  const SLOWEST = 30000; // ms between two tries at most
  const KEEPALIVE = 60000; // bytes that a browser sends for a page that is gone
  const OLD = 30 * 24 * 60 * 60 * 1000; // ms that a copy waits on this device
  const AGAIN = 30000; // ms between two announcements that all is well

  const page = Array.from(crypto.getRandomValues(new Uint32Array(4)), function (part) {
    return part.toString(36);
  }).join("");
  const questions = new Map(); // name: what the server has of it, what was sent, a dispute
  let token = form.elements.csrfmiddlewaretoken.value;
  let turn = 0;
  let running = null;
  let timer = 0;
  let failures = 0;
  let missed = 0; // saves that failed since the last one that came through
  let missedSince = 0;
  let notBefore = 0;
  let waitingSince = 0;
  let stopped = ""; // why nothing is sent any more
  let paused = false; // until somebody signs in
  let keeps = true; // whether this device keeps copies
  let gaps = null;
  let announced = 0;
  let finished = false;

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      return name in values ? values[name] : whole;
    });
  }

  // Questions --------------------------------------------------------------------

  function box(name) {
    return form.querySelector('[data-question="' + CSS.escape(name) + '"]');
  }

  function controls(element) {
    return Array.from(element.querySelectorAll("input, textarea, select")).filter(
      function (control) {
        return control.name && control.type !== "file" && !control.matches(":disabled");
      }
    );
  }

  function pairs(element) {
    return controls(element)
      .filter(function (control) {
        return !/^(checkbox|radio)$/.test(control.type) || control.checked;
      })
      .map(function (control) {
        return [control.name, control.value];
      });
  }

  // Two readings are equal when the answers are; empty cells say nothing.
  function read(element) {
    return JSON.stringify(
      pairs(element).filter(function (pair) {
        return pair[1] !== "";
      })
    );
  }

  function write(element, typed) {
    const values = new Map();
    for (const [name, value] of JSON.parse(typed)) {
      values.set(name, (values.get(name) || []).concat(value));
    }
    const names = Array.from(values.keys());
    element.dispatchEvent(new CustomEvent("kapok:names", { bubbles: true, detail: names }));
    for (const control of controls(element)) {
      const given = values.get(control.name) || [];
      if (/^(checkbox|radio)$/.test(control.type)) {
        control.checked = given.includes(control.value);
      } else {
        control.value = given.length ? given[0] : "";
      }
    }
    element.dispatchEvent(new CustomEvent("kapok:changed", { bubbles: true }));
  }

  function spoken(element) {
    const said = controls(element)
      .filter(function (control) {
        return /^(checkbox|radio)$/.test(control.type) ? control.checked : control.value;
      })
      .map(function (control) {
        const label = /^(checkbox|radio)$/.test(control.type) && control.labels[0];
        return label ? label.textContent.trim() : control.value;
      });
    return said.join(element.querySelector("table") ? " · " : "\n");
  }

  function label(name) {
    const found = box(name).querySelector("legend, label");
    return found ? found.firstChild.textContent.trim() : name;
  }

  function dirty() {
    return Array.from(questions.keys()).filter(function (name) {
      const known = questions.get(name);
      if (known.dispute) return false;
      const now = read(box(name));
      return now !== known.base && now !== known.refused;
    });
  }

  // What the page says -----------------------------------------------------------

  function tell(text, kind) {
    const well = kind === "saved" || kind === "saving" || kind === "unsaved";
    const loud = !well || (kind === "saved" && Date.now() - announced > AGAIN);
    status.setAttribute("aria-live", loud ? "polite" : "off");
    if (kind === "saved" && loud) announced = Date.now();
    if (!well) announced = 0;
    status.hidden = false;
    status.dataset.kind = kind;
    if (status.textContent !== text) status.textContent = text;
  }

  function mark(name, text, kind) {
    const element = box(name);
    let said = element.querySelector("[data-said]");
    if (!said) {
      said = document.createElement("p");
      said.className = "kp-said";
      said.dataset.said = "";
      element.append(said);
    }
    said.dataset.kind = kind;
    said.textContent = text;
  }

  function tellBoth(names, text, kind) {
    tell(text, kind);
    for (const name of names) mark(name, text, kind);
  }

  function object(name, text) {
    const element = box(name);
    const group = element.querySelector(".govuk-form-group");
    const id = "id_" + name + "_error";
    const old = document.getElementById(id);
    group.classList.toggle("govuk-form-group--error", Boolean(text));
    if (!text) {
      if (old) old.remove();
      return;
    }
    const said = old || document.createElement("div");
    said.id = id;
    said.className = "govuk-error-message";
    said.textContent = text;
    if (old) return;
    const before = group.querySelector(".govuk-hint[id$=_helptext], legend, label");
    before.after(said);
    for (const control of group.querySelectorAll("fieldset, input:not([type=radio]):not([type=checkbox]), textarea")) {
      const told = (control.getAttribute("aria-describedby") || "").split(" ");
      control.setAttribute("aria-describedby", told.concat(id).join(" ").trim());
    }
  }

  // The copy on this device ------------------------------------------------------

  function stored(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (error) {
      return null;
    }
  }

  function keep(name) {
    const known = questions.get(name);
    const typed = read(box(name));
    if (typed === known.base && !known.dispute) {
      forget(name);
      return;
    }
    const copy = { typed, base: known.base, sent: known.sent, page, at: Date.now() };
    try {
      localStorage.setItem(OURS + name, JSON.stringify(copy));
    } catch (error) {
      keeps = false;
      tell(words.unkept, "problem");
    }
  }

  function forget(name) {
    const copy = stored(OURS + name);
    if (!copy) return;
    const said = questions.get(name).base;
    if (copy.page === page || copy.typed === said) localStorage.removeItem(OURS + name);
  }

  function copies() {
    try {
      return Object.keys(localStorage).filter(function (key) {
        return key.startsWith(STORE);
      });
    } catch (error) {
      keeps = false;
      return [];
    }
  }

  // What an earlier page could not send. Where nobody else has answered since, it is
  // typed in again and sent; where somebody has, both are shown.
  function restore() {
    const authors = JSON.parse(form.dataset.authors || "{}");
    const labels = [];
    for (const key of copies()) {
      const copy = stored(key);
      if (!copy || Date.now() - copy.at > OLD) {
        localStorage.removeItem(key);
        continue;
      }
      const name = key.slice(OURS.length);
      if (!key.startsWith(OURS) || !questions.has(name)) continue;
      const element = box(name);
      const known = questions.get(name);
      if (copy.typed === known.base || !controls(element).length) {
        localStorage.removeItem(key);
        continue;
      }
      const theirs = { html: element.outerHTML, text: spoken(element) };
      const free = copy.base === known.base || copy.sent.includes(known.base);
      write(element, copy.typed);
      labels.push(label(name));
      if (!free) dispute(name, Object.assign(theirs, authors[name]));
      else mark(name, words.unsaved, "unsaved");
      keep(name);
    }
    if (labels.length) {
      const said = document.createElement("div");
      said.className = "govuk-inset-text";
      said.id = "restored";
      said.setAttribute("role", "status");
      form.prepend(said);
      said.textContent = fill(words.restored, { labels: labels.join("、") });
    }
  }

  // Two people -------------------------------------------------------------------

  function dispute(name, theirs) {
    const known = questions.get(name);
    const element = box(name);
    const old = element.querySelector(".kp-dispute");
    if (old) old.remove();
    const shown = document.getElementById("dispute").content.firstElementChild.cloneNode(true);
    const heading = shown.querySelector("[data-heading]");
    heading.id = "dispute_" + name;
    shown.setAttribute("aria-labelledby", heading.id);
    shown.querySelector("[data-mine]").textContent =
      theirs.mine || spoken(element) || words.nothing;
    shown.querySelector("[data-theirs]").textContent = theirs.text || words.nothing;
    shown.querySelector("[data-who]").textContent = theirs.by
      ? fill(words.theirs, theirs)
      : heading.textContent;
    shown.querySelector("[data-keep]").addEventListener("click", function () {
      shown.remove();
      known.base = readOf(theirs.html);
      known.dispute = null;
      keep(name);
      focusOn(name);
      save();
    });
    shown.querySelector("[data-take]").addEventListener("click", function () {
      known.dispute = null;
      replace(name, theirs.html);
      forget(name);
      mark(name, fill(words.changed, theirs), "changed");
      focusOn(name);
      settled();
    });
    known.dispute = theirs;
    element.append(shown);
    keep(name);
    tellBoth([name], words.disputed, "disputed");
  }

  function parsed(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.querySelector("[data-question]");
  }

  function readOf(html) {
    return read(parsed(html));
  }

  // What the server wrote into the page, whatever has been typed since it arrived.
  function written(element) {
    return controls(element).length ? readOf(element.outerHTML) : read(element);
  }

  function replace(name, html) {
    const old = box(name);
    const fresh = parsed(html);
    const focused = old.contains(document.activeElement) && document.activeElement.id;
    old.replaceWith(fresh);
    questions.get(name).base = read(fresh);
    fresh.dispatchEvent(new CustomEvent("kapok:replaced", { bubbles: true }));
    const again = focused && document.getElementById(focused);
    if (again) again.focus();
  }

  function changedElsewhere(name, theirs) {
    const known = questions.get(name);
    if (!known) return;
    if (known.dispute || read(box(name)) !== known.base) {
      dispute(name, theirs);
      return;
    }
    replace(name, theirs.html);
    mark(name, fill(words.changed, theirs), "changed");
  }

  function focusOn(name) {
    const first = controls(box(name))[0];
    if (first) first.focus();
  }

  // Asking the server ------------------------------------------------------------

  async function ask(url, options) {
    const given = options || {};
    const watch = new AbortController();
    const limit = setTimeout(watch.abort.bind(watch), given.patience || PATIENCE);
    const headers = Object.assign(
      { Accept: "application/json", "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
      given.headers
    );
    try {
      const answer = await fetch(url, {
        method: given.method || "POST",
        body: given.body,
        headers,
        credentials: "same-origin",
        redirect: "manual",
        cache: "no-store",
        keepalive: Boolean(given.keepalive),
        signal: watch.signal,
      });
      const data = await answer.json().catch(function () {
        return {};
      });
      return { status: answer.status, ok: answer.ok, data };
    } catch (error) {
      return { status: 0, ok: false, data: {} };
    } finally {
      clearTimeout(limit);
    }
  }

  // Who is signed in on this browser now; with it comes the token for the next request.
  async function session() {
    const answer = await ask(form.dataset.session, { method: "GET" });
    if (!answer.ok) return undefined;
    token = answer.data.token;
    form.elements.csrfmiddlewaretoken.value = token;
    return answer.data.user === null ? null : String(answer.data.user);
  }

  async function request(url, options) {
    const answer = await ask(url, options);
    if (answer.status !== 403) return answer;
    const who = await session(); // a token that has grown old, or no rights any more
    if (who === user) return ask(url, options);
    if (who === undefined) return { status: 0, ok: false, data: {} };
    if (who === null) return { status: 401, ok: false, data: {} };
    return { status: 409, ok: false, data: { code: "other_user" } };
  }

  // Saving -----------------------------------------------------------------------

  function schedule(delay) {
    clearTimeout(timer);
    if (stopped || paused) return;
    const patient = Math.max(delay, notBefore - Date.now());
    timer = setTimeout(save, patient);
  }

  function changed(event) {
    const element = event.target.closest("[data-question]");
    if (!element || event.target.type === "file" || !questions.has(element.dataset.question)) return;
    const name = element.dataset.question;
    const known = questions.get(name);
    keep(name);
    if (known.dispute || read(element) === known.base) return;
    waitingSince = waitingSince || Date.now();
    if (!failures && !paused && !stopped && !running) {
      tellBoth([name], words.unsaved, "unsaved");
    }
    schedule(Math.min(QUIET, Math.max(0, waitingSince + LONGEST - Date.now())));
  }

  function body(names) {
    turn += 1;
    return JSON.stringify({
      user: Number(user),
      page,
      turn,
      revision: Number(form.elements._revision.value),
      version: Number(form.elements._version.value),
      questions: names,
      fields: names.flatMap(function (name) {
        return pairs(box(name));
      }),
    });
  }

  function save() {
    clearTimeout(timer);
    if (!running) {
      running = send(dirty(), false).finally(function () {
        running = null;
        if (dirty().length && !failures) schedule(QUIET);
      });
    }
    return running;
  }

  // All that is typed is saved, or it is said why not.
  async function flush() {
    await running;
    running = send(dirty(), true);
    const went = await running.finally(function () {
      running = null;
    });
    return went && !dirty().length;
  }

  async function send(names, always) {
    if (stopped || paused || (!names.length && !always)) {
      if (paused) signIn();
      return !stopped && !paused;
    }
    waitingSince = 0;
    const batch = new Map();
    for (const name of names) {
      const known = questions.get(name);
      batch.set(name, read(box(name)));
      known.sent = known.sent.concat(batch.get(name)).slice(-5);
      keep(name);
    }
    if (!failures && names.length) tellBoth(names, words.saving, "saving");
    const sent = body(names);
    const hidden = document.visibilityState === "hidden";
    const answer = await request(form.dataset.save, {
      body: sent,
      headers: { "Content-Type": "application/json" },
      keepalive: hidden && sent.length < KEEPALIVE / 3,
    });
    if (answer.ok) return accept(batch, answer.data);
    return refuse(batch, answer);
  }

  function accept(batch, data) {
    failures = notBefore = 0;
    if (missed) report();
    form.elements._revision.value = data.revision;
    const saved = fill(words.saved, { at: data.saved });
    for (const [name, value] of batch) {
      if (name in data.conflicts) continue;
      const known = questions.get(name);
      known.base = value;
      known.sent = [];
      known.refused = null;
      keep(name);
      mark(name, saved, "saved");
      const wrong = data.objections[name] || "";
      if (!wrong || !box(name).contains(document.activeElement)) object(name, wrong);
      else known.objection = wrong;
    }
    for (const name in data.conflicts) dispute(name, data.conflicts[name]);
    for (const name in data.changed) changedElsewhere(name, data.changed[name]);
    lacking(data);
    if (data.version !== Number(form.elements._version.value)) tell(words.newForm, "problem");
    else settled(saved);
    return true;
  }

  function settled(saved) {
    const open = Array.from(questions.values()).some(function (known) {
      return known.dispute;
    });
    if (open) tell(words.disputed, "disputed");
    else if (dirty().length) tell(words.unsaved, "unsaved");
    else if (saved) tell(saved, "saved");
  }

  function lacking(data) {
    if (!("gaps" in data)) return;
    gaps = data.gaps;
    const list = document.getElementById("lacking");
    if (list.innerHTML !== data.gaps_html) list.innerHTML = data.gaps_html;
  }

  async function refuse(batch, answer) {
    const names = Array.from(batch.keys());
    const code = answer.data.code;
    if (answer.status === 401 || code === "other_user") {
      paused = true;
      const said = code === "other_user" ? words.otherUser : words.signedOut;
      tellBoth(names, said, "problem");
      signIn(code === "other_user" ? said : "");
    } else if (answer.status === 403 || answer.status === 404 || code === "handed_in") {
      stopped = answer.data.said || words.noRights;
      tellBoth(names, stopped, "problem");
    } else if (!answer.status || answer.status >= 500 || answer.status === 429 || code === "busy") {
      retry(names);
    } else if (batch.size > 1) {
      return oneByOne(names); // one answer that is refused does not hold up the others
    } else {
      const said = fill(words.refused, { said: answer.data.said || String(answer.status) });
      for (const [name, value] of batch) questions.get(name).refused = value;
      tellBoth(names, said, "problem");
    }
    return false;
  }

  async function oneByOne(names) {
    let went = true;
    for (const name of names) went = (await send([name], false)) && went;
    return went;
  }

  // Somebody may have to give time back after an outage: say how long it was.
  function report() {
    const told = { count: missed, ago: (Date.now() - missedSince) / 1000 };
    missed = 0;
    const headers = { "Content-Type": "application/json" };
    ask(form.dataset.troubles, { body: JSON.stringify(told), headers });
  }

  function retry(names) {
    failures += 1;
    if (!missed) missedSince = Date.now();
    missed += 1;
    const pause = Math.min(SLOWEST, 1000 * 2 ** (failures - 1));
    notBefore = Date.now() + pause * (0.75 + Math.random() / 2);
    tellBoth(names, navigator.onLine ? words.retrying : words.offline, "problem");
    schedule(0);
  }

  function resume() {
    failures = notBefore = 0;
    paused = false;
    schedule(0);
    document.dispatchEvent(new CustomEvent("kapok:resume"));
  }

  // The page closes: what is not acknowledged is sent once more, whatever is under way.
  function leave() {
    const names = dirty();
    if (!names.length || stopped || paused || finished) return;
    const sent = body(names);
    if (sent.length < KEEPALIVE / 3) {
      ask(form.dataset.save, { body: sent, headers: { "Content-Type": "application/json" }, keepalive: true });
    }
  }

  // Signing in again -------------------------------------------------------------

  function signIn(problem) {
    const said = dialog.querySelector("[data-problem]");
    said.textContent = problem || "";
    if (!dialog.open) {
      dialog.showModal();
      dialog.querySelector("[name=password]").focus();
    }
  }

  async function signedIn() {
    const who = await session();
    const said = dialog.querySelector("[data-problem]");
    if (who === user) {
      dialog.querySelector("[name=password]").value = "";
      said.textContent = "";
      dialog.close();
      resume();
    } else {
      said.textContent = who === null ? words.secondStep : who ? words.otherUser : words.retrying;
    }
  }

  async function submitSignIn(event) {
    event.preventDefault();
    event.stopPropagation(); // it is sent again when the password was wrong
    const fields = event.target.elements;
    await session();
    const answer = await ask(event.target.action, {
      body: new URLSearchParams({ login: fields.login.value, password: fields.password.value }),
    });
    if (answer.ok) {
      signedIn();
      return;
    }
    const spec = answer.data.form;
    const errors = spec
      ? spec.errors.concat(...Object.values(spec.fields).map((field) => field.errors))
      : [words.retrying];
    dialog.querySelector("[data-problem]").textContent = errors.join(" ");
  }

  // Handing in -------------------------------------------------------------------

  // Signing out waits until all is saved; pressed once more, it waits no longer.
  async function signOut(event) {
    const leaving = event.target;
    if (!leaving.dataset.signOut || leaving.dataset.anyway || !dirty().length) return;
    event.preventDefault();
    event.stopPropagation();
    leaving.dataset.anyway = "yes";
    if (await flush()) leaving.requestSubmit();
    else tell(words.stay, "problem");
  }

  function isDisputed() {
    return Array.from(questions.keys()).find(function (name) {
      return questions.get(name).dispute;
    });
  }

  async function submitted(event) {
    const button = event.submitter;
    if (finished || !button || button.name !== "go") return;
    event.preventDefault();
    event.stopPropagation();
    const went = await flush();
    const open = isDisputed();
    if (open) {
      tell(words.undecided, "disputed");
      box(open).querySelector("[data-keep]").focus();
    } else if (went) {
      const read = button.closest("#news");
      if (read) read.remove();
      if (button.value === "submit") handIn(button);
    } else if (!failures && !paused && !stopped) {
      tell(words.notYet, "problem");
    }
  }

  function handIn(button) {
    if (form.querySelector("[data-on-its-way]")) {
      tell(words.waiting, "problem");
    } else if (gaps && gaps.length) {
      summarize();
    } else {
      finished = true;
      form.requestSubmit(button);
    }
  }

  function summarize() {
    const old = document.getElementById("gaps-summary");
    if (old) old.remove();
    const shown = document.getElementById("summary").content.firstElementChild.cloneNode(true);
    shown.id = "gaps-summary";
    const list = shown.querySelector("ul");
    for (const gap of gaps) {
      const link = document.createElement("a");
      link.href = "#id_" + gap.question + "_group";
      link.textContent = gap.label.replace(/[.:。：]$/, "") + ": " + gap.said;
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
      if (questions.has(gap.question)) object(gap.question, gap.said);
    }
    form.before(shown);
    shown.focus();
  }

  function follow(event) {
    const link = event.target.closest("#lacking a, #gaps-summary a");
    if (!link) return;
    const group = document.querySelector(link.hash);
    const first = group && group.querySelector("input, textarea, select");
    if (!first) return;
    event.preventDefault();
    group.scrollIntoView();
    first.focus({ preventScroll: true });
  }

  // ------------------------------------------------------------------------------

  function start() {
    for (const element of form.querySelectorAll("[data-question]")) {
      const name = element.dataset.question;
      if (element.dataset.kind === "file") continue;
      questions.set(name, { base: written(element), sent: [], dispute: null, refused: null });
    }
    restore();
    const early = dirty(); // typed before this script came, or put back by the browser
    for (const name of early) keep(name);
    if (early.length) schedule(0);
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    form.addEventListener("kapok:changed", changed);
    form.addEventListener("focusout", function (event) {
      const element = event.target.closest("[data-question]");
      const known = element && questions.get(element.dataset.question);
      if (known && known.objection && !element.contains(event.relatedTarget)) {
        object(element.dataset.question, known.objection);
        known.objection = "";
      }
      if (dirty().length && !failures) schedule(0);
    });
    form.addEventListener("submit", submitted);
    document.addEventListener("submit", signOut, true);
    document.addEventListener("click", follow);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden" && dirty().length) save();
    });
    window.addEventListener("pagehide", leave);
    window.addEventListener("pageshow", function (event) {
      finished = false;
      if (event.persisted && dirty().length) schedule(0);
    });
    window.addEventListener("online", resumeOnline);
    window.addEventListener("offline", function () {
      const names = dirty();
      if (names.length) tellBoth(names, words.offline, "problem");
    });
    window.addEventListener("beforeunload", function (event) {
      if (!keeps && dirty().length) event.preventDefault();
    });
    dialog.querySelector("form").addEventListener("submit", submitSignIn);
    dialog.querySelector("[data-done]").addEventListener("click", signedIn);
  }

  function resumeOnline() {
    if (!paused) resume();
  }

  window.kapokForm = { form, words, user, fill, request, tell, lacking, changed, pause, box, object };

  // For uploads: the same dialog; they go on when it has been answered.
  function pause(code) {
    paused = true;
    const said = code === "other_user" ? words.otherUser : words.signedOut;
    tell(said, "problem");
    signIn(code === "other_user" ? said : "");
  }

  document.addEventListener("DOMContentLoaded", start);
})();
