// Draws what lossiness buys: the total variation that fuzzy acceptances spent against the rejections
// that they saved, from files that `pyramid bench decode --json` wrote. The theory's line is y = x.
//
//   node plot.mjs OUTPUT.svg METHOD=FILE.json ...

import { readFileSync, writeFileSync } from 'node:fs';

const [output, ...inputs] = process.argv.slice(2);
if (!output || inputs.length === 0) {
  console.error('usage: node plot.mjs OUTPUT.svg METHOD=FILE.json ...');
  process.exit(2);
}

const points = inputs.flatMap((input) => {
  const [method, file] = input.split('=');
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return report.methods
    .filter((m) => m.method === method && m.deviationBound > 0)
    .map((m) => ({ method, x: m.deviationBound, y: m.savedRejections }));
});

const WIDTH = 560;
const HEIGHT = 420;
const MARGIN = { left: 64, right: 16, top: 16, bottom: 56 };
const most = niceCeiling(Math.max(...points.flatMap((p) => [p.x, p.y])));
const x = (value) => MARGIN.left + (value / most) * (WIDTH - MARGIN.left - MARGIN.right);
const y = (value) => HEIGHT - MARGIN.bottom - (value / most) * (HEIGHT - MARGIN.top - MARGIN.bottom);
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];

function niceCeiling(value) {
  const step = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / (step / 2)) * (step / 2);
}

const text = (px, py, content, more = '') =>
  `<text x="${px.toFixed(1)}" y="${py.toFixed(1)}" ${more}>${content}</text>`;

const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * most);
const methods = [...new Set(points.map((p) => p.method))];
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" fill="#777">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${ticks.map((t) => `<path d="M${x(t)} ${y(0)}V${y(most)}M${x(0)} ${y(t)}H${x(most)}" stroke="#ddd"/>`).join('\n')}
${ticks.map((t) => text(x(t), y(0) + 18, +t.toPrecision(3), 'text-anchor="middle"')).join('\n')}
${ticks.map((t) => text(x(0) - 8, y(t) + 4, +t.toPrecision(3), 'text-anchor="end"')).join('\n')}
<path d="M${x(0)} ${y(0)}L${x(most)} ${y(most)}" stroke="#777" stroke-dasharray="6 4"/>
${text(x(most * 0.72), y(most * 0.79), 'theory: one for one', 'text-anchor="end"')}
${points.map((p) => `<circle cx="${x(p.x).toFixed(1)}" cy="${y(p.y).toFixed(1)}" r="5" fill="${COLOURS[methods.indexOf(p.method)]}"><title>${p.method}: ${p.x.toFixed(3)} spent, ${p.y.toFixed(3)} saved</title></circle>`).join('\n')}
${methods.map((m, i) => `<circle cx="${x(0) + 20}" cy="${y(most) + 20 + 20 * i}" r="5" fill="${COLOURS[i]}"/>` + text(x(0) + 32, y(most) + 25 + 20 * i, m)).join('\n')}
${text(x(most / 2), HEIGHT - 12, 'total variation spent a response, Σδ', 'text-anchor="middle"')}
${text(18, y(most / 2), 'rejections saved a response', `text-anchor="middle" transform="rotate(-90 18 ${y(most / 2)})"`)}
</svg>
`;
writeFileSync(output, svg);
console.log(points.map((p) => `${p.method}\t${p.x.toFixed(3)}\t${p.y.toFixed(3)}`).join('\n'));
