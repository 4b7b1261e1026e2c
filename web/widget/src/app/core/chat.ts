/** The conversation as a whole: who speaks, what is sent, what comes back, what is shown. */

import type { Host } from "../../shared/host";
import type { Strings } from "../languages/en";
import type { Language } from "../../shared/languages";
import { Api, Problem } from "../wire/api";
import type { AccessToken, Conversations, Detail, FileInfo, Frame, Settings } from "../wire/types";
import { Connection, type Link } from "./connection";
import { Delivery } from "./delivery";
import { Identity } from "./identity";
import { Outbox } from "./outbox";
import { type Account, begun, DEFAULTS, type State, type View } from "./state";
import { Memory } from "./storage";
import { Store } from "./store";
import { cut, EMPTY, hear, resumed } from "./thread";

/** A view in which nothing was said yet. */
const FRESH = { thread: EMPTY, rating: null, view: "chat", banner: null } as const;

export class Chat {
  readonly store: Store<State>;
  readonly api: Api;
  readonly identity: Identity;
  readonly #host: Host;
  readonly #memory: Memory;
  readonly #outbox: Outbox;
  readonly #connection: Connection;
  readonly #delivery: Delivery;
  #hasBegun = false;
  // Until it is known who speaks, nothing is connected: what is said meanwhile waits.
  #isKnown = false;
  #isReading = (): boolean => true;
  readonly #undo: (() => void)[] = [];

