/** What an answer consists of, stored or still being said. */

import type { Card, Source } from "../wire/types";
import { More } from "./more";

interface AnswerProps {
  readonly text: string;
  readonly cards: readonly Card[];
  readonly sources: readonly Source[];
  /** Only what was said last offers answers to choose from. */
  readonly isNewest: boolean;
}

export function Answer({ text, cards, sources, isNewest }: AnswerProps) {
  return (
    <>
      {text !== "" && (
        <div class="bubble">
          <More part="Text" with={{ text }}>
            <p class="text plain-text" dir="auto">{text}</p>
          </More>
        </div>
      )}
      {cards.length > 0 && <More part="Cards" with={{ cards, isNewest }} />}
      {sources.length > 0 && <More part="Sources" with={{ sources }} />}
    </>
  );
}
