/** What is needed less often: signing in and out, the transcript, a rating, another conversation. */

import { useEffect, useRef, useState } from "preact/hooks";
import { fill, Icon, Problem, useChat, useChatState } from "../app/kit";
import { saveBlob } from "./downloads";
import { DOTS } from "./icons";
import { useMoreWords } from "./words";

export function Menu() {
  const chat = useChat();
  const { words } = useMoreWords();
  const [isOpen, setOpen] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const account = useChatState((state) => state.account);
  const signIn = useChatState((state) => state.settings.sign_in);
  const conversationId = useChatState((state) => state.thread.conversationId);

  useEffect(() => {
    if (isOpen) around.current?.querySelector<HTMLElement>("li button")?.focus();
  }, [isOpen]);

  const leave = (event: FocusEvent): void => {
    if (!around.current?.contains(event.relatedTarget as Node | null)) setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOpen || event.key !== "Escape") return;
    event.preventDefault();
    setOpen(false);
    button.current?.focus();
  };
  const item = (label: string, work: () => unknown) => (
    <li>
      <button
        type="button"
        onClick={() => {
          setOpen(false);
          button.current?.focus();
          Promise.resolve(work()).catch((reason: unknown) => {
            chat.tell("error", (reason instanceof Problem && reason.detail) || words.failed);
          });
        }}
      >
        {label}
      </button>
    </li>
  );
  const path = `/conversations/${conversationId}/transcript`;
  return (
    <div class="menu" ref={around} onFocusOut={leave} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="plain"
        aria-label={words.menu}
        title={words.menu}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon path={DOTS} />
      </button>
      <div class="menu-list" hidden={!isOpen}>
        {account && <p>{fill(words.signedInAs, { name: account.name })}</p>}
        <ul>
          {!account && (signIn.password || signIn.code) && item(words.signIn, () => chat.show("sign-in"))}
          {conversationId && item(words.newConversation, () => chat.startAnew())}
          {conversationId && item(words.rate, () => chat.show("rating"))}
          {conversationId &&
            item(words.saveTranscript, async () => {
              const answer = await chat.api.request("GET", path);
              saveBlob(await answer.blob(), "conversation.txt");
            })}
          {conversationId &&
            account &&
            item(words.mailTranscript, async () => {
              await chat.api.post(path);
              chat.tell("info", words.transcriptMailed);
            })}
          {account && item(words.signOut, () => {
              chat.tell("info", words.signingOut);
              return chat.identity.signOut();
            })}
        </ul>
      </div>
    </div>
  );
}
