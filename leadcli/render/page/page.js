"use strict";

/* The start of the page: its tables, its charts, its theme, and what is different on paper. */

const root = document.documentElement;

document.querySelectorAll(".control").forEach((control) => (control.hidden = false));
document.querySelectorAll("table.sortable").forEach(makeSortable);

const funnels = report.charts.filter((chart) => chart.rows);
const { open: openSheet, sheets } = listSheets(
  document.getElementById("rows"),
  new Map(funnels.map(({ rows }) => [rows.sheet, rows.column])),
);

/* From a stage of the funnel to the rows behind it. */
function drill({ sheet, column }, stage) {
  openSheet(sheet).pick(column, stage);
  document.getElementById("rows").scrollIntoView({ behavior: "smooth" });
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const themeButton = document.getElementById("theme");

function showTheme(isDark) {
  root.dataset.theme = isDark ? "dark" : "light";
  themeButton.textContent = say(isDark ? "to_light" : "to_dark");
}

showTheme(dark.matches);
const redraw = drawCharts(report.charts, drill);

function changeTheme(isDark) {
  showTheme(isDark);
  redraw();
}

dark.addEventListener("change", (event) => changeTheme(event.matches));
themeButton.addEventListener("click", () => changeTheme(root.dataset.theme !== "dark"));
document.getElementById("print").addEventListener("click", () => print());

/* Paper is light and has one width: charts are drawn for it before it is known to the layout. */
let onScreen = null;
addEventListener("beforeprint", () => {
  onScreen = root.dataset.theme === "dark";
  root.classList.add("paper");
  changeTheme(false);
  sheets.forEach((sheet) => sheet.fit(document.body.offsetWidth));
});
addEventListener("afterprint", () => {
  root.classList.remove("paper");
  sheets.forEach((sheet) => sheet.fit(Infinity));
  changeTheme(onScreen);
});
addEventListener("resize", redraw);
