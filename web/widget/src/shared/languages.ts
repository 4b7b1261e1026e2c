/** Which language people read: what the page asks for, what it is written in, what the browser prefers. */

export const LANGUAGES = ["en", "hi", "es", "de", "ar"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Return the first wanted language that there is, `de-AT` counting as `de`; English where there is none. */
export function chooseLanguage(wanted: readonly (string | null | undefined)[]): Language {
  for (const tag of wanted) {
    const code = tag?.toLowerCase().split(/[-_]/)[0];
    const found = LANGUAGES.find((language) => language === code);
    if (found) return found;
  }
  return "en";
}

/** Return the languages that a visitor may want, in order. */
export function wantedLanguages(asked: string | null): (string | null)[] {
  return [asked, document.documentElement.lang || null, ...navigator.languages];
}

export function directionOf(language: Language): "ltr" | "rtl" {
  return language === "ar" ? "rtl" : "ltr";
}
