// What may be written next: variables of the query, keywords, and the terms that the published data use.

const KEYWORDS = `SELECT CONSTRUCT DESCRIBE ASK WHERE FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND AS DISTINCT REDUCED
  PREFIX BASE FROM NAMED GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET EXISTS NOT IN COUNT SUM MIN MAX AVG SAMPLE
  GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI COALESCE IF REGEX CONTAINS STRSTARTS STRENDS LCASE UCASE
  STRLEN SUBSTR REPLACE CONCAT YEAR MONTH DAY isIRI isLITERAL sameTerm`.split(/\s+/);

const WORD = /[\p{L}\p{N}_-]*:?[\p{L}\p{N}_.-]*$/u;
const FEWEST = 2;

export function completer(address, language) {
  let known; // fetched once, when the first word is written

  return async (context) => {
    const variable = context.matchBefore(/\?\w*/);
    if (variable) return { from: variable.from, options: variables(context.state.doc.toString(), variable.text) };
    const word = context.matchBefore(WORD);
    if (!word || (word.text.length < FEWEST && !context.explicit)) return null;
    known ??= fetch(address).then((answer) => (answer.ok ? answer.json() : { prefixes: {}, terms: [] }));
    const { prefixes, terms } = await known;
    const written = word.text.toLocaleLowerCase(language);
    const found = terms.filter((term) => fits(term, written, language));
    return {
      from: word.from,
      filter: false,
      options: [...found.map((term) => option(term, prefixes, language)), ...keywords(written)],
    };
  };
}

function variables(text, written) {
  const found = new Set(text.match(/[?$]\w+/g) ?? []);
  found.delete(written);
  return [...found].sort().map((label) => ({ label, type: "variable" }));
}

// A term fits by its name, with or without its prefix, or by a word of its label in the reader's language.
function fits(term, written, language) {
  const name = term.term.toLocaleLowerCase(language);
  const label = (term.label[language] ?? "").toLocaleLowerCase(language);
  return name.startsWith(written) || name.split(":")[1].startsWith(written) || ` ${label}`.includes(` ${written}`);
}

function option(term, prefixes, language) {
  const count = term.count === undefined ? "" : ` (${term.count.toLocaleString(language)})`;
  return {
    label: term.term,
    detail: `${term.label[language] ?? ""}${count}`,
    info: term.definition[language] ?? term.definition.fr,
    type: term.kind,
    apply: (view, completion, from, to) => insert(view, completion.label, from, to, prefixes),
  };
}

// Put a term in, and declare its prefix when the query has not.
function insert(view, term, from, to, prefixes) {
  const [prefix] = term.split(":");
  const declared = new RegExp(`PREFIX\\s+${prefix}:`, "i").test(view.state.doc.toString());
  const declaration = declared ? "" : `PREFIX ${prefix}: <${prefixes[prefix]}>\n`;
  view.dispatch({
    changes: [{ from: 0, insert: declaration }, { from, to, insert: term }],
    selection: { anchor: from + declaration.length + term.length },
  });
}

function keywords(written) {
  return KEYWORDS.filter((word) => word.toLowerCase().startsWith(written)).map((label) => ({ label, type: "keyword" }));
}
