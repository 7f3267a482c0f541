// Ask Comunica one question: {query, sources} as JSON on standard input, its answer as JSON on standard output.

import { QueryEngine } from "@comunica/query-sparql";
import { text } from "node:stream/consumers";

const told = {
  bindings: async (found) =>
    (await found.toArray()).map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value]))),
  boolean: (found) => found,
  quads: async (found) =>
    (await found.toArray()).map((quad) => [quad.subject.value, quad.predicate.value, quad.object.value]),
};
const { query, sources } = JSON.parse(await text(process.stdin));
const result = await new QueryEngine().query(query, { sources });
console.log(JSON.stringify(await told[result.resultType](await result.execute())));
