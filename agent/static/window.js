"use strict";
// Closing is all this script does. The window is cut off from the page that opened it, so that nobody else can read it: most
// browsers then refuse to close it from here, and the reader is told to.
const button = document.querySelector("[data-close]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    window.close();
    setTimeout(() => {
      const said = document.querySelector("[data-kept]");
      button.hidden = true;
      said.hidden = false;
      said.focus();
    }, 400);
  });
}
