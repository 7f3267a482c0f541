// The editor itself: CodeMirror over the form's text area, which stays the one thing that is sent.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { Compartment, EditorState } from "@codemirror/state";
import { Decoration, EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { completer } from "./completion.js";

// Colours are the page's custom properties: they follow its light and dark themes.
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--visited)" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--badge)" },
  { tag: [tags.atom, tags.meta, tags.namespace], color: "var(--ink)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { border: "1px solid var(--line)", borderRadius: "0.25rem", background: "var(--raised)", color: "var(--ink)" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "1px" },
  ".cm-content": { fontFamily: "ui-monospace, monospace", caretColor: "var(--ink)", minHeight: "16rem" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "transparent", color: "var(--quiet)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "color-mix(in srgb, var(--focus) 8%, transparent)" },
  ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": {
    background: "color-mix(in srgb, var(--focus) 25%, transparent) !important",
  },
  ".cm-tooltip": { background: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--link)", color: "var(--ground)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.8" },
  ".cm-fault": { textDecoration: "underline wavy var(--focus)", textUnderlineOffset: "0.25em" },
});

export function write(form, texts) {
  const area = form.querySelector("textarea");
  const place = document.createElement("div");
  area.after(place);
  // Inside a shadow root the editor's styles are constructed sheets, which the page's policy allows.
  const root = place.attachShadow({ mode: "open" });
  const faulty = new Compartment();
  const send = () => {
    form.requestSubmit();
    return true;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: send }]),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        StreamLanguage.define(sparql),
        syntaxHighlighting(colours),
        autocompletion({ override: [completer(form.dataset.terms, document.documentElement.lang)] }),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": texts.query, "aria-multiline": "true", spellcheck: "false" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          area.value = update.state.doc.toString();
          view.dispatch({ effects: faulty.reconfigure([]) });
        }),
        look,
        faulty.of([]),
      ],
    }),
  });
  area.hidden = true;
  for (const label of area.labels) label.addEventListener("click", () => view.focus());
  mark(view, faulty, document.querySelector("[data-line]"));
}

// Underline the word that the service found at fault, and put the cursor there.
function mark(view, faulty, fault) {
  if (!fault) return;
  const doc = view.state.doc;
  const line = doc.line(Math.min(Number(fault.dataset.line), doc.lines));
  const place = Math.min(line.from + Number(fault.dataset.column) - 1, line.to);
  const start = Math.max(0, place < doc.length ? place : place - 1); // what ends too soon is marked at its last sign
  const [word] = doc.sliceString(start, line.to).match(/^[^\s{}()[\].;,]+|^.|^/);
  const end = Math.min(start + Math.max(word.length, 1), doc.length);
  const mark = Decoration.mark({ class: "cm-fault" });
  const effects = doc.length ? faulty.reconfigure(EditorView.decorations.of(Decoration.set(mark.range(start, end)))) : [];
  view.dispatch({ selection: { anchor: place }, effects, scrollIntoView: true });
  view.focus();
}
