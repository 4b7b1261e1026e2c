/** What was said: a log that is read at will, never a live region. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { State } from "../core/state";
import { dayName, isSameDay } from "../text/format";
import type { Message } from "../wire/types";
import { useChat, useChatState, useWords } from "./context";
import { DraftEntry, TypingEntry } from "./draft";
import { DOWN, Icon } from "./icons";
import { Entry } from "./message";
import { More } from "./more";
import { OutgoingEntry } from "./outgoing";
import { Welcome } from "./welcome";

const NEAR_PX = 60;
const TOGETHER_MS = 5 * 60_000;
const messagesOf = ({ thread }: State) => thread.messages;
const outboxOf = (state: State) => state.outbox;
const isEmpty = ({ thread, outbox }: State) => thread.messages.length === 0 && outbox.length === 0;

export function Transcript() {
  const chat = useChat();
  const { words } = useWords();
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const top = useRef(0);
  const [isBehind, setBehind] = useState(false);
  const empty = useChatState(isEmpty);
  const hasMore = useChatState(({ thread }) => (thread.messages[0]?.sequence ?? 1) > 1);

  const toEnd = (): void => {
    const element = log.current;
    if (element) element.scrollTop = element.scrollHeight;
  };
  const onScroll = ({ currentTarget: element }: preact.TargetedEvent<HTMLElement>): void => {
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    // What grows below is no reason to stay behind: only whoever goes up does.
    if (isNear || element.scrollTop < top.current) isAtEnd.current = isNear;
    top.current = element.scrollTop;
    if (isNear) {
      setBehind(false);
      chat.sawAll();
    }
  };

  useEffect(() => {
    chat.watchReading(() => isAtEnd.current && !document.hidden);
    const back = (): void => {
      if (!document.hidden && isAtEnd.current && chat.store.state.isOpen) chat.sawAll();
    };
    document.addEventListener("visibilitychange", back);
    return () => document.removeEventListener("visibilitychange", back);
  }, []);
  useEffect(() => {
    // Whatever grows, the end stays in view for whoever is there; their own words bring them there. Of something long it is
    // the beginning, and whoever has read on is not taken back.
    const element = log.current as HTMLElement;
    const list = element.lastElementChild as Element;
    let count = chat.store.state.outbox.length;
    const sizes = new ResizeObserver(() => {
      const last = list.lastElementChild;
      const newest = (last?.matches(".typing") ? last.previousElementSibling : last) as HTMLElement | null;
      if (newest && isAtEnd.current) element.scrollTop = Math.max(element.scrollTop, newest.offsetTop);
    });
    sizes.observe(element);
    sizes.observe(list);
    const undo = chat.store.subscribe(() => {
      const { outbox, unread } = chat.store.state;
      if (outbox.length > count) isAtEnd.current = true;
      count = outbox.length;
      if (!isAtEnd.current) setBehind(unread > 0);
    });
    return () => {
      sizes.disconnect();
      undo();
    };
  }, []);

  return (
    <div class="transcript-frame">
      <div
        ref={log}
        class="transcript"
        role="log"
        aria-live="off"
        aria-label={words.transcript}
        tabIndex={0}
        onScroll={onScroll}
      >
        {hasMore && <More part="Earlier" with={{}} />}
        {empty && <Welcome />}
        <ol>
          <Messages />
          <DraftEntry />
          <Outgoing />
          <TypingEntry />
        </ol>
      </div>
      {isBehind && (
        <button type="button" class="to-end" onClick={toEnd}>
          {words.newMessages}
          <Icon path={DOWN} />
        </button>
      )}
    </div>
  );
}

/** Keyed and compared by the message itself: a stored message never changes, so that it is drawn once. */
function Messages() {
  const { words, language } = useWords();
  const messages = useChatState(messagesOf);
  const drawn: preact.JSX.Element[] = [];
  messages.forEach((message, at) => {
    const before = messages[at - 1];
    if (!before || !isSameDay(new Date(before.created_at), new Date(message.created_at))) {
      drawn.push(
        <li class="day" key={`day${message.sequence}`}>
          <time dateTime={message.created_at.slice(0, 10)}>{dayName(message.created_at, language, words)}</time>
        </li>,
      );
    }
    const after = messages[at + 1];
    drawn.push(
      <Entry
        key={message.sequence}
        message={message}
        isFirst={!isTogether(before, message)}
        isLast={!isTogether(message, after)}
        isNewest={after === undefined}
      />,
    );
  });
  return <>{drawn}</>;
}

function isTogether(one: Message | undefined, other: Message | undefined): boolean {
  if (!one || !other || one.speaker !== other.speaker || one.name !== other.name) return false;
  const [first, second] = [new Date(one.created_at), new Date(other.created_at)];
  return isSameDay(first, second) && second.getTime() - first.getTime() < TOGETHER_MS;
}

function Outgoing() {
  const outbox = useChatState(outboxOf);
  return (
    <>
      {outbox.map((one) => (
        <OutgoingEntry key={one.client_message_id} one={one} />
      ))}
    </>
  );
}
