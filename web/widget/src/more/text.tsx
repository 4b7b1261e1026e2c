/** Markdown as nodes. */

import { type Block, type Inline, parseMarkdown } from "./markdown";

export function Text({ text }: { text: string }) {
  return <div class="text" dir="auto">{parseMarkdown(text).map(drawBlock)}</div>;
}

function drawBlock(block: Block) {
  switch (block.kind) {
    case "pre":
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case "list": {
      const items = block.items.map((item) => <li>{item.map(draw)}</li>);
      return block.isOrdered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case "paragraph":
      return <p>{block.children.map(draw)}</p>;
  }
}

function draw(node: Inline) {
  switch (node.kind) {
    case "text":
      return node.text;
    case "code":
      return <code>{node.text}</code>;
    case "strong":
      return <strong>{node.children.map(draw)}</strong>;
    case "emphasis":
      return <em>{node.children.map(draw)}</em>;
    case "break":
      return <br />;
    case "link":
      return (
        <a href={node.href} target="_blank" rel="noopener noreferrer nofollow">
          {node.children.map(draw)}
        </a>
      );
  }
}
