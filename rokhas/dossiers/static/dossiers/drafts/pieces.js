// Files leave as soon as they are chosen or dropped on their document; documents/upload.js sends them. Without this file the plain
// input and its button are there.

for (const form of document.querySelectorAll("form.dr-send")) {
  const input = form.querySelector("input[type=file]");
  form.classList.add("is-live");
  input.multiple = "many" in form.dataset;
  input.addEventListener("change", () => { if (input.files.length) form.requestSubmit(); });
  if ("many" in form.dataset) receive(form, form.closest(".dr-file") ?? form, input);
}

function receive(form, place, input) {
  const over = (event) => event.dataTransfer?.types.includes("Files");
  place.addEventListener("dragover", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
  place.addEventListener("dragleave", () => form.classList.remove("is-over"));
  place.addEventListener("drop", (event) => {
    if (!over(event)) return;
    event.preventDefault();
    form.classList.remove("is-over");
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}
