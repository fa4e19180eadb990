// A table that is edited in place. Without this script it is a form of plain
// fields; with it a block can be pasted from a spreadsheet, arrow keys go from
// cell to cell, unsaved changes can be undone and outlive a reload or a lost
// line. They are kept in the browser's session store: the tables of a scenario
// name no person.
type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

// Change is one field with what it held before.
type Change = { field: Field; before: string };

// Kept is what of a grid outlives a reload, by the keys of rows and the names
// of columns, because both may stand elsewhere on the next page.
type Kept = { base: string; cells: Record<string, Record<string, string>>; deleted: string[]; added: Record<string, string>[] };

const form = document.getElementById("grid") as HTMLFormElement;
const body = form.querySelector("tbody")!;
const fresh = form.querySelector<HTMLElement>("tbody.new");
const [base, name, what] = ["base", "form", "what"].map((n) => form.elements.namedItem(n) as HTMLInputElement);
const store = "passage.grid " + location.pathname;
const columns: string[] = [...form.querySelectorAll<HTMLInputElement>("input[name^='col.']")].map((c) => c.value);
const undoButton = document.getElementById("undo") as HTMLButtonElement;
const dropButton = document.getElementById("drop") as HTMLButtonElement;
const told = document.getElementById("unsaved")!;
const say = (text: string, n: number) => text.replace("{n}", String(n));

const isCell = (e: EventTarget | null): e is Field => e instanceof HTMLElement && !!(e as Field).name && /^(c|new)\.\d+\.\d+$/.test((e as Field).name);
const isPick = (e: EventTarget | null): e is HTMLInputElement => e instanceof HTMLInputElement && e.name.startsWith("del.");
const fields = () => [...form.querySelectorAll<Field>("[name^='c.'], [name^='new.']")];
const picks = () => [...form.querySelectorAll<HTMLInputElement>("[name^='del.']")];

// What is saved of each field: what it said when the page came, or what the
// server says it was where it sent back what was typed.
const saved = new Map<Field, string>();
const last = new Map<Field, string>(); // when it was changed last, for undo
function adopt(field: Field) {
  const came = field instanceof HTMLSelectElement ? [...field.options].find((o) => o.defaultSelected)?.value ?? field.options[0]?.value ?? "" : field.defaultValue;
  saved.set(field, field.dataset.was ?? (field.name.startsWith("new.") ? "" : came));
  last.set(field, field.value);
}
fields().forEach(adopt);

const changed = (f: Field) => f.value !== saved.get(f);
const rowKey = (n: string) => (form.elements.namedItem("row." + n) as HTMLInputElement).value;

// empty is an object that has nothing but what is put in, whatever its names are:
// the key of a row may be any word, __proto__ too.
const empty = <T>(): Record<string, T> => Object.create(null);

// others are unsaved changes of rows that stand on other pages of the table.
const others: Kept = { base: base.value, form: name.value, what: "", cells: empty(), deleted: [], added: [] };

function gather(): Kept {
  const kept: Kept = { base: base.value, form: name.value, what: what.value, cells: empty(), deleted: [...others.deleted], added: [] };
  for (const [key, row] of Object.entries(others.cells)) kept.cells[key] = Object.assign(empty<string>(), row);
  const added = new Map<string, Record<string, string>>();
  for (const f of fields()) {
    const [kind, n, m] = f.name.split(".");
    if (!changed(f)) continue;
    if (kind === "c") (kept.cells[rowKey(n)] ??= empty())[columns[+m]] = f.value;
    else added.set(n, { ...added.get(n), [columns[+m]]: f.value });
  }
  for (const p of picks()) if (p.checked) kept.deleted.push(rowKey(p.name.slice(4)));
  kept.added = [...added.values()];
  return kept;
}

function count(k: Kept): number {
  return Object.values(k.cells).reduce((n, row) => n + Object.keys(row).length, 0) + k.deleted.length + k.added.length;
}

// mark shows which fields are not saved, and keeps them.
function mark(text = form.dataset.unsaved!) {
  for (const f of fields()) f.toggleAttribute("data-changed", changed(f));
  for (const p of picks()) p.toggleAttribute("data-changed", p.checked);
  const kept = gather();
  const n = count(kept);
  told.textContent = n ? say(text, n) : "";
  dropButton.disabled = n === 0;
  undoButton.disabled = steps.length === 0;
  try {
    if (n) sessionStorage.setItem(store, JSON.stringify(kept));
    else sessionStorage.removeItem(store);
  } catch {
    // The store is full or forbidden: the fields still hold everything.
  }
}

