// Every page works without this script. With it, parts of pages are renewed in
// place, and what was typed is not lost when the line is.
import htmx from "htmx.org";
import { maps } from "./part/maps";
import { passkeys } from "./part/passkey";

htmx.config.includeIndicatorCSS = false; // the Content-Security-Policy forbids inline styles

const offline = document.getElementById("offline");
const tell = () => offline?.toggleAttribute("hidden", navigator.onLine);
addEventListener("online", tell);
addEventListener("offline", tell);
tell();

// A form is not sent while there is no line: the browser would put a page of its own in
// its place, and what was typed would be gone. A form that is being sent is not sent a
// second time by an impatient finger. Who signs out leaves nothing behind that they typed.
addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!navigator.onLine) {
    event.preventDefault();
    offline?.scrollIntoView();
    return;
  }
  if (form.getAttribute("action") === "/leave") {
    sessionStorage.clear();
    addEventListener("pagehide", () => sessionStorage.clear()); // and what was kept meanwhile
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// A number with a slider beside it, for those who would rather drag than type.
for (const field of document.querySelectorAll<HTMLInputElement>("input[data-slider]")) {
  const slider = document.createElement("input");
  slider.type = "range";
  slider.min = "0";
  slider.max = field.dataset.slider!;
  slider.value = field.value || "0";
  slider.setAttribute("aria-label", field.closest("label")?.textContent?.trim() ?? "");
  slider.addEventListener("input", () => (field.value = slider.value));
  field.addEventListener("input", () => (slider.value = field.value || "0"));
  field.closest("label")!.after(slider);
}

// Printing needs a script; without one the browser's own menu prints.
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
maps();
passkeys();
