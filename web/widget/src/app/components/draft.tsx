/** What the running turn has said so far, or that it is at work. */

import { useEffect, useState } from "preact/hooks";
import type { State } from "../core/state";
import { fill } from "../languages/en";
import { Answer } from "./answer";
import { useChatState, useWords } from "./context";
import { More } from "./more";
import { isAnswering } from "./typing";

/** After so long without a word nobody claims any more that somebody is typing. */
const PATIENCE_MS = 60_000;
const draftOf = ({ thread }: State) => thread.draft;
const toolOf = ({ thread }: State) => thread.working;
const colleagueOf = ({ thread }: State): string | null => (thread.colleague.isTyping ? (thread.colleague.name ?? "") : null);

export function DraftEntry() {
  const { words } = useWords();
  const draft = useChatState(draftOf);
  if (draft === null) return null;
  return (
    <li class="entry assistant first">
      <span class="speaker">{words.assistant}</span>
      <Answer text={draft.text} cards={draft.cards} sources={draft.sources} isNewest={false} />
    </li>
  );
}

export function TypingEntry() {
  const { words } = useWords();
  const colleague = useChatState(colleagueOf);
  const answering = useChatState(isAnswering);
  const tool = useChatState(toolOf);
  const last = useChatState((state) => state.thread.last);
  const hasDraft = useChatState((state) => state.thread.draft !== null);
  const [isPatient, setPatient] = useState(true);
  useEffect(() => {
    setPatient(true);
    const timer = setTimeout(() => setPatient(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [answering, last, tool, colleague]);
  if (!isPatient || (colleague === null && !(answering && (!hasDraft || tool !== null)))) return null;
  return (
    <li class="entry typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {colleague !== null && fill(words.typing, { name: colleague || words.colleague })}
      {colleague === null && tool !== null && <More part="Work" with={{ tool }} />}
    </li>
  );
}
