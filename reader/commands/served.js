// The terminal of a served page has the keys as soon as it is there, and when the page is gone to again. When the
// program has ended, the terminal is taken away: nothing of it stays beside the sentence that says so.
"use strict";

const wanted = () => document.querySelector(".xterm-helper-textarea");

function takeKeys() {
  if (document.body.classList.contains("-closed")) document.querySelector(".ended a").focus();
  else wanted()?.focus();
}

function follow() {
  if (document.body.classList.contains("-closed")) document.getElementById("terminal")?.remove();
  takeKeys();
}

document.addEventListener("DOMContentLoaded", () => {
  new MutationObserver(follow).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  const appearing = new MutationObserver(() => {
    if (!wanted()) return;
    appearing.disconnect();
    takeKeys();
  });
  appearing.observe(document.body, { childList: true, subtree: true });
});
window.addEventListener("focus", takeKeys);
