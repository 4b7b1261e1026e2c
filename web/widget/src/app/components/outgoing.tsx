/** One message on its way: sending, waiting for the network, or not taken, with what can be done then. */

import type { Outgoing } from "../core/outbox";
import { useChat, useChatState, useWords } from "./context";
import { ALERT, Icon } from "./icons";
import { More } from "./more";

export function OutgoingEntry({ one }: { one: Outgoing }) {
  const chat = useChat();
  const { words } = useWords();
  const isConnected = useChatState((state) => state.link === "open" || state.link === "connecting");
  const hasFailed = one.failed !== undefined;
  return (
    <li class={`entry person first last outgoing${hasFailed ? " failed" : ""}`}>
      <span class="unseen">{words.you}:</span>
      {one.message && (
        <div class="bubble">
          <p class="text plain-text" dir="auto">{one.message}</p>
        </div>
      )}
      {one.files && <More part="Files" with={{ files: one.files }} />}
      {hasFailed ? (
        <div class="time" role="alert">
          <Icon path={ALERT} />
          <span>
            {words.notSent} {one.failed}
          </span>
          <button type="button" class="link" onClick={() => chat.retry(one.client_message_id)}>
            {words.tryAgain}
          </button>
          <button type="button" class="link" onClick={() => chat.drop(one.client_message_id)}>
            {words.discard}
          </button>
        </div>
      ) : (
        <span class="time">{isConnected ? words.sending : words.waitingForNetwork}</span>
      )}
    </li>
  );
}