const steps: Change[][] = [];
function remember(step: Change[]) {
  step = step.filter((c) => c.before !== c.field.value);
  for (const c of step) last.set(c.field, c.field.value);
  if (step.length) steps.push(step);
  mark();
}
function undo() {
  for (const c of steps.pop() ?? []) {
    put(c.field, c.before);
    last.set(c.field, c.before);
    c.field.focus();
  }
  mark();
}

// put writes into a field, also what is no choice of it: the server says so.
function put(field: Field, text: string) {
  if (field instanceof HTMLSelectElement && ![...field.options].some((o) => o.value === text)) field.add(new Option(text, text));
  field.value = text;
}

// addRow makes one more blank row of the last.
function addRow(): Element | null {
  if (!fresh) return null;
  const rows = rowsOf(fresh);
  const row = rows[rows.length - 1].cloneNode(true) as HTMLElement;
  for (const f of row.querySelectorAll<Field>("[name^='new.']")) {
    const [, n, m] = f.name.split(".");
    f.name = `new.${+n + 1}.${m}`;
    f.removeAttribute("id");
    f.removeAttribute("aria-describedby");
    f.removeAttribute("aria-invalid");
    f.removeAttribute("data-was");
    f.value = "";
  }
  row.querySelectorAll(".wrong, .warning").forEach((e) => e.remove());
  fresh.append(row);
  row.querySelectorAll<Field>("[name^='new.']").forEach(adopt);
  return row;
}

const rowsOf = (part: HTMLElement) => [...part.querySelectorAll<HTMLElement>("tr")];

const allRows = () => [...rowsOf(body), ...(fresh ? rowsOf(fresh) : [])];
const cellsOf = (row: Element) => [...row.querySelectorAll<Field>("input, select, textarea")].filter(isCell);

// place returns the row and column of a field.
function place(field: Field): [number, number] {
  const row = field.closest("tr")!;
  return [allRows().indexOf(row), cellsOf(row).indexOf(field)];
}

function go(field: Field, down: number, right: number): boolean {
  const [row, column] = place(field);
  const to = allRows()[row + down];
  const target = to && cellsOf(to)[column + right];
  if (!target) return false;
  target.focus();
  if (target instanceof HTMLInputElement) target.select();
  return true;
}

form.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!isCell(field) || event.isComposing) return;
  const rtl = document.documentElement.dir === "rtl";
  const edge = (end: boolean) => {
    if (!(field instanceof HTMLInputElement)) return event.ctrlKey;
    const at = field.selectionStart, to = field.selectionEnd;
    return event.ctrlKey || (at === 0 && to === field.value.length) || (at === to && at === (end ? field.value.length : 0));
  };
  const plain = field instanceof HTMLInputElement;
  let moved = false;
  switch (event.key) {
    case "Enter":
      if (field instanceof HTMLTextAreaElement && !event.ctrlKey) return;
      moved = go(field, event.shiftKey ? -1 : 1, 0);
      event.preventDefault(); // it never sends the form by accident
      return;
    case "ArrowDown": if ((plain || event.ctrlKey) && !event.altKey) moved = go(field, 1, 0); break;
    case "ArrowUp": if ((plain || event.ctrlKey) && !event.altKey) moved = go(field, -1, 0); break;
    case "ArrowRight": if ((plain || event.ctrlKey) && edge(!rtl)) moved = go(field, 0, rtl ? -1 : 1); break;
    case "ArrowLeft": if ((plain || event.ctrlKey) && edge(rtl)) moved = go(field, 0, rtl ? 1 : -1); break;
    case "z":
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && field.value === last.get(field) && steps.length) {
        undo();
        moved = true;
      }
  }
  if (moved) event.preventDefault();
});

// parse cuts text as spreadsheets copy it: tabs between cells, and quotation
// marks around those that hold a tab, a line end or a quotation mark.
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "", quoted = false, start = true;
  const end = () => { rows[rows.length - 1].push(cell); cell = ""; start = true; };
  text = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') { cell += c; i++; } else quoted = false;
    } else if (c === '"' && start && text.indexOf('"', i + 1) > 0) { quoted = true; start = false; }
    else if (c === "\t") end();
    else if (c === "\n") { end(); rows.push([]); }
    else { cell += c; start = false; }
  }
  end();
  return rows;
}

