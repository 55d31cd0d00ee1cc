// <button data-copy="PCT-2026-…" data-copied="Copied">: copies a reference and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const field = document.createElement("textarea");
    field.value = button.dataset.copy;
    field.className = "rk-sr";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
  }
  const region = document.getElementById("announce");
  if (region) region.textContent = button.dataset.copied || "";
  button.classList.add("is-copied");
  setTimeout(() => button.classList.remove("is-copied"), 2000);
});
