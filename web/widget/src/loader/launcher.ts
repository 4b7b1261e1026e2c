/** The round button: built from nodes, styled by a constructed sheet, so that no strict policy of a page minds it. */

import { contrast, INK, readColour, textOn, visibleOn, WHITE, writeColour } from "../shared/colour";
import type { Options } from "../shared/host";
import { directionOf, type Language } from "../shared/languages";
import { LABELS } from "./labels";

const SVG = "http://www.w3.org/2000/svg";
const BUBBLE = "M21 11.5a8.4 8.4 0 0 1-9 8.4 9.6 9.6 0 0 1-3.9-.8L3 20.5l1.5-4.4A8.1 8.1 0 0 1 3 11.5 8.7 8.7 0 0 1 12 3a8.7 8.7 0 0 1 9 8.5ZM8.5 11.5h.01M12 11.5h.01M15.5 11.5h.01";
const DOWN = "m6 9.5 6 6 6-6";

/** Return the custom properties of a colour, the same for the launcher and the app. */
export function paletteOf(colour: string | null): string {
  const primary = readColour(colour ?? "") ?? readColour("#1a5fb4") ?? INK;
  const dark = [28, 30, 36] as const;
  const edge = contrast(primary, WHITE) >= 3 ? primary : visibleOn(primary, WHITE, 3);
  return `:host{--primary:${writeColour(primary)};--on-primary:${writeColour(textOn(primary))};--primary-edge:${writeColour(edge)};--accent-light:${writeColour(visibleOn(primary, [245, 246, 248], 4.5))};--accent-dark:${writeColour(visibleOn(primary, dark, 5.5))}}`;
}

function icon(name: string, path: string): SVGElement {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("viewBox", "0 0 24 24");
  drawn.setAttribute("aria-hidden", "true");
  drawn.setAttribute("class", name);
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  drawn.append(line);
  return drawn;
}

export class Launcher {
  readonly button = document.createElement("button");
  readonly #badge = document.createElement("span");
  readonly #language: Language;
  #unread = 0;

  constructor(options: Options, language: Language) {
    this.#language = language;
    this.button.type = "button";
    this.button.className = `support-launcher ${options.position}`;
    this.button.lang = language;
    this.button.dir = directionOf(language);
    this.button.setAttribute("aria-haspopup", "dialog");
    this.#badge.className = "support-badge";
    this.#badge.setAttribute("aria-hidden", "true");
    this.button.append(icon("when-closed", BUBBLE), icon("when-open", DOWN), this.#badge);
    this.showOpen(false);
  }

  get isOpen(): boolean {
    return this.button.getAttribute("aria-expanded") === "true";
  }

  showOpen(isOpen: boolean): void {
    this.button.setAttribute("aria-expanded", String(isOpen));
    this.#name();
  }

  showBusy(isBusy: boolean): void {
    this.button.setAttribute("aria-busy", String(isBusy));
  }

  showUnread(count: number): void {
    this.#unread = count;
    this.#badge.textContent = count === 0 ? "" : count > 99 ? "99+" : String(count);
    this.#name();
  }

  showFailed(): void {
    this.button.setAttribute("aria-label", LABELS[this.#language].failed);
    this.button.title = LABELS[this.#language].failed;
  }

  #name(): void {
    const words = LABELS[this.#language];
    const name = this.isOpen ? words.close : words.open;
    this.button.setAttribute("aria-label", this.#unread > 0 ? `${name} (${words.unread(this.#unread)})` : name);
    this.button.title = "";
  }
}
