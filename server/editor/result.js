// Other views of the rows of a result: on a map, as a chart. The table, made by the service, is always there.

import { chart } from "./chart.js";
import { map } from "./map.js";

export function show(section, texts) {
  const table = section.querySelector("[data-view]");
  if (!table) return;
  const other = document.createElement("div");
  other.hidden = true;
  table.after(other);
  let rows; // fetched once, for the first other view

  const draw = async (view) => {
    other.replaceChildren(text("p", texts.loading));
    try {
      rows ??= await read(section.dataset.result);
      other.replaceChildren(...view(rows, texts));
    } catch (error) {
      rows = undefined;
      other.replaceChildren(text("p", `${texts.failed} ${error.message}`, "alert"));
    }
  };
  const views = [[texts.table, null], [texts.map, map], [texts.chart, chart]];
  const buttons = views.map(([name, view]) => {
    const button = text("button", name);
    button.type = "button";
    button.setAttribute("aria-pressed", String(view === null));
    button.addEventListener("click", () => {
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
      table.hidden = view !== null;
      other.hidden = view === null;
      if (view) draw(view);
    });
    return button;
  });
  const group = document.createElement("div");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", texts.views);
  group.className = "views";
  group.append(...buttons);
  table.before(group);
}

async function read(address) {
  const answer = await fetch(address, { headers: { Accept: "application/sparql-results+json" } });
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.detail);
  return { names: found.head.vars, bindings: found.results.bindings };
}

// An element that holds a text, never markup: what sources say is shown, not run.
export function text(name, words, role) {
  const element = document.createElement(name);
  element.textContent = words;
  if (role) element.setAttribute("role", role);
  return element;
}

// How a row is called: by its first value that is a text, else by the end of its first address.
export function named(binding, names) {
  const values = names.map((name) => binding[name]).filter(Boolean);
  const literal = values.find((value) => value.type !== "uri" && !value.datatype);
  return literal?.value ?? values[0]?.value.replace(/^.*[/#]/, "") ?? "";
}
