/** A closed conversation: how it goes on, and how it was. */

import { useChat, useChatState } from "../app/kit";
import { useMoreWords } from "./words";

export function Closed() {
  const chat = useChat();
  const { words } = useMoreWords();
  const isRated = useChatState((state) => state.rating !== null);
  // That it is closed stands in the conversation too; how it was is asked once.
  if (isRated) return null;
  return (
    <p class="bar">
      <span>{words.rateQuestion}</span>
      <button type="button" class="link" onClick={() => chat.show("rating")}>
        {words.rate}
      </button>
    </p>
  );
}
