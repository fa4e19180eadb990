// Every page works without this script. With it, parts of pages are renewed in
// place, and what was typed is not lost when the line is.
import htmx from "htmx.org";
import { answered, line } from "./part/line";
import { maps } from "./part/maps";
import { passkeys } from "./part/passkey";
import { typed } from "./part/typed";

htmx.config.includeIndicatorCSS = false; // the Content-Security-Policy forbids inline styles

const offline = document.getElementById("offline");
const tell = () => offline?.toggleAttribute("hidden", navigator.onLine);
addEventListener("online", tell);
addEventListener("offline", tell);
tell();

// Who signs out leaves nothing behind that they typed.
addEventListener("submit", (event) => {
  if ((event.target as HTMLFormElement).getAttribute("action") !== "/leave") return;
  sessionStorage.clear();
  addEventListener("pagehide", () => sessionStorage.clear()); // and what was kept meanwhile
});
line();
typed(answered());

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
