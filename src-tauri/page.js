// Runs before the page: keys the web view would act on itself (reload, print, find, developer tools) are left to the page,
// a drop outside a drop zone never navigates away, and the web view's own menu appears only where text can be edited or copied.
(() => {
  const taken = (event) => {
    if (event.key === "F5" || event.key === "F12") return true;
    if (!event.ctrlKey || event.altKey) return false;
    return ["r", "p", "f", "g", "u", "j"].includes(event.key.toLowerCase());
  };
  window.addEventListener("keydown", (event) => { if (taken(event)) event.preventDefault(); }, true);
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
  window.addEventListener("contextmenu", (event) => {
    const editable = event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]");
    if (!editable && String(window.getSelection()) === "") event.preventDefault();
  });
})();
