"use strict";
(() => {
  const table = document.getElementById("substitutions");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const tools = document.getElementById("tools");
  const told = document.getElementById("told");
  tools.hidden = false;
  const number = (row, column) => Number(row.cells[column].dataset.value);
  const filter = () => {
    const wanted = tools.querySelector("input").value.trim().toLowerCase();
    const kind = tools.querySelector("select").value;
    let shown = 0;
    for (const row of rows) {
      const fits = row.textContent.toLowerCase().includes(wanted) && (!kind || row.dataset.kind.split(", ").includes(kind));
      row.hidden = !fits;
      shown += fits;
    }
    told.textContent = `${shown} of ${rows.length} shown`;
  };
  tools.addEventListener("input", filter);
  const kinds = new Set(rows.flatMap((row) => row.dataset.kind.split(", ")));
  for (const kind of [...kinds].sort()) tools.querySelector("select").add(new Option(kind, kind));
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const name = head.textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = name;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const sign = up ? 1 : -1;
      rows.sort((a, b) => sign * (column === 0
        ? number(a, 0) - number(b, 0)
        : a.cells[column].textContent.localeCompare(b.cells[column].textContent, "en")));
      body.append(...rows);
    });
  });
})();
