/** The window of the chat: a dialog beside the page, modal where it fills the screen; or a part of the page. */

import { useEffect, useRef, useState } from "preact/hooks";
import type { Mode, Position } from "../../shared/host";
import { directionOf } from "../../shared/languages";
import { Composer } from "./composer";
import { useChat, useChatState, useWords } from "./context";
import { nextFocus } from "./focus";
import { Footer } from "./footer";
import { Header } from "./header";
import { More } from "./more";
import { StatusBar } from "./status-bar";
import { Transcript } from "./transcript";

const FULL_SCREEN = "(max-width: 480px), (max-height: 420px)";

export function Panel({ mode, position }: { mode: Mode; position: Position }) {
  const chat = useChat();
  const { language } = useWords();
  const panel = useRef<HTMLElement>(null);
  const isOpen = useChatState((state) => state.isOpen);
  const view = useChatState((state) => state.view);
  const fills = useMatches(FULL_SCREEN);
  const isDialog = mode === "launcher";

  useEffect(() => {
    if (!isOpen || (mode === "inline" && view === "chat")) return;
    panel.current?.querySelector<HTMLElement>(view === "chat" ? "textarea" : "[data-first]")?.focus();
  }, [isOpen, view]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && isDialog && !event.defaultPrevented && !event.isComposing) {
      event.preventDefault();
      chat.close();
    }
    if (event.key === "Tab" && isDialog && fills && panel.current) {
      const next = nextFocus(panel.current, event.shiftKey);
      if (next) {
        event.preventDefault();
        next.focus();
      }
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
      aria-modal={isDialog && fills ? "true" : undefined}
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
    </section>
  );
}

function useMatches(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const look = (): void => setMatches(list.matches);
    list.addEventListener("change", look);
    return () => list.removeEventListener("change", look);
  }, [query]);
  return matches;
}
