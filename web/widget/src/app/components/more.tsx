/** Parts that come a moment later, so that people can write at once: cards, signing in, files, the menu, a rating. */

import { type ComponentChildren, createContext, Fragment, type FunctionComponent } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { jsx } from "preact/jsx-runtime";
import * as kit from "../kit";
import type { Parts } from "../../more";

/** What of Preact and of ours the parts are built on: all that they may import. */
const SHARED = { hooks: { useEffect, useRef, useState }, jsx: { Fragment, jsx, jsxs: jsx }, kit };
export type Kit = typeof SHARED;

export type Import = (attempt: number) => Promise<(shared: Kit) => Parts>;

/** Loads the parts once; what failed is tried again when it is wanted again. */
export class Later {
  readonly #import: Import;
  readonly #came: (styles: string) => void;
  readonly #waiting = new Set<() => void>();
  #attempt = 0;
  #isLoading = false;
  parts: Parts | null = null;

  constructor(load: Import, came: (styles: string) => void) {
    this.#import = load;
    this.#came = came;
  }

  load(): void {
    if (this.parts !== null || this.#isLoading) return;
    this.#isLoading = true;
    this.#import(this.#attempt++)
      .then((make) => {
        this.parts = make(SHARED);
        this.#came(this.parts.styles);
        for (const draw of this.#waiting) draw();
      })
      .catch(() => undefined)
      .finally(() => (this.#isLoading = false));
  }

  wait(draw: () => void): () => void {
    this.#waiting.add(draw);
    return () => void this.#waiting.delete(draw);
  }
}

export const LaterContext = createContext<Later | null>(null);

type Name = Exclude<keyof Parts, "styles">;

interface MoreProps<Part extends Name> {
  readonly part: Part;
  readonly with: Parameters<Parts[Part]> extends [infer Props extends object] ? Props : object;
  /** What stands there until it has come. */
  readonly children?: ComponentChildren;
}

export function More<Part extends Name>({ part, with: props, children }: MoreProps<Part>) {
  const later = useContext(LaterContext);
  const [, draw] = useState(0);
  const Part = later?.parts?.[part] as FunctionComponent<object> | undefined;
  useEffect(() => {
    if (!later) return undefined;
    const again = (): void => draw((count) => count + 1);
    later.load();
    // They may have come between the drawing and now.
    if (later.parts && !Part) again();
    return later.wait(again);
  }, [later]);
  return Part ? <Part {...(props as object)} /> : <>{children}</>;
}
