// Esc goes back in two steps: out of the field first, so that a hand in the middle of a sentence does not leave the page.

export function stepBack(leave: () => void): void {
  const here = document.activeElement;
  const typing = here instanceof HTMLElement && here.matches('input:not([type="radio"], [type="checkbox"]), textarea, select');
  const heading = document.querySelector<HTMLElement>('main h1');
  if (!typing || heading === null) return leave();
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
