/** What the loader and the app promise each other, and what a page may ask of both. */

export type Theme = "auto" | "light" | "dark";
export type Position = "right" | "left";
export type Mode = "launcher" | "inline";

/** The `data-*` attributes of the mount element or the script. */
export interface Options {
  readonly primary: string | null;
  readonly theme: Theme;
  readonly position: Position;
  readonly lang: string | null;
  readonly mode: Mode;
  readonly identity: string | null;
}

/** What a page hears of, as `support:<name>` on the mount element and through `SupportChat.on`. */
export interface Events {
  /** The loader stands; the app may not be here yet. */
  ready: Record<string, never>;
  open: Record<string, never>;
  close: Record<string, never>;
  /** A message came or was confirmed; its words are not told. */
  message: { sequence: number; speaker: string };
  unread: { count: number };
  /** Somebody signed in or out. */
  identity: { signed_in: boolean };
  /** The session runs out soon, or the token was refused: call `identify` with a fresh one to go on. */
  "identity-needed": { seconds: number };
  "session-ended": { reason: string };
  error: { code: string };
}

export type EventName = keyof Events;
export type Emit = <Name extends EventName>(name: Name, detail: Events[Name]) => void;

/** What the loader gives the app. */
export interface Host {
  /** The origin of the server, which is the script's. */
  readonly api: string;
  readonly options: Options;
  readonly root: ShadowRoot;
  readonly emit: Emit;
  /** The panel was opened or closed; closed, focus goes back to the launcher. */
  readonly showOpen: (isOpen: boolean) => void;
  readonly showUnread: (count: number) => void;
  readonly paint: (colour: string | null) => void;
}

/** What the app gives the loader. */
export interface App {
  open(): void;
  close(): void;
  identify(token: string): Promise<boolean>;
  logout(): Promise<void>;
  destroy(): void;
}

export interface SupportChat {
  open(): void;
  close(): void;
  /** Go on as the customer whom the host's backend names; false where the token was refused. */
  identify(token: string): Promise<boolean>;
  logout(): Promise<void>;
  /** Call back at an event; the answer takes the call back away. */
  on<Name extends EventName>(name: Name, listener: (detail: Events[Name]) => void): () => void;
  destroy(): void;
}

declare global {
  interface Window {
    SupportChat?: SupportChat;
  }
}
