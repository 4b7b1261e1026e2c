/** A closed conversation: how it goes on, and how it was. */

import { useChat } from "../app/kit";
import { useMoreWords } from "./words";

export function Closed() {
  const chat = useChat();
  const { words } = useMoreWords();
  return (
    <p class="bar">
      <span>{words.isClosed}</span>
      <button type="button" class="link" onClick={() => chat.show("rating")}>
        {words.rate}
      </button>
    </p>
  );
}
