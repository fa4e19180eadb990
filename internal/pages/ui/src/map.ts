// The map that moves. It comes when somebody asks for it, and shows what the still
// map shows, from the same struct, over the operator's basemap where there is one.
import L from "leaflet";
import type { Opened } from "./part/maps";

type At = [number, number]; // latitude first
type Drawn = {
  Title: string;
  Places: { Name: string; Cover: string; Class: string; Rings: At[][] }[] | null;
  Points: { Name: string; Text: string; At: At; Mark: string }[] | null;
  Ways: { From: At; To: At; Text: string; Width: number }[] | null;
  Bounds: [At, At];
  Legend: string;
  Basemap: { URL: string; Attribution: string; MaxZoom: number } | null;
};

// words puts lines of text into an element, each kept apart from the others.
function words(...lines: string[]): HTMLElement {
  const element = document.createElement("span");
  lines.filter(Boolean).forEach((line, i) => {
    if (i) element.append(document.createElement("br"));
    const part = document.createElement(i ? "bdi" : "strong");
    part.dir = "auto";
    part.textContent = line;
    element.append(part);
  });
  return element;
}

// head is the head of an arrow on a way, which north of the equator and south of it
// points the same: the projection keeps angles.
function head(from: At, to: At): L.DivIcon {
  const a = L.CRS.EPSG3857.project(L.latLng(from));
  const b = L.CRS.EPSG3857.project(L.latLng(to));
  const turn = (Math.atan2(a.y - b.y, b.x - a.x) * 180) / Math.PI;
  return L.divIcon({ className: "", iconSize: [16, 16], html: `<svg viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true"><path class="dr-head" transform="rotate(${turn})" d="M7 0L-5 6V-6Z"/></svg>` });
}

const passageMap: Opened = (box, button, data) => {
  const drawn = data as Drawn;
  const { keys, in: zoomIn, out: zoomOut } = button.dataset;
  box.dir = "ltr"; // east is on the right whatever one reads
  box.tabIndex = 0;
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", `${drawn.Title}. ${keys}`);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, zoomSnap: 0.5, maxZoom: 16 });
  map.fitBounds(drawn.Bounds);
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  // The wheel scrolls the page until the map is what one works with.
  box.addEventListener("focusin", () => map.scrollWheelZoom.enable());
  box.addEventListener("focusout", () => map.scrollWheelZoom.disable());
  if (drawn.Basemap) {
    (window as unknown as { passageBasemap: (url: string, most: number) => L.Layer }).passageBasemap(drawn.Basemap.URL, drawn.Basemap.MaxZoom).addTo(map);
    if (drawn.Basemap.Attribution) L.control.attribution({ prefix: false }).addTo(map).addAttribution(escape(drawn.Basemap.Attribution));
    box.classList.add("based");
  }
  for (const place of drawn.Places ?? []) {
    const area = L.polygon(place.Rings, { className: `area ${place.Class}`, interactive: false }).addTo(map);
    area.bindTooltip(words(place.Name, place.Cover), { permanent: true, direction: "center", className: "label" });
  }
  for (const way of drawn.Ways ?? []) {
    L.polyline([way.From, way.To], { className: way.Width ? "dr-flow" : "dr-idle", weight: way.Width || 1 }).addTo(map).bindTooltip(words(way.Text), { sticky: true });
    if (!way.Width) continue;
    const middle: At = [way.From[0] + (way.To[0] - way.From[0]) * 0.6, way.From[1] + (way.To[1] - way.From[1]) * 0.6];
    L.marker(middle, { icon: head(way.From, way.To), interactive: false, keyboard: false }).addTo(map);
  }
  const points = (drawn.Points ?? []).map((point) => {
    const marker = L.marker(point.At, { keyboard: false, icon: L.divIcon({ className: "", iconSize: [32, 32], html: point.Mark }) }).addTo(map);
    const element = marker.getElement()!; // one looks at it and cannot do anything to it
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", `${point.Name}. ${point.Text}`);
    return { marker, point };
  });
  // Close by there is room for names; from afar they come when one asks for them.
  const first = map.getZoom();
  let near: boolean | undefined;
  const label = () => {
    const now = map.getZoom() > first + 0.9;
    if (now === near) return;
    near = now;
    for (const { marker, point } of points) marker.unbindTooltip().bindTooltip(near ? words(point.Name) : words(point.Name, point.Text), { permanent: near, offset: [10, 0] });
  };
  map.on("zoomend", label);
  label();
  const legend = document.createElement("div");
  legend.className = "legend";
  legend.innerHTML = drawn.Legend; // drawn by the server, as the still map is
  box.after(legend);
  return () => {
    map.remove();
    box.remove();
    legend.remove();
  };
};

function escape(text: string): string {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

Object.assign(window, { passageMap, L });
