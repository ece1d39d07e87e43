// Draws the charts described in #charts with uPlot; colours follow the style sheet's light or dark values.
(() => {
  "use strict";
  const charts = JSON.parse(document.getElementById("charts").textContent);
  const css = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const number = value => value == null ? "–" : String(Number(value.toPrecision(4)));
  const alpha = (colour, share) => colour + Math.round(share * 255).toString(16).padStart(2, "0");

  const seriesOf = entry => {
    const colour = css(entry.style === "REFERENCE" ? "other" : entry.role.toLowerCase());
    const common = {
      label: entry.label, stroke: colour, width: 2, points: {show: false}, spanGaps: false,
      value: (plot, value) => number(value),
    };
    switch (entry.style) {
      case "FAINT": return {...common, stroke: alpha(colour, 0.35), width: 1};
      case "REFERENCE": return {...common, dash: [5, 5], width: 1};
      case "POINTS": return {...common, paths: () => null, points: {show: true, size: 7, fill: colour}};
      case "BARS": return {
        ...common, width: 1, fill: alpha(colour, 0.4),
        paths: uPlot.paths.bars({size: [1, Infinity], align: 1}),
      };
      default: return common;
    }
  };

  const rangeOf = chart => {
    switch (chart.yRange) {
      case "UNIT": return [0, 1];
      case "FROM_ZERO": return (plot, low, high) => [0, high > 0 ? high * 1.06 : 1];
      default: return undefined;
    }
  };

  const draw = (chart, place) => {
    const axis = {
      stroke: css("soft"), grid: {stroke: css("grid"), width: 1}, ticks: {stroke: css("line"), width: 1},
      font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif", labelSize: 18,
      values: (plot, splits) => splits.map(number),
    };
    const bars = chart.series.some(entry => entry.style === "BARS");
    const last = chart.x.length - 1;
    const end = bars && last > 0 ? 2 * chart.x[last] - chart.x[last - 1] : chart.x[last];
    const width = place.clientWidth;
    return new uPlot({
      width, height: Math.round(Math.min(290, Math.max(200, width * 0.6))),
      scales: {x: {time: false, range: bars ? (plot, low, high) =>
        [low, high >= chart.x[last] ? end : high] : undefined}, y: {range: rangeOf(chart)}},
      axes: [{...axis, label: chart.xLabel, size: 34}, {...axis, label: chart.yLabel, size: 60}],
      series: [{label: chart.xLabel, value: (plot, value) => number(value)}, ...chart.series.map(seriesOf)],
      cursor: {points: {size: 6}, y: false},
    }, [chart.x, ...chart.series.map(entry => entry.values)], place);
  };

  const plots = new Map();
  const redraw = place => {
    plots.get(place)?.plot.destroy();
    const chart = charts[Number(place.id.slice("chart-".length))];
    plots.set(place, {plot: draw(chart, place), width: place.clientWidth});
  };
  const places = [...document.querySelectorAll(".plot")];
  places.forEach(redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => places.forEach(redraw));
  const observer = new ResizeObserver(entries => entries.forEach(({target}) => {
    if (target.clientWidth !== plots.get(target).width) redraw(target);
  }));
  places.forEach(place => observer.observe(place));
})();
