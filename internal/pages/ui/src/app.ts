// Every page works without this script. With it, parts of pages are renewed in
// place, and what was typed is not lost when the line is.
import htmx from "htmx.org";
import { passkeys } from "./part/passkey";

htmx.config.includeIndicatorCSS = false; // the Content-Security-Policy forbids inline styles

const offline = document.getElementById("offline");
const tell = () => offline?.toggleAttribute("hidden", navigator.onLine);
addEventListener("online", tell);
addEventListener("offline", tell);
tell();

// A form that is being sent is not sent a second time by an impatient finger.
addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

passkeys();
