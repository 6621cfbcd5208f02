"use strict";

/* Tables that sort, and the rows behind the figures: searched, filtered, sorted and turned page by page. */

const PER_PAGE = 50;
const MOST_CHOICES = 30; // of a column that can be filtered by choosing
const DASH = "—";

const report = JSON.parse(document.getElementById("report").textContent);
const collator = new Intl.Collator(report.language, { numeric: true });

/* The words of the page's language; parameters stand in braces. */
function say(key, filling = {}) {
  return report.words[key].replace(/\{(\w+)\}/g, (whole, name) => (name in filling ? String(filling[name]) : whole));
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/* A heading may break before the unit in brackets; the twin of `_breakable` in html_blocks.py. */
function breakable(heading) {
  return heading.split(/(?=[(（])/).flatMap((part, at) => (at ? [element("wbr"), part] : [part]));
}

function isBlank(value) {
  return value === null || value === undefined || value === "";
}

/* A cell as it is read; the twin of html_format.py. */
function written(value, format) {
  if (isBlank(value)) return DASH;
  if (typeof value !== "number") return value;
  if (format.decimals === null) return String(value);
  if (format.nearly && value >= format.nearly) return `>99.9${format.suffix}`;
  const digits = { minimumFractionDigits: format.decimals, maximumFractionDigits: format.decimals };
  const sign = format.signed && value ? { signDisplay: "always" } : {};
  return value.toLocaleString("en", { ...digits, ...sign }) + format.suffix;
}

/* Numbers before texts, blanks last whichever way. */
function compared(one, other, direction) {
  if (isBlank(one) || isBlank(other)) return isBlank(one) - isBlank(other);
  const numbers = [one, other].map((value) => typeof value === "number");
  if (numbers[0] && numbers[1]) return direction * (one - other);
  if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1;
  return direction * collator.compare(one, other);
}

/* Figures sort from high to low first, texts from A to Z, and the third click gives the first order back. */
function nextDirection(now, isFigure) {
  const first = isFigure ? -1 : 1;
  return now === 0 ? first : now === first ? -first : 0;
}

function sortButton(head, isFigure, sorted) {
  const button = element("button", { type: "button" }, ...head.childNodes);
  head.append(button);
  head.direction = 0;
  button.addEventListener("click", () => {
    const direction = nextDirection(head.direction, isFigure);
    for (const other of head.parentElement.cells) showDirection(other, 0);
    showDirection(head, direction);
    sorted(direction);
  });
}

function showDirection(head, direction) {
  head.direction = direction;
  if (direction) head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  else head.removeAttribute("aria-sort");
}

function makeSortable(table) {
  const body = table.tBodies[0];
  const before = [...body.rows];
  const value = (row, at) => {
    const cell = row.cells[at];
    if ("value" in cell.dataset) return Number(cell.dataset.value);
    return cell.textContent === DASH ? null : cell.textContent;
  };
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    sortButton(head, head.classList.contains("right"), (direction) => {
      const rows = [...before];
      if (direction) rows.sort((one, other) => compared(value(one, at), value(other, at), direction));
      body.append(...rows);
    });
  });
}

/* One sheet: which of its rows are shown follows from what is searched, chosen and sorted. */
class Sheet {
  constructor(data, drillColumn) {
    this.data = data;
    this.count = data.columns.length ? data.columns[0].cells.length : 0;
    this.notes = new Map(data.notes.map(([row, column, note]) => [`${row} ${column}`, note]));
    this.sort = { at: 0, direction: 0 };
    this.page = 0;
    this.picks = new Map();
    this.search = element("input", { type: "search", placeholder: say("search") });
    this.search.setAttribute("aria-label", say("search"));
    this.reset = element("button", { type: "button", textContent: say("reset") });
    this.found = element("output");
    this.body = element("tbody");
    this.range = element("span");
    this.previous = element("button", { type: "button", textContent: say("previous") });
    this.next = element("button", { type: "button", textContent: say("next") });
    this.panel = this.build(drillColumn);
    this.listen();
    this.show();
  }

  build(drillColumn) {
    const heads = element("tr");
    const picks = element("tr", { className: "picks control" });
    this.data.columns.forEach((column, at) => {
      const head = element("th", { scope: "col", className: column.right ? "right" : "" }, ...breakable(column.heading));
      heads.append(head);
      sortButton(head, column.right, (direction) => {
        this.sort = { at, direction };
        this.show();
      });
      picks.append(element("th", {}, ...this.choices(column, at, at === drillColumn)));
    });
    const table = element("table", { className: "listed" }, element("thead", {}, heads), this.body);
    if (this.picks.size) table.tHead.append(picks);
    this.pickRow = picks;
    const scroll = element("div", { className: "scroll" }, table);
    const tools = element("div", { className: "tools" }, this.search, this.reset, this.found);
    const pages = element("div", { className: "pages" }, this.range, this.previous, this.next);
    const cut = this.count < this.data.all;
    const said = say("cut", { count: this.count.toLocaleString("en"), all: this.data.all.toLocaleString("en") });
    const note = element("p", { className: "note cut", textContent: said, hidden: !cut });
    this.left = element("p", { className: "note", hidden: true });
    const panel = element("div", {}, note, tools, scroll, this.left, pages);
    panel.setAttribute("role", "tabpanel");
    return panel;
  }

