// A still map can be let move. What that takes comes when somebody asks for it
// first, so that nobody else pays for it.
const fetched: Record<string, Promise<void>> = {};

// fetchOnce loads a script or a style of this server's, once.
export function fetchOnce(address: string): Promise<void> {
  return (fetched[address] ??= new Promise((done, failed) => {
    const style = address.endsWith(".css");
    const element = document.createElement(style ? "link" : "script");
    if (element instanceof HTMLLinkElement) {
      element.rel = "stylesheet";
      element.href = address;
    } else {
      element.src = address;
    }
    element.addEventListener("load", () => done());
    element.addEventListener("error", () => {
      delete fetched[address];
      element.remove();
      failed(new Error(address));
    });
    document.head.append(element);
  }));
}

// Opened is what map.ts brings: it shows a map in a box, and returns what ends it.
export type Opened = (box: HTMLElement, button: HTMLElement, drawn: unknown) => () => void;

const endings = new WeakMap<Element, () => void>();

async function open(button: HTMLButtonElement) {
  const figure = button.closest("figure")!;
  const { map, script, sheet, base, away } = button.dataset;
  button.disabled = true;
  figure.querySelector(".faults")?.remove();
  const box = document.createElement("div");
  try {
    const answer = await fetch(map!);
    if (!answer.ok) throw new Error(map);
    const drawn = await answer.json();
    await Promise.all([fetchOnce(script!), fetchOnce(sheet!)]);
    if (drawn.Basemap) await fetchOnce(base!);
    box.className = "dr moving";
    figure.prepend(box);
    figure.classList.add("moved");
    endings.set(figure, (window as unknown as { passageMap: Opened }).passageMap(box, button, drawn));
    button.setAttribute("aria-expanded", "true");
    [button.textContent, button.dataset.still] = [button.dataset.still!, button.textContent!];
    box.focus({ preventScroll: true });
  } catch (trouble) {
    console.error(trouble);
    box.remove();
    figure.classList.remove("moved");
    const told = document.createElement("p");
    told.className = "faults";
    told.setAttribute("role", "alert");
    told.textContent = away!;
    button.parentElement!.append(told);
  } finally {
    button.disabled = false;
  }
}

function close(button: HTMLButtonElement) {
  const figure = button.closest("figure")!;
  endings.get(figure)!();
  figure.classList.remove("moved");
  button.setAttribute("aria-expanded", "false");
  [button.textContent, button.dataset.still] = [button.dataset.still!, button.textContent!];
}

export function maps() {
  addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("[data-map]");
    if (button) button.getAttribute("aria-expanded") === "true" ? close(button) : void open(button);
  });
}
