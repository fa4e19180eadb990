// The operator's basemap below the map that moves: vector tiles out of one PMTiles
// file, of which the browser asks for the parts that it shows. It needs what
// map.ts has brought.
import { leafletLayer } from "protomaps-leaflet";

function passageBasemap(url: string, maxZoom: number) {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  return leafletLayer({ url, maxDataZoom: maxZoom, flavor: dark ? "dark" : "light", attribution: "", lang: document.documentElement.lang });
}

Object.assign(window, { passageBasemap });
