// The rows that have a geometry (a WKT literal of GeoSPARQL), drawn where they lie: no tile is fetched from anywhere.

import { wktToGeoJSON } from "@terraformer/wkt";
import { geoArea, geoGraticule, geoMercator, geoPath } from "d3-geo";
import { named, text } from "./result.js";

const GEOMETRY = "http://www.opengis.net/ont/geosparql#wktLiteral";
const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, MARGIN, DOT] = [800, 560, 30, 4];
const STEPS = [0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20];

export function map({ names, bindings }, texts) {
  const features = bindings.flatMap((binding) => placed(binding, names));
  if (!features.length) return [text("p", texts.nogeometry)];
  const all = { type: "FeatureCollection", features };
  const projection = geoMercator().fitExtent([[MARGIN, MARGIN], [WIDTH - MARGIN, HEIGHT - MARGIN]], all);
  if (projection.scale() > 1e6) projection.scale(1e6).translate([WIDTH / 2, HEIGHT / 2]).center(features[0].geometry.coordinates);
  const path = geoPath(projection).pointRadius(DOT);
  const picture = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "map", role: "img" });
  picture.setAttribute("aria-label", texts.places.replace("{number}", features.length));
  picture.append(element("path", { d: path(grid(projection)), class: "grid" }));
  for (const feature of features) {
    const shape = element("path", { d: path(feature), class: "place" });
    const name = element("title", {});
    name.textContent = feature.properties.name;
    shape.append(name);
    picture.append(shape);
  }
  const without = bindings.length - new Set(features.map((feature) => feature.properties.row)).size;
  const said = [text("p", texts.places.replace("{number}", features.length))];
  if (without) said.push(text("p", texts.unplaced.replace("{number}", without)));
  return [...said, zoom(picture, texts), picture];
}

// The geometries of one row. A CRS may stand before the text; ours is always longitude, latitude.
function placed(binding, names) {
  const values = names.map((name) => binding[name]).filter((value) => value?.datatype === GEOMETRY);
  return values.map((value) => {
    const geometry = wktToGeoJSON(value.value.replace(/^\s*<[^>]*>\s*/, ""));
    return { type: "Feature", geometry: wound(geometry), properties: { name: named(binding, names), row: binding } };
  });
}

// On a sphere an area lies on one side of its ring: the smaller one is meant.
function wound(geometry) {
  if (geoArea(geometry) <= 2 * Math.PI) return geometry;
  const turn = (polygon) => polygon.map((ring) => [...ring].reverse());
  const { type, coordinates } = geometry;
  return { type, coordinates: type === "Polygon" ? turn(coordinates) : coordinates.map(turn) };
}

function grid(projection) {
  const [west, north] = projection.invert([0, 0]);
  const [east, south] = projection.invert([WIDTH, HEIGHT]);
  const step = STEPS.find((one) => (east - west) / one < 10) ?? STEPS.at(-1);
  const extent = [[Math.floor(west), Math.floor(south)], [Math.ceil(east), Math.ceil(north)]];
  return geoGraticule().extent(extent).step([step, step])();
}

// Two buttons change the scale; a click on the map brings what lies there to the middle.
function zoom(picture, texts) {
  let [scale, x, y] = [1, WIDTH / 2, HEIGHT / 2];
  const draw = () => {
    const [width, height] = [WIDTH / scale, HEIGHT / scale];
    x = Math.min(Math.max(x, width / 2), WIDTH - width / 2);
    y = Math.min(Math.max(y, height / 2), HEIGHT - height / 2);
    picture.setAttribute("viewBox", `${x - width / 2} ${y - height / 2} ${width} ${height}`);
  };
  picture.addEventListener("click", (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(picture.getScreenCTM().inverse());
    [x, y] = [at.x, at.y];
    draw();
  });
  const group = document.createElement("div");
  group.className = "views";
  for (const [name, step] of [[texts.closer, 2], [texts.farther, 0.5]]) {
    const button = text("button", name);
    button.type = "button";
    button.addEventListener("click", () => {
      scale = Math.min(Math.max(scale * step, 1), 64);
      draw();
    });
    group.append(button);
  }
  group.append(text("span", texts.recentre));
  return group;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
