/** The warning before a session ends, with the way to go on. */

import { useEffect, useState } from "preact/hooks";
import { fill, Icon, useChat, useChatState } from "../app/kit";
import { remaining } from "./format";
import { ALERT } from "./icons";
import { useMoreWords } from "./words";

export function Ending() {
  const chat = useChat();
  const { words } = useMoreWords();
  const endsAt = useChatState((state) => state.endsAt);
  const [, tick] = useState(0);
  useEffect(() => {
    if (endsAt === null) return undefined;
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, [endsAt]);
  // The alert holds no clock: it would be read aloud every second.
  return (
    <div role="alert">
      {endsAt !== null && (
        <p class="bar">
          <Icon path={ALERT} />
          <span class="unseen">{fill(words.sessionEnds, { time: "2:00" })}</span>
          <span aria-hidden="true">{fill(words.sessionEnds, { time: remaining(endsAt - Date.now()) })}</span>
          <button type="button" class="link" onClick={() => chat.show("sign-in")}>
            {words.stay}
          </button>
        </p>
      )}
    </div>
  );
}
