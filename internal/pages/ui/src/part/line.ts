// Forms are sent by this script: where no answer comes, the page and all that was typed
// stay, which a browser that sends a form itself does not leave. It may say that there
// is a line while there is none. What does not say that it is from passage (the page of
// a proxy, or of who sells the line) is no answer. Forms have names and so count once,
// also where only the answer was lost. Older browsers send forms by themselves.
import { forget, keep } from "./typed";

const slow = 3000; // until somebody is told that it is being sent
const patience = 120000; // until it is taken for lost; files take as long as they take

let sending = false;

// tell has a template say at a form what becomes of it.
function tell(form: HTMLFormElement, template?: string): HTMLElement | undefined {
  form.querySelector(".sending")?.remove();
  if (!template) return;
  const told = (document.getElementById(template) as HTMLTemplateElement).content.firstElementChild!.cloneNode(true) as HTMLElement;
  form.append(told);
  return told;
}

async function send(form: HTMLFormElement, by: HTMLElement | null) {
  const address = new URL(by?.getAttribute("formaction") ?? form.getAttribute("action")!, location.href);
  const data = new FormData(form);
  if (by instanceof HTMLButtonElement && by.name) data.append(by.name, by.value);
  const files = form.enctype === "multipart/form-data";
  const body = files ? data : new URLSearchParams([...data] as string[][]);
  const stop = new AbortController();
  const sign = setTimeout(() => tell(form, "sending")!.querySelector("button")!.addEventListener("click", () => stop.abort()), slow);
  const end = files ? 0 : setTimeout(() => stop.abort(), patience);
  sending = true;
  tell(form);
  keep(form);
  try {
    const answer = await fetch(address.href, { method: "POST", body, headers: { Passage: "form" }, redirect: "error", signal: stop.signal });
    if (!answer.headers.has("Passage")) throw new Error(address.pathname + ": " + answer.status);
    const page = await answer.text();
    const to = answer.headers.get("Location");
    if (answer.status === 201 || answer.status === 204) forget(form);
    if (to) go(new URL(to, location.href));
    else if (by && "again" in by.dataset) show(page);
    else show(page, answer.headers.get("Content-Location") ?? location.pathname + location.search + address.hash);
  } catch (trouble) {
    console.warn(trouble);
    tell(form, "unanswered")!.focus();
  } finally {
    clearTimeout(sign);
    clearTimeout(end);
    sending = false;
  }
}

// go leaves for a page, also where only a part of this one is meant, which is older.
function go(to: URL) {
  const here = location.pathname + location.search === to.pathname + to.search && location.origin === to.origin;
  location.assign(to.href);
  if (here && to.hash) location.reload();
}

// show puts the page that a form was answered with in the place of this one. The way
// back leads to the form, unless the page has no address, as it is the form with more.
function show(page: string, address?: string) {
  history.replaceState(address ? "form" : "answer", "");
  if (address) history.pushState("answer", "", address);
  document.open();
  document.write(page);
  document.close();
  const part = document.getElementById(location.hash.slice(1));
  if (part) part.scrollIntoView();
  else scrollTo(0, 0);
  document.getElementById("main")!.focus({ preventScroll: true });
}

// answered reports whether this page is the answer to a form. Loaded again it is none.
export function answered(): boolean {
  const is = history.state === "answer";
  if (is) history.replaceState(null, "");
  return is;
}

export function line() {
  if (!("SubmitEvent" in window && "submitter" in SubmitEvent.prototype && "AbortController" in window)) return;
  addEventListener("popstate", (event) => event.state === "form" && location.reload());
  addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.getAttribute("method") !== "post") return;
    event.preventDefault();
    if (!sending) void send(form, event.submitter);
  });
}
