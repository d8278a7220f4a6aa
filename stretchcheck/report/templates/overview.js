"use strict";
(() => {
  const table = document.querySelector("table.lines");
  const body = table.tBodies[0];
  const rows = [...body.rows].filter((row) => row.dataset.line);
  const grid = document.querySelector(".smalls");
  const figures = new Map([...(grid?.children ?? [])].map((one) => [one.dataset.line, one]));
  const form = document.querySelector("form.filters");
  if (!rows.length) return;

  const compare = (number, one, other) => {
    const [a, b] = [one, other].map((row) => row.cells[number]);
    const [left, right] = [a, b].map((cell) => cell.dataset.key);
    return "number" in a.dataset ? left - right : left.localeCompare(right, "en", { numeric: true });
  };

  const sort = (heading, number) => {
    const falling = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
    rows.sort((one, other) => (falling ? -1 : 1) * compare(number, one, other) || one.dataset.line - other.dataset.line);
    body.append(...rows);
    grid?.append(...rows.map((row) => figures.get(row.dataset.line)));
  };

  [...table.tHead.rows[0].cells].forEach((heading, number) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    button.addEventListener("click", () => sort(heading, number));
    heading.replaceChildren(button);
  });
  document.querySelector(".how").hidden = false;

  const fits = (row, wanted) =>
    row.dataset.name.includes(wanted.text.trim().toLowerCase()) &&
    ["stretch", "side", "verdict"].every((name) => !wanted[name] || row.dataset[name] === wanted[name]) &&
    (!wanted.mark || (wanted.mark === "fault") === (row.dataset.fault === "1"));

  const filter = () => {
    const wanted = Object.fromEntries(new FormData(form));
    let shown = 0;
    for (const row of rows) {
      row.hidden = !fits(row, wanted);
      const figure = figures.get(row.dataset.line);
      if (figure) figure.hidden = row.hidden;
      shown += !row.hidden;
    }
    form.querySelector("output").textContent = `${shown} of ${rows.length} shown`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
