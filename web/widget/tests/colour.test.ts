/** Whatever colour a shop has, what stands on it can be read, and what is drawn in it can be seen. */

import { expect, test } from "vitest";
import { paletteOf } from "../src/loader/launcher";
import { contrast, readColour, type Rgb, textOn, visibleOn, WHITE, writeColour } from "../src/shared/colour";

const COLOURS: Rgb[] = [];
for (let red = 0; red < 256; red += 51) {
  for (let green = 0; green < 256; green += 51) {
    for (let blue = 0; blue < 256; blue += 51) COLOURS.push([red, green, blue]);
  }
}

test("ratios are those of WCAG", () => {
  expect(contrast([0, 0, 0], WHITE)).toBeCloseTo(21, 5);
  expect(contrast([119, 119, 119], WHITE)).toBeCloseTo(4.48, 2);
});

test("text on every colour has at least 4.5:1", () => {
  expect(COLOURS).toHaveLength(216);
  for (const colour of COLOURS) expect(contrast(textOn(colour), colour), writeColour(colour)).toBeGreaterThanOrEqual(4.5);
});

test("a colour that is hard to see is moved as far as it takes, on light and on dark", () => {
  for (const background of [WHITE, [28, 30, 36]] as Rgb[]) {
    for (const colour of COLOURS) {
      expect(contrast(visibleOn(colour, background, 4.5), background)).toBeGreaterThanOrEqual(4.5);
    }
  }
  expect(visibleOn([26, 95, 180], WHITE, 4.5)).toEqual([26, 95, 180]);
});

test("the palette's accents can be read on bubbles and panels of both themes", () => {
  for (const colour of COLOURS) {
    const palette = paletteOf(writeColour(colour));
    const of = (name: string): Rgb => readColour(new RegExp(`--${name}:(#[0-9a-f]{6})`).exec(palette)?.[1] ?? "") as Rgb;
    expect(contrast(of("accent-light"), [245, 246, 248])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("accent-dark"), [28, 30, 36])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(of("primary-edge"), WHITE)).toBeGreaterThanOrEqual(3);
    expect(contrast(of("on-primary"), of("primary"))).toBeGreaterThanOrEqual(4.5);
  }
});

test("colours are read as pages write them, and nothing else is", () => {
  expect(readColour("#abc")).toEqual([170, 187, 204]);
  expect(readColour(" #1A5FB4 ")).toEqual([26, 95, 180]);
  expect(readColour("rgb(1, 2, 3)")).toEqual([1, 2, 3]);
  for (const text of ["", "red;}*{display:none", "#12", "#12345g", "rgb(1,2,999)", "url(x)"]) expect(readColour(text)).toBeNull();
  expect(paletteOf("red;}*{display:none")).toBe(paletteOf(null));
});
