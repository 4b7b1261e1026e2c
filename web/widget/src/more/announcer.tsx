/** What is said aloud to people who do not see it: that support is typing, then the finished answer, once. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { State } from "../app/core/state";
import { fill, isAnswering, speakerOf, useChatState } from "../app/kit";
import { plainText } from "./plain";
import { useMoreWords } from "./words";

const newest = (state: State) => state.thread.messages.at(-1);
const colleagueTypes = ({ thread }: State): string | null =>
  thread.colleague.isTyping ? (thread.colleague.name ?? "") : null;

export function Announcer() {
  const { words } = useMoreWords();
  const [text, setText] = useState("");
  const last = useChatState(newest);
  const conversation = useChatState((state) => state.thread.conversationId);
  const answering = useChatState(isAnswering);
  const typing = useChatState(colleagueTypes);
  const seen = useRef({ conversation, sequence: last?.sequence ?? 0 });

  useEffect(() => {
    const isOther = seen.current.conversation !== conversation && seen.current.conversation !== null;
    const isNew = last !== undefined && last.sequence > seen.current.sequence && !isOther;
    // What was there when the conversation was opened is read by whoever goes there.
    const isHistory = last !== undefined && Date.now() - Date.parse(last.created_at) > 60_000;
    seen.current = { conversation, sequence: last?.sequence ?? 0 };
    if (isNew && !isHistory && last.speaker !== "person") setText(`${speakerOf(last, words)}: ${plainText(last.text)}`);
  }, [last, conversation]);
  useEffect(() => {
    if (typing !== null) setText(fill(words.typing, { name: typing || words.colleague }));
    else if (answering) setText(words.thinking);
  }, [answering, typing]);

  return (
    <p class="unseen" role="status">
      {text}
    </p>
  );
}
