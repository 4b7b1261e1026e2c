/** What the person has to know just now: no network, a queue, a session that ends, what went wrong. */

import { useEffect, useState } from "preact/hooks";
import type { State } from "../core/state";
import { useChat, useChatState, useWords } from "./context";
import { ALERT, CHECK, Icon } from "./icons";
import { More } from "./more";

const CALM_MS = 1_500;
const handledBy = ({ thread }: State) => thread.handledBy;

export function StatusBar() {
  const banner = useChatState((state) => state.banner);
  const by = useChatState(handledBy);
  const isEnding = useChatState((state) => state.endsAt !== null);
  return (
    <div class="status-bar">
      {isEnding && <More part="Ending" with={{}} />}
      <Network />
      {by === "waiting" && <More part="Waiting" with={{}} />}
      {by === "closed" && <More part="Closed" with={{}} />}
      <div role="alert">
        {banner?.kind === "error" && (
          <p class="bar error">
            <Icon path={ALERT} />
            <span dir="auto">{banner.text}</span>
          </p>
        )}
      </div>
      <div role="status">
        {banner?.kind === "info" && (
          <p class="bar">
            <Icon path={CHECK} />
            <span dir="auto">{banner.text}</span>
          </p>
        )}
      </div>
    </div>
  );
}

/** A short gap is nobody's business: only one that lasts is told. */
function Network() {
  const chat = useChat();
  const { words } = useWords();
  const isCut = useChatState((state) => state.link === "waiting");
  const isTrying = useChatState((state) => state.link === "connecting");
  const [isLong, setLong] = useState(false);
  const isDown = isCut || isTrying;
  useEffect(() => {
    if (!isDown) {
      setLong(false);
      return undefined;
    }
    const timer = setTimeout(() => setLong(true), CALM_MS);
    return () => clearTimeout(timer);
  }, [isDown]);
  if (!isDown || !isLong) return null;
  return (
    <p class="bar" role="status">
      <Icon path={ALERT} />
      <span>{navigator.onLine ? words.reconnecting : words.offline}</span>
      <button type="button" class="link" onClick={() => chat.reconnect()}>
        {words.reconnect}
      </button>
    </p>
  );
}