  constructor(host: Host, language: Language, strings: Strings) {
    this.#host = host;
    this.store = new Store(begun(language, strings));
    this.#memory = new Memory(host.api);
    this.api = new Api(host.api, () => this.identity.token);
    this.identity = new Identity(() => this.api, this.#memory, {
      became: (account) => this.#began(account),
      proven: () => this.#connection.restart(),
      forgotten: () => this.store.set({ thread: EMPTY }),
      runsOut: (endsAt) => {
        this.store.set({ endsAt });
        if (endsAt !== null) host.emit("identity-needed", { seconds: Math.round((endsAt - Date.now()) / 1000) });
      },
      ended: (reason) => this.#signedOut(reason),
    });
    this.#outbox = new Outbox(
      (items, gone) => this.identity.keepUnsent(items, gone),
      (outbox) => this.store.set({ outbox }),
    );
    this.#connection = new Connection({
      ticket: () => this.#ticket(),
      socket: (protocols) => {
        const { conversationId, last } = this.store.state.thread;
        return new WebSocket(this.api.socketAddress(conversationId, last), protocols);
      },
      heard: (frame) => this.#heard(frame),
      changed: (link) => this.#linked(link),
      refused: (reason) => this.#refused(reason),
    });
    this.#delivery = new Delivery(this.#outbox, this.#connection);
  }

  /** Begin: the shop's settings, who it is, and their conversation. */
  async begin(identity: string | null): Promise<void> {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    this.#undo.push(this.#memory.watch(() => this.#otherTab()));
    const online = (): void => this.#start();
    addEventListener("online", online);
    this.#undo.push(() => removeEventListener("online", online));
    void this.#readSettings();
    if (identity === null) await this.identity.restore();
    else if (!(await this.identity.identify(identity))) this.#host.emit("identity-needed", { seconds: 0 });
    if (!this.identity.isSignedIn) {
      this.#outbox.take(this.#memory.unsent(null));
      await this.#resume(this.#memory.visitor?.conversation_id ?? null);
    }
    this.#isKnown = true;
    this.#start();
  }

  /** Go on as the customer whom the host's backend names; false where the token was refused. */
  async identify(token: string): Promise<boolean> {
    if (this.#hasBegun) return this.identity.identify(token);
    await this.begin(token);
    return this.identity.isSignedIn;
  }

  stop(): void {
    for (const undo of this.#undo.splice(0)) undo();
    this.identity.stop();
    this.#connection.stop();
    this.#delivery.cut();
  }

  /** Say something; it is kept until the server has it. */
  say(message: string, files: readonly FileInfo[] = []): void {
    const text = message.trim();
    this.store.set({ banner: null, view: "chat" });
    this.#outbox.add(text, files);
    this.#start();
    this.#delivery.next();
  }

  retry(clientMessageId: string): void {
    this.#outbox.retry(clientMessageId);
    this.#start();
    this.#delivery.next();
  }

  drop(clientMessageId: string): void {
    this.#outbox.drop(clientMessageId);
  }

  /** Tell a colleague that somebody is typing; the assistant does not need to know. */
  typing(isTyping: boolean): void {
    if (this.store.state.thread.handledBy === "colleague") this.#delivery.typing(isTyping);
  }

  /** Try at once to be connected again. */
  reconnect(): void {
    this.#connection.restart();
  }

  /** Leave this conversation where it is, and begin another one with the next message. */
  startAnew(): void {
    this.identity.keepConversation(null);
    this.store.set(FRESH);
    this.#connection.restart();
  }

  show(view: View): void {
    this.store.set({ view, banner: null });
  }

  tell(kind: "info" | "error", text: string): void {
    this.store.set({ banner: { kind, text } });
  }

  open(): void {
    this.store.set({ isOpen: true });
    this.sawAll();
    this.#host.showOpen(true);
    this.#host.emit("open", {});
  }

  close(): void {
    if (!this.store.state.isOpen) return;
    this.store.set({ isOpen: false });
    this.#host.showOpen(false);
    this.#host.emit("close", {});
  }

  /** Whoever shows the messages says whether the newest one is before somebody's eyes. */
  watchReading(isReading: () => boolean): void {
    this.#isReading = isReading;
  }

  sawAll(): void {
    if (this.store.state.unread > 0) this.#countUnread(0);
  }

  async #readSettings(): Promise<void> {
    try {
      const settings = { ...DEFAULTS, ...(await this.api.get<Settings>("/support/settings")) };
      this.store.set({ settings });
      this.#host.paint(settings.colour);
    } catch {
      // The chat works with its own words and colours.
    }
  }

  async #ticket(): Promise<string> {
    try {
      return await this.identity.ticket();
    } catch (reason) {
      if (reason instanceof Problem && reason.code !== "offline") this.#host.emit("error", { code: reason.code });
      throw reason;
    }
  }

  /** Somebody signed in: their newest conversation, what they have not sent yet, nothing of another account's. */
  #began(account: Account): void {
    const carried = this.store.state.account === null ? this.#outbox.items : [];
    this.#memory.keepVisitors([], carried.map((one) => one.client_message_id));
    this.#outbox.clear();
    this.#outbox.take([...this.#memory.unsent(account.id), ...carried]);
    this.identity.keepUnsent(this.#outbox.items, []);
    this.store.set({ ...FRESH, account });
    this.#host.emit("identity", { signed_in: true });
    this.#connection.stop();
    void this.#goOn(account.id);
  }

  async #goOn(accountId: string): Promise<void> {
    const page = await this.api.get<Conversations>("/conversations?limit=1").catch(() => null);
    if (this.identity.account?.id !== accountId) return;
    await this.#resume(page?.items[0]?.conversation_id ?? null);
    this.#connection.restart();
  }

  async #resume(conversationId: string | null): Promise<void> {
    if (conversationId === null) return;
    const speaker = this.identity.token;
    try {
      const detail = await this.api.get<Detail>(`/conversations/${conversationId}`);
      if (this.identity.token !== speaker) return;
      this.store.set({ thread: resumed(detail), rating: detail.rating ?? null });
      for (const one of detail.messages) if (one.client_message_id) this.#outbox.confirm(one.client_message_id);
    } catch (reason) {
      if (!(reason instanceof Problem)) throw reason;
      if (reason.code === "offline") this.store.set({ thread: { ...EMPTY, conversationId } });
      else this.identity.keepConversation(null);
    }
  }

  #heard(frame: Frame): void {
    if (frame.type === "session") return void this.#becameBySocket(frame);
    if (frame.type === "error") return this.#delivery.complain(frame);
    const thread = hear(this.store.state.thread, frame);
    if (thread === this.store.state.thread) return;
    this.store.set({ thread });
    if (frame.type === "conversation") this.identity.keepConversation(thread.conversationId);
    if (frame.type !== "message") return;
    if (frame.client_message_id) this.#delivery.confirm(frame.client_message_id);
    if (frame.notice === "outcome") this.store.set({ outcomes: this.store.state.outcomes + 1 });
    if (frame.speaker !== "person" && !(this.store.state.isOpen && this.#isReading())) {
      this.#countUnread(this.store.state.unread + 1);
    }
    this.#host.emit("message", { sequence: frame.sequence, speaker: frame.speaker });
    this.#delivery.next();
  }

  /** A one-time code was right: the socket itself goes on as that person, in the conversation that it names next. */
  async #becameBySocket(session: AccessToken): Promise<void> {
    const before = this.identity.account?.id;
    const account = await this.identity.takeOver(session).catch(() => null);
    if (account === null || account.id === before) return;
    this.#memory.keepVisitors([], this.#outbox.items.map((one) => one.client_message_id));
    this.identity.keepUnsent(this.#outbox.items, []);
    this.store.set({ account });
    this.#host.emit("identity", { signed_in: true });
  }

  #start(): void {
    if (this.#isKnown) this.#connection.start();
  }

  #linked(link: Link): void {
    this.store.set(link === "open" ? { link } : { link, thread: cut(this.store.state.thread) });
    if (link === "open") this.#delivery.next();
    else this.#delivery.cut();
  }

  #refused(reason: "session-ended" | "not-yours" | "too-large"): void {
    const { strings, thread } = this.store.state;
    if (reason === "too-large") {
      this.#outbox.refuse(strings.tooLong);
    } else if (reason === "session-ended" && this.identity.isSignedIn) {
      this.identity.end("ended");
    } else if (thread.conversationId !== null) {
      this.identity.keepConversation(null);
      this.store.set({ thread: EMPTY });
      this.#connection.restart();
    } else {
      this.tell("error", strings.notAvailable);
    }
  }

  #signedOut(reason: "expired" | "signed-out" | "ended"): void {
    const { strings } = this.store.state;
    this.#outbox.clear();
    const text = reason === "signed-out" ? strings.signedOut : strings.sessionEnded;
    this.store.set({ ...FRESH, account: null, endsAt: null, banner: { kind: "info", text } });
    this.#countUnread(0);
    this.#host.emit("identity", { signed_in: false });
    if (reason !== "signed-out") this.#host.emit("session-ended", { reason });
    if (this.#isKnown) this.#connection.restart();
  }

  /** Another tab of the same visitor sent something, or began the conversation. */
  #otherTab(): void {
    if (this.identity.isSignedIn) return;
    const conversationId = this.#memory.visitor?.conversation_id ?? null;
    if (conversationId === null || this.store.state.thread.conversationId !== null) return;
    this.store.set({ thread: { ...EMPTY, conversationId } });
    this.#connection.restart();
  }

  #countUnread(unread: number): void {
    this.store.set({ unread });
    this.#host.showUnread(unread);
    this.#host.emit("unread", { count: unread });
  }
}
