/**
 * The script that a page embeds: a launcher, and the app as soon as somebody shows that they want it.
 *
 * It works in `<head>`, before or after the mount element, without one, and twice on a page.
 */

import type { App, Emit, EventName, Events, Host, SupportChat } from "../shared/host";
import { chooseLanguage, wantedLanguages } from "../shared/languages";
import launcherStyles from "./launcher.css?inline";
import { Launcher, paletteOf } from "./launcher";
import { readOptions } from "./options";

declare const __APP_VERSION__: string;

// No rule of the page reaches into the launcher or what the panel inherits; inline, the page says how large it is.
const HOST = {
  launcher: ":host{all:initial!important;display:block!important}",
  inline: ":host{display:flex!important;flex-direction:column}",
};

type Listener = (detail: never) => void;

const script = document.currentScript as HTMLScriptElement | null;
const source = script?.src ?? document.querySelector<HTMLScriptElement>('script[src*="chat-widget.js"]')?.src;

function sheet(text: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}

class Widget implements SupportChat {
  readonly #listeners = new Map<EventName, Set<Listener>>();
  readonly #api: string;
  #mount: HTMLElement | null = null;
  #launcher: Launcher | null = null;
  #host: Host | null = null;
  #app: Promise<App> | null = null;
  #tries = 0;
  #isDestroyed = false;
  #started: Promise<void>;

  constructor(address: string) {
    this.#api = new URL(address).origin;
    this.#started =
      document.readyState === "loading"
        ? new Promise<void>((resolve) => {
            document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
          }).then(() => this.#start())
        : Promise.resolve().then(() => this.#start());
  }

  open(): void {
    void this.#use((app) => app.open());
  }

  close(): void {
    if (this.#app) void this.#use((app) => app.close());
  }

  async identify(token: string): Promise<boolean> {
    return (await this.#use((app) => app.identify(token))) ?? false;
  }

  async logout(): Promise<void> {
    await this.#use((app) => app.logout());
  }

  on<Name extends EventName>(name: Name, listener: (detail: Events[Name]) => void): () => void {
    const heard = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, heard.add(listener));
    return () => void heard.delete(listener);
  }

  destroy(): void {
    this.#isDestroyed = true;
    void this.#app?.then((app) => app.destroy());
    this.#mount?.remove();
    this.#listeners.clear();
    delete window.SupportChat;
  }

  #start(): void {
    if (this.#isDestroyed) return;
    const mount = document.getElementById("support-chat") ?? document.createElement("div");
    mount.id = "support-chat";
    if (!mount.isConnected) document.body.append(mount);
    if (mount.shadowRoot) return;
    const options = readOptions(mount, script);
    const root = mount.attachShadow({ mode: "open" });
    const palette = sheet(paletteOf(options.primary));
    root.adoptedStyleSheets = [sheet(HOST[options.mode]), sheet(launcherStyles), palette];
    const launcher = new Launcher(options, chooseLanguage(wantedLanguages(options.lang)));
    this.#mount = mount;
    this.#launcher = launcher;
    this.#host = {
      api: this.#api,
      options,
      root,
      emit: this.#emit,
      showOpen: (isOpen) => {
        const wasOpen = launcher.isOpen;
        launcher.showOpen(isOpen);
        if (wasOpen && !isOpen) launcher.button.focus();
      },
      showUnread: (count) => launcher.showUnread(count),
      paint: (colour) => {
        if (options.primary === null) palette.replaceSync(paletteOf(colour));
      },
    };
    if (options.mode === "inline") {
      // What the page has put there stays in view until the chat takes its place.
      root.append(document.createElement("slot"));
      this.#openWhenSeen(mount);
    } else {
      root.append(launcher.button);
      this.#watch(launcher);
    }
    this.#emit("ready", {});
  }

  #watch({ button }: Launcher): void {
    for (const intent of ["pointerenter", "focus", "touchstart"]) {
      button.addEventListener(intent, () => void this.#load().catch(() => undefined), { once: true, passive: true });
    }
    button.addEventListener("click", () => (this.#launcher?.isOpen ? this.close() : this.open()));
  }

  #openWhenSeen(mount: HTMLElement): void {
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        seen.disconnect();
        this.open();
      },
      { rootMargin: "200px" },
    );
    seen.observe(mount);
  }

  async #use<Result>(work: (app: App) => Result | Promise<Result>): Promise<Result | undefined> {
    await this.#started;
    this.#launcher?.showBusy(true);
    try {
      const app = await this.#load();
      return await work(app);
    } catch {
      this.#launcher?.showFailed();
      this.#emit("error", { code: "not_loaded" });
      return undefined;
    } finally {
      this.#launcher?.showBusy(false);
    }
  }

  /** Import the app once; what failed is tried again under another address, for browsers remember failed imports. */
  #load(): Promise<App> {
    this.#app ??= this.#import().catch((reason: unknown) => {
      this.#app = null;
      throw reason;
    });
    return this.#app;
  }

  async #import(): Promise<App> {
    const again = this.#tries > 0 ? `&try=${this.#tries}` : "";
    this.#tries += 1;
    const address = `${this.#api}/chat-app.js?v=${__APP_VERSION__}${again}`;
    const { mount } = (await import(/* @vite-ignore */ address)) as { mount: (host: Host) => Promise<App> };
    if (this.#isDestroyed || !this.#host) throw new Error("SupportChat was destroyed");
    return mount(this.#host);
  }

  #emit: Emit = (name, detail) => {
    this.#mount?.dispatchEvent(new CustomEvent(`support:${name}`, { detail, bubbles: true }));
    for (const listener of this.#listeners.get(name) ?? []) (listener as (detail: unknown) => void)(detail);
  };
}

if (!window.SupportChat && source) window.SupportChat = new Widget(source);