  /* A list to choose from where a column has few values. */
  choices(column, at, wanted) {
    if (!["text", "grade"].includes(column.kind)) return [];
    const values = new Set(column.cells.map((value) => (isBlank(value) ? "" : value)));
    const repeats = values.size - values.has("") < this.count;
    const few = values.size > 1 && values.size <= MOST_CHOICES && repeats;
    if (!few && !wanted) return [];
    const options = [...values].sort((one, other) => compared(one, other, 1));
    const select = element("select", {}, new Option(say("all"), "all"));
    select.setAttribute("aria-label", say("filter", { column: column.heading }));
    for (const value of options) select.append(new Option(value || say("blank"), `=${value}`));
    select.addEventListener("change", () => this.show());
    this.picks.set(at, select);
    return [select];
  }

  listen() {
    this.search.addEventListener("input", () => this.show());
    this.reset.addEventListener("click", () => {
      this.clear();
      this.show();
    });
    this.previous.addEventListener("click", () => this.turn(-1));
    this.next.addEventListener("click", () => this.turn(1));
  }

  clear() {
    this.search.value = "";
    for (const select of this.picks.values()) select.value = "all";
  }

  pick(column, value) {
    this.clear();
    this.picks.get(column).value = `=${value}`;
    this.show();
  }

  turn(by) {
    this.page += by;
    this.fill();
  }

  cell(row, at) {
    return this.data.columns[at].cells[row];
  }

  /* What a row says, in small letters; put together at the first search. */
  said(row) {
    this.texts ??= Array.from({ length: this.count }, (_, each) =>
      this.data.columns.map((column) => written(column.cells[each], column.format)).join("\n").toLowerCase());
    return this.texts[row];
  }

  show() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const picked = [...this.picks].filter(([, select]) => select.value !== "all");
    this.rows = Array.from(Array(this.count).keys()).filter((row) =>
      picked.every(([at, select]) => `=${this.cell(row, at) ?? ""}` === select.value) &&
      words.every((word) => this.said(row).includes(word)));
    const { at, direction } = this.sort;
    if (direction) this.rows.sort((one, other) => compared(this.cell(one, at), this.cell(other, at), direction));
    this.page = 0;
    this.pickRow.classList.toggle("chosen", picked.length > 0); // so that paper says what was chosen
    this.reset.disabled = !words.length && !picked.length;
    this.fill();
  }

  fill() {
    const first = this.page * PER_PAGE;
    const shown = this.rows.slice(first, first + PER_PAGE);
    this.body.replaceChildren(...shown.map((row) => this.line(row)));
    const all = this.rows.length.toLocaleString("en");
    const of = { count: all, all: this.count.toLocaleString("en") };
    this.found.textContent = this.rows.length < this.count ? say("of_all", of) : say("rows", of);
    this.range.textContent = shown.length ? say("shown", { first: first + 1, last: first + shown.length, count: all }) : say("none");
    this.previous.disabled = !this.page;
    this.next.disabled = first + PER_PAGE >= this.rows.length;
    this.previous.hidden = this.next.hidden = this.rows.length <= PER_PAGE;
  }

  /* Columns at the right for which there is no room on paper stay off it, and that is said. */
  fit(width) {
    const { rows } = this.body.parentElement;
    const heads = [...rows[0].cells];
    const fitting = heads.filter((head) => head.offsetLeft + head.offsetWidth <= width).length;
    for (const row of rows) [...row.cells].forEach((cell, at) => (cell.hidden = at >= fitting));
    this.left.hidden = fitting === heads.length;
    this.left.textContent = say("on_paper", { count: fitting, all: heads.length });
  }

  line(row) {
    const line = element("tr");
    this.data.columns.forEach((column, at) => line.append(this.shown(row, column, at)));
    for (const pair of this.data.alike) {
      const [one, other] = pair.map((at) => this.cell(row, at));
      if (!isBlank(one) && one === other) pair.forEach((at) => line.cells[at].classList.add("same"));
    }
    return line;
  }

  shown(row, column, at) {
    const value = column.cells[row];
    const cell = element("td");
    if (column.right) cell.classList.add("right");
    if (column.long) cell.classList.add("long");
    if (column.kind === "grade" && !isBlank(value)) {
      const mark = element("span", { className: "grade", textContent: value });
      mark.dataset.grade = value;
      cell.append(mark);
    } else if (!isBlank(value)) {
      cell.textContent = written(value, column.format);
    }
    const note = this.notes.get(`${row} ${at}`);
    if (note) {
      cell.title = note;
      cell.classList.add("noted");
    }
    return cell;
  }
}

/* All sheets behind tabs, as in a workbook; gives them, and a function that opens one of them. */
function listSheets(place, drillColumns) {
  if (!report.sheets.length) return { open: () => undefined, sheets: [] };
  const sheets = report.sheets.map((data, at) => new Sheet(data, drillColumns.get(at)));
  const list = element("div");
  list.setAttribute("role", "tablist");
  const tabs = sheets.map((sheet, at) => {
    const count = element("small", { textContent: sheet.data.all.toLocaleString("en") });
    const tab = element("button", { type: "button", id: `tab-${at}` }, sheet.data.title, count);
    tab.setAttribute("role", "tab");
    sheet.panel.setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", () => open(at));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const to = (at + step + sheets.length) % sheets.length;
      open(to);
      tabs[to].focus();
    });
    return tab;
  });
  const open = (at) => {
    sheets.forEach((sheet, each) => {
      sheet.panel.hidden = each !== at;
      tabs[each].setAttribute("aria-selected", String(each === at));
      tabs[each].tabIndex = each === at ? 0 : -1;
    });
    return sheets[at];
  };
  list.append(...tabs);
  place.append(list, ...sheets.map((sheet) => sheet.panel));
  place.hidden = false;
  open(0);
  return { open, sheets };
}
