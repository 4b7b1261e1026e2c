/** Money, days, sizes and what is left of a time, in the words of the person's language. */

/** Write an amount of minor units. */
export function money(minor: number, currency: string, language: string): string {
  try {
    const format = new Intl.NumberFormat(language, { style: "currency", currency });
    const text = format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    // Where one reads from right to left, the two halves of `US$` would change places.
    return text.replace(/^\u200f(.*)$/, "\u2066$1\u2069");
  } catch {
    return `${(minor / 100).toFixed(2)} ${currency}`;
  }
}

export function shortDay(moment: string | Date, language: string): string {
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" }).format(new Date(moment));
}

export function size(bytes: number, language: string): string {
  const isLarge = bytes >= 1_048_576;
  const value = bytes / (isLarge ? 1_048_576 : 1024);
  const unit = isLarge ? "megabyte" : "kilobyte";
  return new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: isLarge ? 1 : 0 }).format(value);
}

export function remaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
