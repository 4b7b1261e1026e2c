/** Whose support this is, who answers, and what else can be done. */

import { fill } from "../languages/en";
import type { State } from "../core/state";
import { useChat, useChatState, useWords } from "./context";
import { CLOSE, Icon, SPARK } from "./icons";
import { More } from "./more";

export function Header({ isDialog }: { isDialog: boolean }) {
  const chat = useChat();
  const { words } = useWords();
  const shop = useChatState((state) => state.settings.shop);
  const unread = useChatState((state) => state.unread);
  return (
    <div class="header">
      <Avatar />
      <div class="who">
        <h2 id="support-title">
          <span>{shop ? fill(words.titleOf, { shop }) : words.title}</span>
          {unread > 0 && <span class="count"> {fill(words.newCount, { count: unread })}</span>}
        </h2>
        <Presence />
      </div>
      <More part="Menu" with={{}}>
        <span class="plain" />
      </More>
      {isDialog && (
        <button type="button" class="plain" aria-label={words.close} title={words.close} onClick={() => chat.close()}>
          <Icon path={CLOSE} />
        </button>
      )}
    </div>
  );
}

function Avatar() {
  const chat = useChat();
  const logo = useChatState((state) => state.settings.logo_url);
  const colleague = useChatState(whoIsHere);
  if (colleague) return <span class="avatar" aria-hidden="true">{initial(colleague)}</span>;
  if (logo) return <img class="avatar" src={new URL(logo, chat.api.origin).href} alt="" width="40" height="40" />;
  return (
    <span class="avatar" aria-hidden="true">
      <Icon path={SPARK} />
    </span>
  );
}

function Presence() {
  const { words } = useWords();
  const link = useChatState((state) => state.link);
  const colleague = useChatState(whoIsHere);
  const text = link === "open" || link === "off" ? (colleague ?? words.assistant) : words.connecting;
  return (
    <p class={`presence ${link}`}>
      <span class="dot" />
      {text}
    </p>
  );
}

function whoIsHere({ thread }: State): string | null {
  return thread.handledBy === "colleague" ? (thread.colleague.name ?? null) : null;
}

export function initial(name: string): string {
  return ([...name.trim()][0] ?? "").toLocaleUpperCase();
}
