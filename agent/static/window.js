"use strict";
// Closing is all this script does; a window opened by hand stays, and its text says it may be closed.
document.querySelector("[data-close]")?.addEventListener("click", () => window.close());
