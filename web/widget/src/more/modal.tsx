/** Where the panel fills the screen it is modal: nothing behind it can be reached, and Tab stays within it. */

import { useEffect } from "preact/hooks";
import { nextFocus } from "./focus";

const FULL_SCREEN = "(max-width: 480px), (max-height: 420px)";

export function Modal({ panel }: { panel: { readonly current: HTMLElement | null } }) {
  useEffect(() => {
    const element = panel.current;
    if (!element) return undefined;
    const list = matchMedia(FULL_SCREEN);
    const look = (): void => {
      if (list.matches) element.setAttribute("aria-modal", "true");
      else element.removeAttribute("aria-modal");
    };
    const stay = (event: KeyboardEvent): void => {
      const next = event.key === "Tab" && list.matches ? nextFocus(element, event.shiftKey) : null;
      if (!next) return;
      event.preventDefault();
      next.focus();
    };
    look();
    list.addEventListener("change", look);
    element.addEventListener("keydown", stay);
    return () => {
      list.removeEventListener("change", look);
      element.removeEventListener("keydown", stay);
    };
  }, []);
  return null;
}
