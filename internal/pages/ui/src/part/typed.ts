// What somebody types is kept in the browser's session store until passage has taken
// it, so that it outlives a reload, the way back, and a session that ends meanwhile.
// With it is kept the name of its form, so that what was taken already counts once.
// Forms with secrets say so, and nothing of them is kept; that of tables keeps its own.
type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const forms = () =>
  [...document.querySelectorAll<HTMLFormElement>("main form[method=post]:not([data-secret]):not(#grid)")].filter((f) => f.querySelector("input:not([type=hidden]), select, textarea"));

// Of several forms of one address each is about a fact of its own.
const shelf = (form: HTMLFormElement) =>
  "passage.typed " + new URL(form.getAttribute("action")!, location.href).pathname + " " + (form.querySelector<HTMLInputElement>("[type=hidden][name=fact]")?.value ?? "");

let typing = 0;
let unkept: HTMLFormElement | undefined; // what is typed in it waits for a moment without typing

export function keep(form: HTMLFormElement) {
  clearTimeout(typing);
  unkept = undefined;
  if (!forms().includes(form)) return;
  try {
    sessionStorage.setItem(shelf(form), JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string")));
  } catch {
    // The store is full or forbidden: the fields still hold everything.
  }
}

export function forget(form: HTMLFormElement) {
  clearTimeout(typing);
  unkept = undefined;
  try {
    sessionStorage.removeItem(shelf(form));
  } catch {
    // Nothing can be kept in this browser, so nothing was.
  }
}

// restore fills a form with what was kept of it, and reports whether it said something else.
function restore(form: HTMLFormElement, entries: [string, string][]): boolean {
  const kept = new Map<string, string[]>();
  for (const [name, value] of entries) kept.set(name, [...(kept.get(name) ?? []), value]);
  let differs = false;
  for (const field of form.querySelectorAll<Field>("input[name]:not([type=file]), select[name], textarea[name]")) {
    const values = kept.get(field.name) ?? [];
    if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) {
      const at = values.indexOf(field.value);
      if (at >= 0) values.splice(at, 1);
      differs ||= field.checked !== at >= 0;
      field.checked = at >= 0;
      continue;
    }
    const value = values.shift();
    if (value === undefined || (field.type === "hidden" && field.name !== "form")) continue;
    if (field instanceof HTMLSelectElement && ![...field.options].some((o) => o.value === value)) continue;
    if (field.type !== "hidden" && field.value !== value) {
      differs = true;
      field.closest("details")?.setAttribute("open", "");
    }
    field.value = value;
  }
  // Rows that the form does not show: the server does when it is asked for more.
  const more = form.querySelector<HTMLButtonElement>("button[name=more]");
  const rest = [...kept].flatMap(([name, values]) => values.filter(Boolean).map((value) => [name, value]));
  if (more && rest.length > 0) {
    for (const [name, value] of rest) {
      const field = document.createElement("input");
      [field.type, field.name, field.value] = ["hidden", name, value];
      form.append(field);
    }
    more.dataset.again = "";
    more.click();
  }
  return differs;
}

function bring(form: HTMLFormElement) {
  const text = sessionStorage.getItem(shelf(form));
  if (!text || !restore(form, JSON.parse(text))) return;
  const told = (document.getElementById("kept") as HTMLTemplateElement).content.cloneNode(true) as DocumentFragment;
  told.querySelector("button")!.addEventListener("click", () => {
    forget(form);
    location.reload();
  });
  form.prepend(told);
}

// typed brings back what was kept, unless the page is the answer to a form and so has
// what was typed from the server, and keeps what is typed from now on.
export function typed(answered: boolean) {
  try {
    const { who } = document.getElementById("main")!.dataset;
    if (who && sessionStorage.getItem("passage.who") !== who) {
      sessionStorage.clear(); // nobody finds what somebody else typed
      sessionStorage.setItem("passage.who", who);
    }
    for (const form of forms()) {
      if (!answered) bring(form);
      else if (form.action === location.href) keep(form);
    }
  } catch {
    return; // nothing can be kept in this browser
  }
  addEventListener("input", (event) => {
    const { form } = event.target as Field;
    if (!form || !forms().includes(form)) return;
    if (unkept && unkept !== form) keep(unkept);
    clearTimeout(typing);
    unkept = form;
    typing = setTimeout(() => keep(form), 300);
  });
  addEventListener("pagehide", () => unkept && keep(unkept));
}
