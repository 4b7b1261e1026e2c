/** Which addresses may be followed. */

const SCHEMES = /^(?:https?:\/\/|mailto:|tel:)/i;
const UNSEEN = /[\u0000-\u0020\u007f]/;

/** Return an address that may be followed, or null: http, https, mailto and tel alone, without control characters. */
export function safeAddress(text: string): string | null {
  const trimmed = text.trim();
  if (!SCHEMES.test(trimmed) || UNSEEN.test(trimmed)) return null;
  try {
    return new URL(trimmed).href;
  } catch {
    return null;
  }
}
