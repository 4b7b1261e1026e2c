/** The chat, for every component below the panel. */

import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Chat } from "../core/chat";
import type { State } from "../core/state";
import { useSelected } from "../core/store";
import type { Strings } from "../languages/en";

export const ChatContext = createContext<Chat | null>(null);

export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error("a component of the chat stands outside of it");
  return chat;
}

/** Return a part of what is shown; `select` must not change between two drawings. */
export function useChatState<Part>(select: (state: State) => Part): Part {
  return useSelected(useChat().store, select);
}

/** Return the person's words and language, which stay the same as long as the app lives. */
export function useWords(): { readonly words: Strings; readonly language: string } {
  const { strings, language } = useChat().store.state;
  return { words: strings, language };
}
