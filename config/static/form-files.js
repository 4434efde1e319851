// Files of the applicant's form: dropped or chosen, sent in pieces, resumed after a break.
//
// The server knows how far a file has come; the browser keeps the file itself while it is
// on its way, so that a reload goes on by itself. If the browser lost it, choosing the same
// file again goes on as well.
"use strict";

(function () {
  const core = window.kapokForm;
  if (!core) return;
  const { form, words, fill } = core;
  const PIECE = 1024 * 1024;
  const AT_ONCE = 2;
  const SLOWEST = 30000;
  const LOOK = 3000; // ms between two looks at what the check says
  const MOST_LOOKS = 100;
  const queue = [];
  let busy = 0;
  let looks = 0;
  let waker = null;

  function megabytes(bytes) {
    return (bytes / PIECE).toFixed(1);
  }

  // The files themselves, kept by the browser -----------------------------------

  function shelf() {
    return new Promise(function (resolve, reject) {
      const opening = indexedDB.open("kapok", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("files");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
  }

  async function onShelf(mode, work) {
    try {
      const store = (await shelf()).transaction("files", mode).objectStore("files");
      const asked = work(store);
      return await new Promise(function (resolve, reject) {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
    } catch (error) {
      return undefined; // a browser that keeps nothing asks for the file again
    }
  }

  const shelved = (key) => onShelf("readonly", (store) => store.get(core.user + ":" + key));
  const put = (key, file) => onShelf("readwrite", (store) => store.put(file, core.user + ":" + key));
  const drop = (key) => onShelf("readwrite", (store) => store.delete(core.user + ":" + key));

  // One row for each file on its way --------------------------------------------

  function list(question) {
    return form.querySelector(`[data-uploads="${CSS.escape(question)}"]`);
  }

  function row(question, name, size) {
    const made = document.getElementById("upload").content.firstElementChild.cloneNode(true);
    made.querySelector(".kp-upload__name").textContent = name;
    made.querySelector("progress").max = size;
    made.querySelector("progress").setAttribute("aria-label", name);
    made.querySelector("[data-cancel] span").textContent = " " + name;
    list(question).append(made);
    return made;
  }

  function say(upload, text, problem) {
    const said = upload.row.querySelector(".kp-upload__said");
    said.textContent = text;
    said.classList.toggle("govuk-error-message", Boolean(problem));
  }

  function show(upload, text) {
    const bar = upload.row.querySelector("progress");
    bar.value = upload.offset;
    const said = { there: megabytes(upload.offset), whole: megabytes(upload.file.size) };
    say(upload, fill(text, said));
  }

  // Sending ----------------------------------------------------------------------

  function accept(question, files) {
    const input = core.box(question).querySelector("input[type=file]");
    const most = Number(input.dataset.most || 10);
    const mb = Number(input.dataset.mostMb || 50);
    let there =
      form.querySelectorAll(`[data-files="${CSS.escape(question)}"] [data-remove]`).length +
      list(question).querySelectorAll("[data-on-its-way]").length;
    for (const file of files) {
      const upload = { question, file, row: waiting(question, file), offset: 0, failures: 0 };
      if (file.size > mb * PIECE) end(upload, fill(words.tooLarge, { most: mb }));
      else if (!file.size) end(upload, words.empty);
      else if (there >= most) end(upload, fill(words.tooMany, { most }));
      else {
        enqueue(upload);
        there += 1;
      }
    }
  }

  // The row of the same file from before, or a new one.
  function waiting(question, file) {
    for (const old of list(question).querySelectorAll("[data-upload]:not([data-on-its-way])")) {
      const name = old.querySelector(".kp-upload__name").textContent;
      if (name === file.name.normalize("NFC") && Number(old.dataset.size) === file.size) old.remove();
    }
    return row(question, file.name, file.size);
  }

  function enqueue(upload) {
    upload.row.dataset.onItsWay = "";
    upload.row.querySelector("[data-cancel]").addEventListener("click", function () {
      cancel(upload);
    });
    say(upload, words.begins);
    queue.push(upload);
    next();
  }

  function next() {
    while (busy < AT_ONCE && queue.length) {
      busy += 1;
      run(queue.shift()).finally(function () {
        busy -= 1;
        next();
      });
    }
  }

  async function run(upload) {
    const begun = await patiently(upload, () =>
      core.request(form.dataset.uploadTo, {
        body: JSON.stringify({
          user: Number(core.user),
          question: upload.question,
          name: upload.file.name,
          size: upload.file.size,
          modified: upload.file.lastModified || 0,
        }),
        headers: { "Content-Type": "application/json" },
      })
    );
    if (!begun) return;
    upload.key = begun.key;
    upload.offset = begun.offset;
    upload.url = form.dataset.uploadTo + begun.key + "/";
    upload.row.dataset.upload = begun.key;
    put(begun.key, upload.file);
    while (upload.offset < upload.file.size && !upload.ended) {
      show(upload, words.progress);
      const sent = await patiently(upload, () => piece(upload));
      if (!sent) return;
      upload.offset = sent.offset;
    }
    show(upload, words.checking);
    const state = upload.ended || (await patiently(upload, () => core.request(upload.url + "finish/")));
    if (!state || upload.ended) return;
    drop(upload.key);
    upload.row.remove();
    apply(state);
    core.tell(fill(words.arrived, { name: upload.file.name }), "saved-file");
  }

  async function piece(upload) {
    const part = upload.file.slice(upload.offset, upload.offset + PIECE);
    let bytes;
    try {
      bytes = await part.arrayBuffer(); // fails when the file has been moved or changed
    } catch (error) {
      return { status: 400, ok: false, data: { said: words.failed } };
    }
    const answer = await core.request(upload.url, {
      method: "PUT",
      body: bytes,
      headers: { "Content-Type": "application/octet-stream", "Upload-Offset": String(upload.offset) },
      patience: 60000,
    });
    // The server knows better where the file goes on: from there, then.
    return answer.data.code === "offset" ? { status: 200, ok: true, data: answer.data } : answer;
  }

  // Until it is answered, however often the line breaks; a refusal ends it.
  async function patiently(upload, question) {
    while (!upload.ended) {
      const answer = await question();
      if (answer.ok) {
        upload.failures = 0;
        return answer.data;
      }
      const code = answer.data.code;
      if (answer.status === 401 || code === "other_user") {
        core.pause(code);
        await new Promise((resolve) => document.addEventListener("kapok:resume", resolve, { once: true }));
      } else if (!answer.status || answer.status >= 500 || answer.status === 429 || code === "busy") {
        upload.failures += 1;
        show(upload, words.pausing);
        await pause(Math.min(SLOWEST, 500 * 2 ** upload.failures));
      } else {
        end(upload, answer.data.said || words.failed);
      }
    }
    return null;
  }

  function pause(delay) {
    return new Promise(function (resolve) {
      const timer = setTimeout(done, delay);
      function done() {
        clearTimeout(timer);
        window.removeEventListener("online", done);
        resolve();
      }
      window.addEventListener("online", done);
    });
  }

  function end(upload, problem) {
    upload.ended = true;
    delete upload.row.dataset.onItsWay;
    if (upload.key) drop(upload.key);
    upload.row.querySelector("progress").remove();
    upload.row.querySelector("[data-cancel]").remove();
    say(upload, problem, true);
    upload.row.querySelector(".kp-upload__said").setAttribute("role", "alert");
  }

  async function cancel(upload) {
    upload.ended = true;
    upload.row.remove();
    const place = queue.indexOf(upload);
    if (place >= 0) queue.splice(place, 1);
    if (!upload.key) return;
    drop(upload.key);
    const answer = await core.request(upload.url, { method: "DELETE" });
    if (answer.ok) apply(answer.data);
  }

  // The files that are there, and what the check says ---------------------------

  function apply(state) {
    for (const question in state.files || {}) {
      const there = form.querySelector(`[data-files="${CSS.escape(question)}"]`);
      if (there && there.innerHTML.trim() !== state.files[question].trim()) {
        there.innerHTML = state.files[question];
      }
    }
    core.lacking(state);
    if (state.waiting) look();
  }

  function look() {
    clearTimeout(waker);
    if (looks >= MOST_LOOKS) return;
    looks += 1;
    waker = setTimeout(async function () {
      const answer = await core.request(form.dataset.state, { method: "GET" });
      if (answer.ok) apply(answer.data);
      else if (!answer.status || answer.status >= 500) look();
    }, LOOK);
  }

  async function remove(button) {
    button.setAttribute("aria-disabled", "true");
    const place = button.closest("[data-files]");
    const answer = await core.request(button.dataset.remove);
    if (answer.ok) {
      apply(answer.data);
      core.tell(answer.data.said, "saved-file");
      core.box(place.dataset.files).querySelector("input[type=file]").focus();
    } else {
      button.removeAttribute("aria-disabled");
      if (answer.status === 401) core.pause();
      else core.tell(answer.data.said || words.retrying, "problem");
    }
  }

  // ------------------------------------------------------------------------------

  function questionOf(target) {
    const element = target.closest && target.closest("[data-question][data-kind=file]");
    return element && !element.querySelector("input:disabled") ? element.dataset.question : "";
  }

  function take(input) {
    const question = questionOf(input);
    if (!question || !input.files.length) return;
    accept(question, Array.from(input.files));
    input.value = "";
  }

  form.addEventListener("change", function (event) {
    if (event.target.type === "file") take(event.target);
  });
  form.addEventListener("click", function (event) {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    if (!button.hasAttribute("aria-disabled")) remove(button);
  });
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, function (event) {
      if (!questionOf(event.target)) return;
      event.preventDefault();
      event.target.closest("[data-question]").classList.add("kp-drop--over");
    });
  }
  form.addEventListener("dragleave", function (event) {
    const element = event.target.closest("[data-question]");
    if (element && !element.contains(event.relatedTarget)) element.classList.remove("kp-drop--over");
  });
  form.addEventListener("drop", function (event) {
    const question = questionOf(event.target);
    if (!question) return;
    event.preventDefault();
    core.box(question).classList.remove("kp-drop--over");
    accept(question, Array.from(event.dataTransfer.files));
  });

  function start() {
    for (const input of form.querySelectorAll("[data-kind=file] input[type=file]:not(:disabled)")) {
      const hint = document.createElement("span");
      hint.className = "kp-drop__hint";
      hint.textContent = words.drop;
      input.after(hint);
      input.closest("[data-question]").classList.add("kp-drop");
      take(input); // chosen before this script came
    }
    for (const old of form.querySelectorAll("[data-upload]")) resume(old);
    if (form.dataset.waiting) look();
  }

  async function resume(old) {
    const file = await shelved(old.dataset.upload);
    if (file) accept(old.closest("[data-uploads]").dataset.uploads, [file]);
  }

  document.addEventListener("DOMContentLoaded", start);
})();
