/* Heat maps over two knobs. */

/* Sequential (cividis) and diverging (blue to orange): both are read with any colour vision. */
const SEQUENTIAL = ["#00224e", "#35456c", "#666970", "#948e77", "#c8b866", "#fee838"];
const DIVERGING = ["#b35806", "#f1a340", "#f4f1ea", "#92b9db", "#20629c"];

function heatFigure(task, map, what) {
  const isSpeed = what === "speed";
  const value = cell => isSpeed ? cell.speed : isNumber(cell.quality) ? 100 * cell.quality : null;
  const cells = map.cells.filter(cell => isNumber(value(cell)));
  if (!cells.length) return null;
  const format = isSpeed ? map.ratios ? times : num : v => points(v / 100);
  const values = cells.map(value);
  /* The colours span at least a tenth of the speed, or ten points: noise shall not look like a pattern. */
  const most = Math.max(...values.map(Math.abs), 5);
  const centre = (Math.min(...values) + Math.max(...values)) / 2;
  const half = Math.max((Math.max(...values) - Math.min(...values)) / 2, 0.05 * centre);
  const [low, high] = isSpeed ? [centre - half, centre + half] : [-most, most];
  const dark = cell => {
    const share = high === low ? 0.5 : (value(cell) - low) / (high - low);
    return isSpeed ? share < 0.5 : share < 0.12 || share > 0.88;
  };
  const option = (c, width) => ({
    grid: { left: 74, right: 16, top: 8, bottom: 108 },
    tooltip: tooltip(c, p => tip([map.xName + " " + map.x[p.data.cell.x] + "; " + map.yName + " " + map.y[p.data.cell.y], (isSpeed ? "speed " : "quality ") + format(value(p.data.cell)), p.data.cell.configurations.length + " configuration(s)", "press to see the runs of the first"])),
    xAxis: axis(c, map.xName, { type: "category", data: map.x, axisLine: { show: false }, splitLine: { show: false } }),
    yAxis: axis(c, map.yName, { type: "category", data: map.y, nameGap: 52, axisLine: { show: false }, splitLine: { show: false } }),
    visualMap: {
      min: low, max: high === low ? low + 1e-9 : high, calculable: false, orient: "horizontal", left: "center", bottom: 4, itemWidth: 12, itemHeight: Math.min(200, width - 180),
      text: [format(high), format(low)], textStyle: { color: c.soft }, inRange: { color: isSpeed ? SEQUENTIAL : DIVERGING },
    },
    series: [{
      type: "heatmap", itemStyle: { borderColor: c.panel, borderWidth: 2 },
      label: { show: true, fontSize: map.x.length > 6 ? 10 : 13 },
      data: cells.map(cell => ({ value: [cell.x, cell.y, value(cell)], cell, label: { formatter: format(value(cell)), color: dark(cell) ? "#ffffff" : "#111111" } })),
    }],
  });
  const table = alternative([map.yName + " \\ " + map.xName, ...map.x],
    map.y.map((y, j) => [y, ...map.x.map((_, i) => {
      const cell = cells.find(one => one.x === i && one.y === j);
      return cell ? format(value(cell)) : "";
    })]));
  return chart(h("figure", {}), map.title + ": " + what,
    isSpeed ? map.ratios ? "Tokens per second, as a ratio to plain decoding." : "Tokens per second." : "Quality against plain decoding, in points: above 0 is better.",
    150 + 44 * Math.max(3, map.y.length), "The table below has the numbers.", option, table,
    p => p.data && p.data.cell && trace(p.data.cell.configurations[0], task.name, isSpeed ? "tokens/s" : "score"));
}

function heatMaps(task) {
  return task.heatMaps.flatMap(map => [heatFigure(task, map, "speed"), heatFigure(task, map, "quality")]).filter(Boolean);
}
