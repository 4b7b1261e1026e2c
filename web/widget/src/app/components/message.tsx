/** One stored message: who said it, when, its words, cards, files and sources. */

import { Answer } from "./answer";
import { memo } from "./memo";
import { clock } from "../text/format";
import type { Message } from "../wire/types";
import { useWords } from "./context";
import { More } from "./more";
import { speakerOf } from "./speaker";

interface EntryProps {
  readonly message: Message;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isNewest: boolean;
}

export const Entry = memo(function Entry({ message, isFirst, isLast, isNewest }: EntryProps) {
  const { words, language } = useWords();
  const { speaker } = message;
  const isOwn = speaker === "person";
  return (
    <li class={`entry ${speaker}${isFirst ? " first" : ""}${isLast ? " last" : ""}`}>
      <span class={isFirst && (speaker === "assistant" || speaker === "colleague") ? "speaker" : "unseen"}>
        {speakerOf(message, words)}
        <span class="unseen">:</span>
      </span>
      {isOwn ? (
        message.text && (
          <div class="bubble">
            <p class="text plain-text" dir="auto">{message.text}</p>
          </div>
        )
      ) : (
        <Answer text={message.text} cards={message.cards} sources={message.sources} isNewest={isNewest} />
      )}
      {message.files.length > 0 && <More part="Files" with={{ files: message.files }} />}
      <time class={isLast ? "time" : "unseen"} dateTime={message.created_at}>
        {clock(message.created_at, language)}
      </time>
    </li>
  );
});
