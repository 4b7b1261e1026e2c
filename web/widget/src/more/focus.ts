/** Where the Tab key leads within a modal dialog. */

const FOCUSABLE = "a[href],button:not([disabled]),textarea,input:not([disabled]),[tabindex='0']";

function isShown(element: HTMLElement): boolean {
  return element.closest("[hidden]") === null && element.tabIndex >= 0;
}

/** Return what gets the focus where Tab would leave the dialog; null where the browser goes on by itself. */
export function nextFocus(dialog: HTMLElement, isBackwards: boolean): HTMLElement | null {
  const all = [...dialog.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(isShown);
  const active = (dialog.getRootNode() as Document | ShadowRoot).activeElement;
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return null;
  if (!active || !dialog.contains(active)) return isBackwards ? last : first;
  if (isBackwards && active === first) return last;
  return !isBackwards && active === last ? first : null;
}
