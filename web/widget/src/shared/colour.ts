/** Colours as WCAG 2.2 measures them: relative luminance and contrast ratio of sRGB. */

export type Rgb = readonly [number, number, number];

export const WHITE: Rgb = [255, 255, 255];
export const INK: Rgb = [22, 24, 29];

/** Read `#rgb`, `#rrggbb` or `rgb(r, g, b)`; null for everything else. */
export function readColour(text: string): Rgb | null {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text.trim());
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text.trim());
  const hex = long?.slice(1) ?? short?.slice(1).map((digit) => digit + digit);
  if (hex) return hex.map((pair) => parseInt(pair, 16)) as unknown as Rgb;
  const written = /^rgb\( ?(\d{1,3})[ ,]{1,2}(\d{1,3})[ ,]{1,2}(\d{1,3}) ?\)$/.exec(text.trim());
  const parts = written?.slice(1).map(Number);
  return parts?.every((part) => part < 256) ? (parts as unknown as Rgb) : null;
}

export function writeColour(colour: Rgb): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Return the contrast ratio of two colours, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Return white or black, whichever is easier to read on a colour: one of them always has 4.5:1. */
export function textOn(background: Rgb): Rgb {
  return contrast(WHITE, background) >= 4.5 ? WHITE : [0, 0, 0];
}

/** Return the colour, moved towards black or white as far as it takes to have a contrast on a background. */
export function visibleOn(colour: Rgb, background: Rgb, ratio: number): Rgb {
  const target = luminance(background) > 0.18 ? 0 : 255;
  for (let step = 0; step <= 20; step += 1) {
    const moved = colour.map((part) => Math.round(part + ((target - part) * step) / 20)) as unknown as Rgb;
    if (contrast(moved, background) >= ratio) return moved;
  }
  return [target, target, target];
}
