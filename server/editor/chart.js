// The numbers of a result as bars or lines: one column for the names, one for the values, both to be chosen.

import {
  BarController, BarElement, CategoryScale, Chart, LineController, LineElement, LinearScale, PointElement, Tooltip,
} from "chart.js";
import { text } from "./result.js";

Chart.register(BarController, BarElement, CategoryScale, LineController, LineElement, LinearScale, PointElement, Tooltip);

const NUMBER = /#(?:integer|decimal|double|float|int|long|nonNegativeInteger)$/;
const MOST = 100;

export function chart({ names, bindings }, texts) {
  const numbers = names.filter((name) => bindings.some((binding) => NUMBER.test(binding[name]?.datatype ?? "")));
  if (!numbers.length) return [text("p", texts.nonumber)];
  const others = names.filter((name) => !numbers.includes(name));
  const label = choice(texts.names, [...others.toReversed(), ...numbers]);
  const value = choice(texts.values, numbers);
  const kind = choice(texts.kind, ["bar", "line"], { bar: texts.bars, line: texts.line });
  const canvas = document.createElement("canvas");
  canvas.setAttribute("role", "img");
  const said = text("p", bindings.length > MOST ? texts.first.replace("{shown}", MOST).replace("{total}", bindings.length) : "");
  const frame = document.createElement("div");
  frame.className = "chart";
  frame.append(canvas);
  let drawn;
  const draw = () => {
    drawn?.destroy();
    drawn = plotted(canvas, bindings.slice(0, MOST), label.select.value, value.select.value, kind.select.value);
    canvas.setAttribute("aria-label", `${value.select.value} / ${label.select.value}`);
  };
  const controls = document.createElement("div");
  controls.className = "views";
  for (const { field, select } of [label, value, kind]) {
    select.addEventListener("change", draw);
    controls.append(field);
  }
  requestAnimationFrame(draw);
  return [controls, said, frame];
}

function plotted(canvas, bindings, label, value, type) {
  const style = getComputedStyle(document.documentElement);
  const [ink, accent] = ["--ink", "--link"].map((name) => style.getPropertyValue(name).trim());
  return new Chart(canvas, {
    type,
    data: {
      labels: bindings.map((binding) => binding[label]?.value.replace(/^https?:.*[/#]/, "") ?? ""),
      datasets: [{
        label: value,
        data: bindings.map((binding) => (binding[value] ? Number(binding[value].value) : null)),
        backgroundColor: accent,
        borderColor: accent,
      }],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      locale: document.documentElement.lang,
      scales: { x: { ticks: { color: ink } }, y: { ticks: { color: ink }, beginAtZero: true } },
    },
  });
}

function choice(name, values, titles = {}) {
  const field = text("label", `${name} `);
  const select = document.createElement("select");
  for (const value of values) {
    const option = text("option", titles[value] ?? value);
    option.value = value;
    select.append(option);
  }
  field.append(select);
  return { field, select };
}
