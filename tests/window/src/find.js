// Finds the visible element of a role (or several) whose name begins with the given words; null when there is none.
const [roles, words] = arguments;
const tags = {
  button: 'button, [role="button"], input[type="submit"], summary',
  link: 'a[href], [role="link"]',
  field: 'input:not([type="hidden"]), textarea, select, [role="combobox"], [contenteditable="true"]',
  heading: 'h1, h2, h3, h4, [role="heading"]',
  choice: 'label',
  option: '[role="option"], option',
  row: 'tr, [role="row"], [role="listitem"], li',
  text: 'p, span, div, td, li, dd, dt, strong, h1, h2, h3, output',
};
const clean = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const visible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false });
const name = (element) => {
  const labelled = element.getAttribute('aria-labelledby');
  if (labelled) return clean(labelled.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' '));
  if (element.hasAttribute('aria-label')) return clean(element.getAttribute('aria-label'));
  if (element.labels?.length) return clean([...element.labels].map((label) => label.textContent).join(' '));
  return clean(element.textContent) || clean(element.getAttribute('placeholder')) || clean(element.getAttribute('title'));
};
const candidates = [...document.querySelectorAll(tags[roles])].filter((element) => visible(element) && name(element).startsWith(words));
// The innermost one says it most exactly; among fields and buttons the first one is meant.
return (roles === 'text' || roles === 'row' ? candidates.at(-1) : candidates[0]) ?? null;
