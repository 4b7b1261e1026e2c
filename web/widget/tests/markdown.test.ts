/** Markdown: a small subset, no way to HTML, no picture, bounded work. */

import { expect, test } from "vitest";
import { safeAddress } from "../src/more/links";
import { inline, parseMarkdown } from "../src/more/markdown";
import { plainText } from "../src/more/plain";

test("paragraphs, lists, bold, emphasis, code and links", () => {
  expect(parseMarkdown("Hello **you** and *them*\n\n1. one\n2. `two`\n\n• three")).toEqual([
    {
      kind: "paragraph",
      children: [
        { kind: "text", text: "Hello " },
        { kind: "strong", children: [{ kind: "text", text: "you" }] },
        { kind: "text", text: " and " },
        { kind: "emphasis", children: [{ kind: "text", text: "them" }] },
      ],
    },
    {
      kind: "list",
      isOrdered: true,
      start: 1,
      items: [[{ kind: "text", text: "one" }], [{ kind: "code", text: "two" }]],
    },
    { kind: "list", isOrdered: false, start: 1, items: [[{ kind: "text", text: "three" }]] },
  ]);
});

test("a link leads where it says, to http, https, mailto and tel alone", () => {
  expect(inline("[shop](https://shop.example/a)")).toEqual([
    { kind: "link", href: "https://shop.example/a", children: [{ kind: "text", text: "shop" }] },
  ]);
  for (const address of [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil.example",
    "/orders",
    "java\nscript:alert(1)",
    "\u0001javascript:alert(1)",
    "file:///etc/passwd",
    "blob:x",
  ]) {
    expect(safeAddress(address), address).toBeNull();
    expect(inline(`[x](${address})`).some((one) => one.kind === "link"), address).toBe(false);
  }
  expect(safeAddress("https://a b")).toBeNull();
  expect(safeAddress("tel:+15550100")).toBe("tel:+15550100");
});

test("an address in a sentence becomes a link without the full stop after it", () => {
  expect(inline("See https://shop.example/returns.")).toEqual([
    { kind: "text", text: "See " },
    { kind: "link", href: "https://shop.example/returns", children: [{ kind: "text", text: "https://shop.example/returns" }] },
    { kind: "text", text: "." },
  ]);
});

test("a picture is its words, and its address is nowhere", () => {
  expect(JSON.stringify(parseMarkdown("![x](https://evil.example/?d=secret)"))).not.toContain("evil");
  expect(plainText("![x](https://evil.example/?d=secret)")).toBe("x");
});

test("HTML stays text", () => {
  expect(parseMarkdown("<img src=x onerror=alert(1)>")).toEqual([
    { kind: "paragraph", children: [{ kind: "text", text: "<img src=x onerror=alert(1)>" }] },
  ]);
});

test("order numbers, prices and snake_case stay as they are", () => {
  for (const text of ["#W2378156", "5 * 3 * 2", "credit_card_CUST-123", "a_b_c", "2 ** 3", "[not a link]"]) {
    expect(plainText(text)).toBe(text);
  }
});

test("what is read aloud has no marks in it", () => {
  expect(plainText("**Done**: see [here](https://shop.example)\n\n- one\n- two")).toBe("Done: see here one. two");
});

test.each([
  ["[a](", 5_000],
  ["![a](", 5_000],
  ["**a", 8_000],
  ["*", 20_000],
  ["_a ", 8_000],
  ["`", 20_000],
  ["[", 20_000],
  ["**_", 8_000],
  ["> ", 10_000],
  ["http://", 4_000],
  ["h ", 10_000],
  ["\\", 20_000],
  ["- ", 10_000],
  ["```\n", 5_000],
])("%j, %i times, is parsed in under 100 ms", (piece, times) => {
  const text = piece.repeat(times);
  parseMarkdown(text.slice(0, 1000));
  const began = performance.now();
  parseMarkdown(text);
  expect(performance.now() - began).toBeLessThan(100);
});

test("twice as much takes about twice as long, not four times", () => {
  const time = (times: number): number => {
    const text = "[a](**b".repeat(times);
    const began = performance.now();
    parseMarkdown(text);
    return performance.now() - began;
  };
  time(2_000);
  const [once, twice] = [Math.min(time(4_000), time(4_000)), Math.min(time(8_000), time(8_000))];
  expect(twice).toBeLessThan(once * 3 + 5);
});
