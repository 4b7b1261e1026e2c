/** Words of the person's language; the English ones of these parts come along with them. */

import { useWords } from "../app/kit";
import type { Strings } from "../app/languages/en";
import { moreEn, type MoreStrings } from "./en";

type All = Strings & MoreStrings;
const known = new WeakMap<Strings, All>();

export function useMoreWords(): { readonly words: All; readonly language: string } {
  const { words, language } = useWords();
  let all = known.get(words);
  if (!all) {
    all = { ...moreEn, ...words };
    known.set(words, all);
  }
  return { words: all, language };
}

/** Return the words of a code of the server's; a code that is new to us stands for itself. */
export function wordOf(words: All, kind: string, code: string): string {
  return words[`${kind}_${code}` as keyof All] ?? code.replaceAll("_", " ");
}
