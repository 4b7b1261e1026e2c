/** The app: what the loader imports when somebody wants to talk. */

import { render } from "preact";
import type { App, Host } from "../shared/host";
import { chooseLanguage, type Language, wantedLanguages } from "../shared/languages";
import { ChatContext } from "./components/context";
import { type Kit, Later, LaterContext } from "./components/more";
import { Panel } from "./components/panel";
import { Chat } from "./core/chat";
import { en, type Strings } from "./languages/en";
import type { Parts } from "../more";
import styles from "./styles/index.css?inline";

declare const __VERSIONS__: Readonly<Record<string, string>>;

/** Import another of our scripts; its address changes with its content. */
function fetched(api: string, name: string, again = ""): Promise<unknown> {
  return import(/* @vite-ignore */ `${api}/${name}.js?v=${__VERSIONS__[name]}${again}`);
}

/** Return the words of a language; English where its file cannot be had. */
async function wordsOf(api: string, language: Language): Promise<{ language: Language; strings: Strings }> {
  if (language === "en") return { language, strings: en };
  try {
    const { strings } = (await fetched(api, `chat-lang-${language}`)) as { strings: Strings };
    return { language, strings };
  } catch {
    return { language: "en", strings: en };
  }
}

export async function mount(host: Host): Promise<App> {
  const { options, root } = host;
  const { language, strings } = await wordsOf(host.api, chooseLanguage(wantedLanguages(options.lang)));
  const wear = (text: string): void => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  };
  wear(styles);
  // A page that says nothing of the height gets one in which the transcript scrolls; its own rules go before.
  if (options.mode === "inline") wear(":host{block-size:min(680px,90dvh)}");
  const later = new Later(async (attempt) => {
    const again = attempt > 0 ? `&try=${attempt}` : "";
    return ((await fetched(host.api, "chat-more", again)) as { default: (kit: Kit) => Parts }).default;
  }, wear);

  const chat = new Chat(host, language, strings);
  const place = document.createElement("div");
  place.className = `support ${options.theme} ${options.mode}`;
  // Before the launcher, so that Tab leads from the launcher's place into the panel and back.
  root.prepend(place);
  root.querySelector("slot")?.remove();
  render(
    <ChatContext.Provider value={chat}>
      <LaterContext.Provider value={later}>
        <Panel mode={options.mode} position={options.position} />
      </LaterContext.Provider>
    </ChatContext.Provider>,
    place,
  );
  return {
    open: () => {
      chat.open();
      void chat.begin(options.identity);
    },
    close: () => chat.close(),
    identify: (token) => chat.identify(token),
    logout: () => chat.identity.signOut(),
    destroy: () => {
      chat.stop();
      render(null, place);
    },
  };
}
