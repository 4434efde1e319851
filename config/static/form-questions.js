// Questions that depend on others, and tables: rows come and go, totals follow.
"use strict";

(function () {
  const core = window.kapokForm;
  if (!core) return;
  const { form, words, fill } = core;

  // Conditions -------------------------------------------------------------------

  function answers(element) {
    const said = [];
    for (const control of element.querySelectorAll("input, select, textarea")) {
      if (/^(checkbox|radio)$/.test(control.type) && !control.checked) continue;
      if (control.value) said.push(element.dataset.kind === "commitment" ? "true" : control.value);
    }
    return said;
  }

  function conditions() {
    for (const element of form.querySelectorAll("[data-when-question]")) {
      const other = core.box(element.dataset.whenQuestion);
      const awaited = JSON.parse(element.dataset.whenIs).map(String);
      const met =
        other && !other.hidden && answers(other).some((one) => awaited.includes(one));
      show(element, Boolean(met));
    }
  }

  function show(element, met) {
    const name = CSS.escape(element.dataset.question);
    element.hidden = !met;
    for (const told of element.querySelectorAll("[data-only-if]")) told.hidden = true;
    for (const list of form.querySelectorAll(`[data-files="${name}"], [data-uploads="${name}"]`)) {
      list.hidden = !met;
    }
  }

  // Tables -----------------------------------------------------------------------

  function rowsOf(table) {
    return Array.from(table.querySelectorAll("tr[data-row]"));
  }

  function dress(table) {
    if (table.dataset.dressed) return;
    table.dataset.dressed = "yes";
    const head = table.querySelector("thead tr").insertCell();
    head.className = "govuk-table__header";
    const foot = table.querySelector("tfoot tr");
    if (foot) foot.insertCell().className = "govuk-table__cell";
    for (const row of rowsOf(table)) dressRow(row);
    number(table);
    const button = form.querySelector(`[data-add-row="${CSS.escape(table.dataset.table)}"]`);
    if (button) button.textContent = words.addRow;
    total(table);
  }

  function dressRow(row) {
    const cell = row.insertCell();
    cell.className = "govuk-table__cell";
    cell.append(document.getElementById("row-buttons").content.cloneNode(true));
  }

  function number(table) {
    rowsOf(table).forEach(function (row, index) {
      for (const control of row.querySelectorAll("input")) {
        const column = control.closest("td").dataset.label;
        control.setAttribute("aria-label", fill(words.row, { column, number: index + 1 }));
      }
    });
    const full = rowsOf(table).length >= Number(table.dataset.maxRows);
    const button = form.querySelector(`[data-add-row="${CSS.escape(table.dataset.table)}"]`);
    if (button) button.hidden = full;
  }

  // A copy of the last row, emptied, with the next number.
  function addRow(table) {
    const last = rowsOf(table).at(-1);
    const next = Math.max(...rowsOf(table).map((row) => Number(row.dataset.row))) + 1;
    const row = last.cloneNode(true);
    const before = "-" + last.dataset.row + "-";
    const after = "-" + next + "-";
    row.dataset.row = String(next);
    for (const control of row.querySelectorAll("input")) {
      control.name = control.name.replace(before, after);
      control.id = control.id.replace(before, after);
      control.value = "";
    }
    last.after(row);
    number(table);
    return row;
  }

  function removeRow(row) {
    const table = row.closest("[data-table]");
    const place = rowsOf(table).indexOf(row);
    if (rowsOf(table).length > 1) row.remove();
    else for (const control of row.querySelectorAll("input")) control.value = "";
    number(table);
    total(table);
    const rows = rowsOf(table);
    rows[Math.min(place, rows.length - 1)].querySelector("input").focus();
    core.tell(fill(words.rowRemoved, { number: place + 1 }), "unsaved");
    table.dispatchEvent(new CustomEvent("kapok:changed", { bubbles: true }));
  }

  // Sums of decimals as decimals: cents must not get lost in binary fractions.
  function total(table) {
    for (const output of table.querySelectorAll("[data-total]")) {
      const cells = table.querySelectorAll(`[data-column="${CSS.escape(output.dataset.total)}"]`);
      const numbers = Array.from(cells, (cell) => cell.value.trim()).filter((value) =>
        /^[+-]?\d+(\.\d+)?$/.test(value)
      );
      output.dataset.decimals = output.dataset.decimals || String(decimals(output.textContent));
      const places = Math.max(Number(output.dataset.decimals), ...numbers.map(decimals));
      const sum = numbers.reduce((all, value) => all + scaled(value, places), 0n);
      output.textContent = written(sum, places);
    }
  }

  function decimals(value) {
    return (value.trim().split(".")[1] || "").length;
  }

  function scaled(value, places) {
    const [whole, part = ""] = value.replace("+", "").split(".");
    return BigInt(whole + part.padEnd(places, "0"));
  }

  function written(sum, places) {
    const digits = String(sum < 0n ? -sum : sum).padStart(places + 1, "0");
    const whole = digits.slice(0, digits.length - places);
    const part = places ? "." + digits.slice(-places) : "";
    return (sum < 0n ? "-" : "") + whole + part;
  }

  // ------------------------------------------------------------------------------

  function dressAll() {
    for (const table of form.querySelectorAll("[data-table]")) dress(table);
    conditions();
  }

  form.addEventListener("click", function (event) {
    const add = event.target.closest("[data-add-row]");
    const out = event.target.closest("[data-remove-row]");
    if (add) {
      event.preventDefault();
      const row = addRow(form.querySelector(`[data-table="${CSS.escape(add.dataset.addRow)}"]`));
      row.querySelector("input").focus();
    } else if (out) {
      removeRow(out.closest("[data-row]"));
    }
  });

  function follow(event) {
    const table = event.target.closest && event.target.closest("[data-table]");
    if (table) total(table);
    const element = event.target.closest("[data-question]");
    for (const inner of element ? element.querySelectorAll("[data-table]") : []) total(inner);
    conditions();
  }

  form.addEventListener("input", follow);
  form.addEventListener("change", follow);
  form.addEventListener("kapok:changed", follow);
  form.addEventListener("kapok:replaced", dressAll);
  form.addEventListener("kapok:names", function (event) {
    const table = event.target.querySelector("[data-table]");
    if (!table) return;
    const wanted = Math.max(-1, ...event.detail.map((name) => Number((name.match(/-(\d+)-/) || [0, -1])[1])));
    const most = Number(table.dataset.maxRows);
    while (rowsOf(table).length < most && Number(rowsOf(table).at(-1).dataset.row) < wanted) {
      addRow(table);
    }
  });
  dressAll();
})();
