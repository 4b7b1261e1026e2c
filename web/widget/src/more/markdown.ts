/**
 * A small subset of Markdown, parsed straight into nodes: paragraphs, lists, bold, emphasis, code, links.
 *
 * There is no HTML and there are no images. Every step moves forward, and what looks ahead has a bound: the work grows
 * with the length of the text, whatever somebody wrote.
 */

import { safeAddress } from "./links";

export type Inline =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "strong" | "emphasis"; readonly children: readonly Inline[] }
  | { readonly kind: "link"; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: "break" };

export type Block =
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  | { readonly kind: "list"; readonly isOrdered: boolean; readonly start: number; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: "pre"; readonly text: string };

const BULLET = /^ {0,3}(?:[-*•]|(\d{1,4})[.)]) +(?=\S)/;
const FENCE = /^ {0,3}```/;
const HEADING = /^ {0,3}#{1,6} +/;
// How far ahead an end is looked for; what is longer stays as it was written.
const LONGEST_LABEL = 300;
const LONGEST_ADDRESS = 2_000;
const LONGEST_MARKED = 2_000;
const DEEPEST = 3;
const ADDRESS = /^(?:https?:\/\/|mailto:|tel:)[^\s<>"'`\])]{1,2000}/i;
const ENDS_A_SENTENCE = /[.,;:!?]+$/;
const PUNCTUATION = /[\\`*_[\]()#+\-.!~>{}|]/;

export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] as string;
    if (line.trim() === "") at += 1;
    else if (FENCE.test(line)) at = fenced(lines, at, blocks);
    else if (BULLET.test(line)) at = list(lines, at, blocks);
    else at = paragraph(lines, at, blocks);
  }
  return blocks;
}

function fenced(lines: readonly string[], from: number, blocks: Block[]): number {
  let at = from + 1;
  while (at < lines.length && !FENCE.test(lines[at] as string)) at += 1;
  blocks.push({ kind: "pre", text: lines.slice(from + 1, at).join("\n") });
  return at + 1;
}

function list(lines: readonly string[], from: number, blocks: Block[]): number {
  const first = BULLET.exec(lines[from] as string);
  const isOrdered = first?.[1] !== undefined;
  const items: Inline[][] = [];
  let at = from;
  for (; at < lines.length; at += 1) {
    const found = BULLET.exec(lines[at] as string);
    if (!found || (found[1] !== undefined) !== isOrdered) break;
    items.push(inline((lines[at] as string).slice(found[0].length)));
  }
  blocks.push({ kind: "list", isOrdered, start: Number(first?.[1] ?? 1), items });
  return at;
}

function paragraph(lines: readonly string[], from: number, blocks: Block[]): number {
  const children: Inline[] = [];
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] as string;
    if (line.trim() === "" || (at > from && (BULLET.test(line) || FENCE.test(line)))) break;
    if (at > from) children.push({ kind: "break" });
    const heading = HEADING.exec(line);
    if (heading) children.push({ kind: "strong", children: inline(line.slice(heading[0].length)) });
    else children.push(...inline(line));
  }
  blocks.push({ kind: "paragraph", children });
  return at;
}

/** Parse one line. */
export function inline(text: string, depth = 0, isInLink = false): Inline[] {
  const found: Inline[] = [];
  let plain = "";
  const push = (node: Inline): void => {
    if (plain !== "") found.push({ kind: "text", text: plain });
    plain = "";
    found.push(node);
  };
  for (let at = 0; at < text.length; ) {
    const mark = text[at] as string;
    const next = text[at + 1] ?? "";
    if (mark === "\\" && PUNCTUATION.test(next)) {
      plain += next;
      at += 2;
      continue;
    }
    const node = depth < DEEPEST ? marked(text, at, depth, isInLink) : null;
    if (node) {
      push(node.node);
      at = node.end;
    } else {
      plain += mark;
      at += 1;
    }
  }
  if (plain !== "") found.push({ kind: "text", text: plain });
  return found;
}

interface Found {
  readonly node: Inline;
  readonly end: number;
}

function marked(text: string, at: number, depth: number, isInLink: boolean): Found | null {
  switch (text[at]) {
    case "`": {
      const end = within(text, "`", at + 1, LONGEST_MARKED);
      return end > at + 1 ? { node: { kind: "code", text: text.slice(at + 1, end) }, end: end + 1 } : null;
    }
    case "*":
    case "_":
      return emphasised(text, at, depth, isInLink);
    case "!":
      // No picture is ever loaded: its words stay.
      return text[at + 1] === "[" ? pictured(text, at) : null;
    case "[":
      return isInLink ? null : linked(text, at, depth);
    case "h":
    case "m":
    case "t":
    case "H":
    case "M":
    case "T":
      return isInLink ? null : bare(text, at);
    default:
      return null;
  }
}

function emphasised(text: string, at: number, depth: number, isInLink: boolean): Found | null {
  const mark = text[at] as string;
  const isStrong = text[at + 1] === mark;
  const from = at + (isStrong ? 2 : 1);
  const isInWord = mark === "_" && /\w/.test(text[at - 1] ?? "");
  if (isInWord || /\s/.test(text[from] ?? " ")) return null;
  const end = within(text, isStrong ? mark + mark : mark, from, LONGEST_MARKED);
  if (end <= from || /\s/.test(text[end - 1] as string)) return null;
  const children = inline(text.slice(from, end), depth + 1, isInLink);
  return { node: { kind: isStrong ? "strong" : "emphasis", children }, end: end + (isStrong ? 2 : 1) };
}

function linked(text: string, at: number, depth: number): Found | null {
  const label = within(text, "](", at + 1, LONGEST_LABEL);
  if (label <= at + 1) return null;
  const end = within(text, ")", label + 2, LONGEST_ADDRESS);
  const href = end > 0 ? safeAddress(text.slice(label + 2, end)) : null;
  if (href === null) return null;
  return { node: { kind: "link", href, children: inline(text.slice(at + 1, label), depth + 1, true) }, end: end + 1 };
}

function pictured(text: string, at: number): Found | null {
  const label = within(text, "](", at + 2, LONGEST_LABEL);
  const end = label < 0 ? -1 : within(text, ")", label + 2, LONGEST_ADDRESS);
  return end < 0 ? null : { node: { kind: "text", text: text.slice(at + 2, label) }, end: end + 1 };
}

function bare(text: string, at: number): Found | null {
  if (/\w/.test(text[at - 1] ?? "")) return null;
  const found = ADDRESS.exec(text.slice(at, at + LONGEST_ADDRESS + 10));
  const written = found?.[0].replace(ENDS_A_SENTENCE, "") ?? "";
  const href = safeAddress(written);
  if (href === null) return null;
  return { node: { kind: "link", href, children: [{ kind: "text", text: written }] }, end: at + written.length };
}

/** Return where something stands next, at most so far away; -1 where it does not. */
function within(text: string, wanted: string, from: number, most: number): number {
  const found = text.slice(from, from + most).indexOf(wanted);
  return found < 0 ? -1 : from + found;
}
