// What scim2-parse-filter and scim-patch make of filters and PATCHes, for tests/Protocol.Tests/SecondOpinion.
// One JSON object a line on stdin, one answer a line on stdout:
//   {"kind":"parse","filter"} -> {"tree"}; {"kind":"match","filter","resource"} -> {"matches"};
//   {"kind":"patch","resource","operations"} -> {"resource"}; {"error"} where the library threw.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);
const { parse, filter } = require('scim2-parse-filter');
const { scimPatch } = require('scim-patch');

function answer({ kind, filter: text, resource, operations }) {
  switch (kind) {
    case 'parse': return { tree: parse(text) };
    case 'match': return { matches: filter(parse(text))(resource) };
    default: return { resource: scimPatch(resource, operations) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let result;
  try {
    result = answer(JSON.parse(line));
  } catch (error) {
    result = { error: String(error.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
