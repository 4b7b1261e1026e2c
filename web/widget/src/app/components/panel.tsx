/** The window of the chat: a dialog beside the page, modal where it fills the screen; or a part of the page. */

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Mode, Position } from "../../shared/host";
import { directionOf } from "../../shared/languages";
import { Composer } from "./composer";
import { useChat, useChatState, useWords } from "./context";
import { Footer } from "./footer";
import { Header } from "./header";
import { More } from "./more";
import { StatusBar } from "./status-bar";
import { Transcript } from "./transcript";

export function Panel({ mode, position }: { mode: Mode; position: Position }) {
  const chat = useChat();
  const { language } = useWords();
  const panel = useRef<HTMLElement>(null);
  const isOpen = useChatState((state) => state.isOpen);
  const view = useChatState((state) => state.view);
  const isDialog = mode === "launcher";

  // Before anything is painted, so that what is typed right after the click goes there.
  useLayoutEffect(() => {
    if (!isOpen || (mode === "inline" && view === "chat")) return;
    panel.current?.querySelector<HTMLElement>(view === "chat" ? "textarea" : "[data-first]")?.focus();
  }, [isOpen, view]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && isDialog && !event.defaultPrevented && !event.isComposing) {
      event.preventDefault();
      chat.close();
    }
  };

  return (
    <section
      ref={panel}
      class={`panel ${mode} ${position}`}
      lang={language}
      dir={directionOf(chat.store.state.language)}
      hidden={!isOpen}
      role={isDialog ? "dialog" : "region"}
      aria-labelledby="support-title"
      onKeyDown={onKeyDown}
    >
      <Header isDialog={isDialog} />
      {view === "sign-in" && <More part="SignIn" with={{}} />}
      {view === "rating" && <More part="RatingView" with={{}} />}
      <div class="conversation" hidden={view !== "chat"}>
        <Transcript />
        <StatusBar />
        <Composer />
        <Footer />
      </div>
      <More part="Announcer" with={{}} />
      {isDialog && <More part="Modal" with={{ panel }} />}
    </section>
  );
}
