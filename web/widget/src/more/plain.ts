/** Markdown as it is read aloud: its words alone. */

import { type Block, type Inline, parseMarkdown } from "./markdown";

export function plainText(text: string): string {
  return parseMarkdown(text).map(ofBlock).join(" ");
}

function ofBlock(block: Block): string {
  switch (block.kind) {
    case "pre":
      return block.text;
    case "list":
      return block.items.map(ofLine).join(". ");
    default:
      return ofLine(block.children);
  }
}

function ofLine(nodes: readonly Inline[]): string {
  return nodes.map((node) => ("children" in node ? ofLine(node.children) : "text" in node ? node.text : " ")).join("");
}
