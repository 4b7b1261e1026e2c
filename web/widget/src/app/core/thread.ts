/** A conversation as it is known here: what the server sent, applied frame by frame, each stored message once. */

import type { Card, Detail, Frame, HandledBy, Message, Source } from "../wire/types";

/** What a running turn has said so far; the stored message takes its place. */
export interface Draft {
  readonly text: string;
  readonly cards: readonly Card[];
  readonly sources: readonly Source[];
}

export interface Thread {
  readonly conversationId: string | null;
  readonly messages: readonly Message[];
  /** The last sequence number that was seen: where a new socket goes on. */
  readonly last: number;
  readonly draft: Draft | null;
  /** The tool that works just now. */
  readonly working: string | null;
  readonly handledBy: HandledBy;
  readonly next: string;
  readonly colleague: { readonly name: string | null; readonly isPresent: boolean; readonly isTyping: boolean };
}

export const EMPTY: Thread = {
  conversationId: null,
  messages: [],
  last: 0,
  draft: null,
  working: null,
  handledBy: "assistant",
  next: "",
  colleague: { name: null, isPresent: false, isTyping: false },
};

const NOTHING_SAID: Draft = { text: "", cards: [], sources: [] };

/** Return a thread that begins with what was read over HTTP. */
export function resumed(detail: Detail): Thread {
  return {
    ...EMPTY,
    conversationId: detail.conversation_id,
    messages: detail.messages,
    last: Math.max(detail.last_sequence, detail.messages.at(-1)?.sequence ?? 0),
    handledBy: detail.handled_by,
    next: detail.next.text,
    colleague: { ...EMPTY.colleague, name: colleagueOf(detail.messages) },
  };
}

/** Return the thread after a frame; the very same one where the frame changes nothing. */
export function hear(thread: Thread, frame: Frame): Thread {
  switch (frame.type) {
    case "conversation":
      return frame.conversation_id === thread.conversationId
        ? thread
        : thread.conversationId === null
          ? { ...thread, conversationId: frame.conversation_id }
          : { ...EMPTY, conversationId: frame.conversation_id };
    case "message":
      return stored(thread, frame);
    case "handled_by":
      return { ...thread, handledBy: frame.handled_by, next: frame.next };
    case "sentence":
      return drafted(thread, (draft) => ({ ...draft, text: joined(draft.text, frame.text) }));
    case "card":
      return drafted(thread, (draft) => ({ ...draft, cards: [...draft.cards, frame.card] }));
    case "source":
      return drafted(thread, (draft) => ({ ...draft, sources: [...draft.sources, frame.source] }));
    case "working":
      return { ...thread, working: frame.tool };
    case "typing":
      // Of a person's own typing in another tab nothing is shown.
      if (frame.speaker !== "colleague") return thread;
      return { ...thread, colleague: { ...thread.colleague, name: frame.name, isTyping: frame.is_typing } };
    case "presence":
      return { ...thread, colleague: { ...thread.colleague, isPresent: frame.colleague } };
    default:
      return thread;
  }
}

/** Return the thread as a cut connection leaves it: sentences of a running turn come again as a message, or never. */
export function cut(thread: Thread): Thread {
  return { ...thread, draft: null, working: null, colleague: { ...thread.colleague, isTyping: false } };
}

function stored(thread: Thread, frame: { readonly type: "message" } & Message): Thread {
  if (frame.sequence <= thread.last) return thread;
  const { type: _, ...message } = frame;
  const isAnswer = message.speaker === "assistant" || message.speaker === "colleague";
  const name = message.speaker === "colleague" || message.notice === "joined" ? message.name : thread.colleague.name;
  return {
    ...thread,
    messages: [...thread.messages, message],
    last: message.sequence,
    draft: isAnswer ? null : thread.draft,
    working: isAnswer ? null : thread.working,
    colleague: { ...thread.colleague, name, isTyping: isAnswer ? false : thread.colleague.isTyping },
  };
}

function drafted(thread: Thread, change: (draft: Draft) => Draft): Thread {
  return { ...thread, working: null, draft: change(thread.draft ?? NOTHING_SAID) };
}

/** Join sentences as the server joins them: lines of a list stand below each other. */
function joined(text: string, sentence: string): string {
  if (text === "") return sentence;
  const isLine = sentence.startsWith("• ") || text.endsWith(":") || text.includes("\n• ");
  return text + (isLine ? "\n" : " ") + sentence;
}

function colleagueOf(messages: readonly Message[]): string | null {
  return messages.findLast((one) => one.speaker === "colleague" || one.notice === "joined")?.name ?? null;
}
