// The query page for those who have JavaScript: without it, the page is a plain form and works as well.

import { write } from "./writing.js";
import { show } from "./result.js";

const form = document.querySelector("form.sparql");
const result = document.querySelector("[data-result]");
const share = document.querySelector("[data-share]");
const texts = JSON.parse(form.dataset.texts);

write(form, texts);
if (result) show(result, texts);
if (share && navigator.clipboard) offerCopies(share); // browsers have no clipboard for pages that come without TLS

function offerCopies(section) {
  for (const code of section.querySelectorAll("pre, input[readonly]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = texts.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.value ?? code.textContent);
      button.textContent = texts.copied;
    });
    code.after(button);
  }
}
