/** The way to messages from before those that are shown. */

import { useState } from "preact/hooks";
import type { Chat } from "../app/core/chat";
import type { Thread } from "../app/core/thread";
import { useChat } from "../app/kit";
import type { Message, Messages } from "../app/wire/types";
import { useMoreWords } from "./words";

const PAGE = 100;

/** Return the thread with earlier messages in front. */
export function withEarlier(thread: Thread, earlier: readonly Message[]): Thread {
  const first = thread.messages[0]?.sequence ?? Infinity;
  return { ...thread, messages: [...earlier.filter((one) => one.sequence < first), ...thread.messages] };
}

async function readEarlier({ api, store }: Chat): Promise<void> {
  const { conversationId, messages } = store.state.thread;
  const before = (messages[0]?.sequence ?? 1) - 1;
  const after = Math.max(0, before - PAGE);
  const path = `/conversations/${conversationId}/messages?after=${after}&limit=${before - after}`;
  const { items } = await api.get<Messages>(path);
  if (store.state.thread.conversationId === conversationId) store.set({ thread: withEarlier(store.state.thread, items) });
}

export function Earlier() {
  const chat = useChat();
  const { words } = useMoreWords();
  const [isReading, setReading] = useState(false);
  const read = (): void => {
    setReading(true);
    readEarlier(chat)
      .catch(() => chat.tell("error", words.failed))
      .finally(() => setReading(false));
  };
  return (
    <button type="button" class="earlier" aria-busy={isReading} onClick={read}>
      {words.earlier}
    </button>
  );
}