form.addEventListener("paste", (event) => {
  const field = event.target;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!isCell(field) || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return; // one cell is pasted as ever
  event.preventDefault();
  const [row, column] = place(field);
  const block = parse(text).slice(0, 2000);
  const step: Change[] = [];
  block.forEach((cells, i) => {
    while (fresh && allRows().length <= row + i) addRow();
    const to = allRows()[row + i];
    if (!to) return;
    const targets = cellsOf(to);
    cells.forEach((cell, j) => {
      const target = targets[column + j];
      if (!target) return;
      step.push({ field: target, before: target.value });
      put(target, cell.trim());
    });
  });
  remember(step);
  told.textContent = say(form.dataset.pasted!, step.length);
});

form.addEventListener("change", (event) => {
  if (isCell(event.target)) remember([{ field: event.target, before: last.get(event.target) ?? "" }]);
  else if (isPick(event.target)) mark();
});
// What is being typed is kept too, before the field is left.
let typing = 0;
form.addEventListener("input", (event) => {
  if (!isCell(event.target) && event.target !== what) return;
  clearTimeout(typing);
  typing = setTimeout(() => mark(), 300);
});

form.addEventListener("submit", () => mark()); // before it may be lost

// Only what was changed is sent: on a bad line a page of cells is long.
form.addEventListener("formdata", (event) => {
  const used = new Set<string>();
  for (const f of fields()) {
    if (changed(f)) used.add(f.name.split(".")[1]);
    else event.formData.delete(f.name);
  }
  for (const p of picks()) if (p.checked) used.add(p.name.slice(4));
  for (const name of [...event.formData.keys()]) if (name.startsWith("row.") && !used.has(name.slice(4))) event.formData.delete(name);
  let n = 100000;
  const send = (key: string) => { event.formData.set("row." + ++n, key); return n; };
  for (const [key, cells] of Object.entries(others.cells)) {
    const at = send(key);
    for (const [name, text] of Object.entries(cells)) event.formData.set(`c.${at}.${columns.indexOf(name)}`, text);
  }
  for (const key of others.deleted) event.formData.set("del." + send(key), "1");
});

// restore puts back what was kept before a reload.
function restore(kept: Kept) {
  base.value = kept.base; // it was typed on that revision, and is merged from there
  name.value = kept.form; // and counts once
  what.value = kept.what;
  const rows = new Map([...form.querySelectorAll<HTMLInputElement>("input[name^='row.']")].map((r) => [r.value, r.name.slice(4)]));
  for (const [key, cells] of Object.entries(kept.cells)) {
    for (const [name, text] of Object.entries(cells)) {
      const field = form.elements.namedItem(`c.${rows.get(key)}.${columns.indexOf(name)}`) as Field | null;
      if (field) put(field, text);
      else (others.cells[key] ??= empty())[name] = text;
    }
  }
  for (const key of kept.deleted) {
    const pick = form.elements.namedItem("del." + rows.get(key)) as HTMLInputElement | null;
    if (pick) pick.checked = true;
    else others.deleted.push(key);
  }
  kept.added.forEach((cells, k) => {
    while (fresh && rowsOf(fresh).length <= k + 1) addRow();
    for (const [name, text] of Object.entries(cells)) {
      const field = form.elements.namedItem(`new.${k}.${columns.indexOf(name)}`) as Field | null;
      if (field) put(field, text);
    }
  });
  for (const f of fields()) last.set(f, f.value);
  mark(form.dataset.restored!);
}

form.querySelector<HTMLElement>(".tools")!.hidden = false;
undoButton.addEventListener("click", undo);
document.getElementById("add")?.addEventListener("click", () => {
  const row = addRow();
  if (row) cellsOf(row)[0]?.focus();
});
dropButton.addEventListener("click", () => {
  sessionStorage.removeItem(store);
  location.assign(location.pathname + location.search.replace(/[?&]said=[^&]*/, ""));
});

let before: Kept | null = null;
try {
  if ("saved" in form.dataset) sessionStorage.removeItem(store);
  before = JSON.parse(sessionStorage.getItem(store) ?? "null");
} catch {
  // Nothing can be kept in this browser.
}
if ("returned" in form.dataset || !before) mark(); // the server sent back what was typed
else restore(before);
