"use strict";

/* The charts of the page, drawn with ECharts in the colours of the style sheet. */

const TONES = ["good", "warn", "bad", "muted"];
const NARROW = 0.09; // a bar below this share of the widest has its figure beside it
const LABEL = 30; // pixels between two points that can be labelled
const SIDES = 90; // pixels beside the bars: the axis and its labels
const LETTER = 7; // pixels a letter or a figure of a label takes

function colours(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim().split(" ");
}

function colour(name) {
  return colours(name)[0];
}

function toned(tone, otherwise) {
  return TONES.includes(tone) ? colour(`${tone}-fill`) : otherwise;
}

function text(size, shade, weight) {
  const family = getComputedStyle(document.body).fontFamily;
  return { color: colour(shade), fontSize: size, fontWeight: weight || "normal", fontFamily: family };
}

/* A tooltip as elements, never as markup: what it tells was typed by people. */
function tip(title, pairs) {
  const table = document.createElement("table");
  table.className = "tip";
  table.createCaption().textContent = title;
  for (const pair of pairs) {
    const row = table.insertRow();
    for (const each of pair) row.insertCell().textContent = each;
  }
  return table;
}

function tooltip(more) {
  return { ...more, confine: true, backgroundColor: colour("card"), borderColor: colour("line"), textStyle: text(13, "ink") };
}

/* Centred bars: two on top of one another, of which the outer one cannot be seen. */
function funnelOption(data) {
  const widest = Math.max(...data.counts, 1);
  const ramp = colours("ramp");
  const bars = data.counts.map((count, at) => ({
    value: count,
    itemStyle: { color: toned(data.tones[at], ramp[Math.min(at, ramp.length - 1)]) },
    label: count < NARROW * widest ? { position: "right", ...text(14, "ink", "bold") } : {},
  }));
  const tells = (at) => tip(data.labels[at], data.told[at]);
  return {
    animation: false,
    grid: { left: 8, right: 28, top: 4, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    tooltip: tooltip({ formatter: (point) => tells(point.dataIndex) }),
    xAxis: { type: "value", show: false, min: 0, max: widest },
    yAxis: {
      type: "category", inverse: true, data: data.labels, axisLine: { show: false }, axisTick: { show: false },
      axisLabel: { ...text(13, "ink"), width: 150, overflow: "truncate" },
    },
    series: [
      {
        type: "bar", stack: "funnel", silent: true, tooltip: { show: false }, itemStyle: { color: "transparent" },
        data: data.counts.map((count) => (widest - count) / 2),
      },
      {
        type: "bar", stack: "funnel", data: bars, barCategoryGap: "9%", cursor: data.rows ? "pointer" : "default",
        itemStyle: { borderRadius: 3 }, emphasis: { itemStyle: { opacity: 0.85 } },
        label: { show: true, formatter: (point) => point.value.toLocaleString("en"), ...text(14, "ink", "bold"), color: "#fff" },
      },
    ],
  };
}

/* Toned series in their colour, the others in those that are left. */
function seriesColours(series) {
  const taken = series.map((each) => toned(each.tone, null));
  const free = colours("several").filter((shade) => !taken.includes(shade));
  let next = 0;
  return taken.map((shade) => shade || free[next++ % free.length]);
}

/* Names of bars are all there, broken into lines or slanting; of moments on a line some may be left out. */
function axisLabel(data, width) {
  if (data.shape === "line") return { ...text(12, "muted"), hideOverlap: true };
  const room = (width - SIDES) / data.labels.length - 4;
  const words = data.labels.flatMap((label) => label.split(/[^\x21-\x7e]+/));
  const widest = Math.max(...words.map((word) => word.length)) * LETTER;
  const placed = widest > room ? { rotate: 40 } : { width: room, overflow: "break", lineHeight: 15 };
  return { ...text(12, "muted"), interval: 0, ...placed };
}

function chartOption(data, width) {
  const shades = seriesColours(data.series);
  const named = data.series.length > 1;
  const labelled = !named && (width - SIDES) / data.labels.length >= LABEL;
  const isLine = data.shape === "line";
  const tells = (points) =>
    tip(points[0].name, points.map((point) => [named ? point.seriesName : "", withUnit(data, point.value)]));
  const series = data.series.map((each, at) => {
    const shade = shades[at];
    const label = { show: labelled, position: "top", formatter: (point) => written(point.value, data.format) };
    return {
      name: each.name, data: each.values, type: isLine ? "line" : "bar", color: shade, barMaxWidth: 46,
      stack: data.shape === "stacked" ? "all" : undefined,
      symbol: "circle", symbolSize: 8, lineStyle: { width: 2.5 }, itemStyle: isLine ? {} : { borderRadius: 2 },
      label: { ...label, ...text(12, "ink", "bold"), color: isLine ? shade : colour("ink"), textBorderColor: colour("card"), textBorderWidth: 3 },
      labelLayout: { hideOverlap: true },
    };
  });
  return {
    animation: false,
    grid: {
      left: 8, right: 20, top: data.unit ? 34 : 24, bottom: named ? 34 : 6,
      outerBoundsMode: "same", outerBoundsContain: "axisLabel",
    },
    legend: named ? { bottom: 0, type: "scroll", icon: "roundRect", itemWidth: 14, itemHeight: 9, textStyle: text(12, "muted") } : undefined,
    tooltip: tooltip({ trigger: "axis", axisPointer: { type: isLine ? "line" : "shadow" }, formatter: tells }),
    xAxis: {
      type: "category", data: data.labels, boundaryGap: !isLine || data.labels.length < 2 ? true : ["6%", "6%"],
      axisLine: { onZero: false, lineStyle: { color: colour("line") } }, axisTick: { show: false },
      axisLabel: axisLabel(data, width),
    },
    yAxis: {
      type: "value", minInterval: data.format.decimals ? 0 : 1, name: data.unit, nameTextStyle: { ...text(12, "muted"), align: "right" },
      splitLine: { lineStyle: { color: colour("grid") } },
      axisLabel: { ...text(12, "muted"), formatter: (value) => value.toLocaleString("en") + data.format.suffix },
    },
    series,
  };
}

function withUnit(data, value) {
  const shown = written(value, data.format);
  return data.unit && value !== null && value !== undefined ? `${shown} ${data.unit}` : shown;
}

/* Draws all charts and gives a function that draws them anew: in other colours, or another size. */
function drawCharts(all, onStage) {
  const drawn = [...document.querySelectorAll(".chart")].map((place, at) => {
    const chart = echarts.init(place, null, { renderer: "svg" });
    const data = all[at];
    if (data.rows) {
      chart.on("click", (point) => onStage(data.rows, data.labels[point.dataIndex]));
    }
    return () => {
      chart.resize();
      chart.setOption(data.shape === "funnel" ? funnelOption(data) : chartOption(data, place.clientWidth), true);
      chart.getZr().flush();
    };
  });
  const draw = () => drawn.forEach((each) => each());
  draw();
  return draw;
}
