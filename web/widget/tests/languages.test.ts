/** Every language says everything, and keeps what the program puts in. */

import { expect, test } from "vitest";
import { strings as ar } from "../src/app/languages/ar";
import { strings as de } from "../src/app/languages/de";
import { en, fill } from "../src/app/languages/en";
import { strings as es } from "../src/app/languages/es";
import { strings as hi } from "../src/app/languages/hi";
import { LABELS } from "../src/loader/labels";
import { moreEn } from "../src/more/en";
import { chooseLanguage, LANGUAGES } from "../src/shared/languages";

const english: Record<string, string> = { ...en, ...moreEn };
const places = (text: string | undefined): string[] => [...(text ?? "").matchAll(/\{\w+\}/g)].map(String).sort();

test.each(Object.entries({ ar, de, es, hi }))("%s has every sentence, with every place in it", (_, found) => {
  const words: Record<string, string> = found;
  expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
  for (const [key, text] of Object.entries(english)) {
    expect(words[key]?.trim(), key).toBeTruthy();
    expect(places(words[key]), key).toEqual(places(text));
  }
});

test.each(Object.entries({ ar, hi }))("%s is written in its own letters", (code, found) => {
  const letters = code === "ar" ? /\p{Script=Arabic}/u : /\p{Script=Devanagari}/u;
  const foreign = Object.entries(found).filter(([, text]) => !letters.test(text));
  expect(foreign.map(([key]) => key)).toEqual(["method_paypal"]);
});

test("the launcher speaks every language", () => {
  expect(Object.keys(LABELS).sort()).toEqual([...LANGUAGES].sort());
});

test("the language is what the page asks for, then its own, then the browser's, then English", () => {
  expect(chooseLanguage(["de-AT", "es"])).toBe("de");
  expect(chooseLanguage([null, "pt-BR", "ar"])).toBe("ar");
  expect(chooseLanguage(["xx", null])).toBe("en");
});

test("what is put into a sentence stays text", () => {
  expect(fill("{name} is typing", { name: "{count} $& $1" })).toBe("{count} $& $1 is typing");
});
