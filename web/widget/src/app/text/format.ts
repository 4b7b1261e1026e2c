/** Moments in the words of the person's language. */

export function clock(moment: string | Date, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(new Date(moment));
}

/** Name a day as people do: today, yesterday, or its date. */
export function dayName(moment: string, language: string, words: { today: string; yesterday: string }, now = new Date()): string {
  const day = new Date(moment);
  if (isSameDay(day, now)) return words.today;
  if (isSameDay(day, new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))) return words.yesterday;
  return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(day);
}

export function isSameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}
