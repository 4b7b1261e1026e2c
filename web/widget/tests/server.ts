/** A server at the seam: HTTP and sockets of one visitor or account, whose connection can be cut at any frame. */

import { vi } from "vitest";
import type { Host } from "../src/shared/host";
import { Chat } from "../src/app/core/chat";
import { en } from "../src/app/languages/en";
import type { Message, Settings } from "../src/app/wire/types";

export const API = "https://support.example";

interface Answer {
  readonly status?: number;
  readonly body?: unknown;
}

export class FakeServer {
  readonly stored: Message[] = [];
  readonly sockets: FakeSocket[] = [];
  /** Every request, as `METHOD path`. */
  readonly asked: string[] = [];
  readonly tokens: (string | null)[] = [];
  /** Answers to requests, before those of everybody. */
  readonly answers = new Map<string, (body: unknown) => Answer>();
  conversationId: string | null = null;
  visitorToken = "visitor-1";
  isOnline = true;
  /** How many frames pass, either way, before the socket is cut; the frame at that place is lost. */
  cutAt = Infinity;
  frames = 0;

  install(): void {
    const server = this;
    vi.stubGlobal("WebSocket", class extends FakeSocket {
      constructor(address: string, protocols: string[]) {
        super(server, address, protocols);
      }
    });
    vi.stubGlobal("fetch", (address: string, sent: RequestInit) => this.#fetch(address, sent));
  }

  get socket(): FakeSocket | undefined {
    return this.sockets.findLast((one) => one.isOpen);
  }

  /** Store a message and tell it; one with a known id is stored once. */
  store(speaker: Message["speaker"], text: string, more: Partial<Message> = {}): void {
    const id = more.client_message_id ?? null;
    if (id !== null && this.stored.some((one) => one.client_message_id === id)) return;
    const message = made(this.stored.length + 1, speaker, text, more);
    this.stored.push(message);
    this.tell({ type: "message", ...message });
  }

  tell(frame: object): void {
    for (const socket of this.sockets) socket.give(frame);
  }

  /** Count a frame; false where it is the one at which everything is cut. */
  passes(): boolean {
    this.frames += 1;
    if (this.frames !== this.cutAt) return true;
    for (const socket of this.sockets) socket.end(1006);
    return false;
  }

  async #fetch(address: string, sent: RequestInit): Promise<Response> {
    const { pathname, search } = new URL(address);
    const name = `${sent.method} ${pathname}`;
    this.asked.push(name + search);
    this.tokens.push(new Headers(sent.headers).get("Authorization"));
    if (!this.isOnline) throw new TypeError("offline");
    const own = this.answers.get(name);
    const body = typeof sent.body === "string" ? JSON.parse(sent.body) : sent.body;
    const { status = 200, body: answer = {} } = own ? own(body) : this.#usual(name);
    return new Response(status === 204 ? null : JSON.stringify(answer), { status });
  }

  #usual(name: string): Answer {
    if (name === "POST /auth/socket-ticket") {
      const isNew = this.tokens.at(-1) === null;
      return { status: 201, body: { ticket: "t", expires_in: 30, visitor_token: isNew ? this.visitorToken : null } };
    }
    if (name === "GET /conversations") return { body: { items: [], next_cursor: null } };
    if (name === `GET /conversations/${this.conversationId}`) {
      const messages = this.stored.slice(-100);
      const next = { text: "", is_open: true, time_zone: "UTC", opens_at: null, closes_at: null, answer_by: null, ahead: null };
      return {
        body: { conversation_id: this.conversationId, handled_by: "assistant", last_sequence: this.stored.length, next, messages },
      };
    }
    return { status: 404, body: { code: "not_found", detail: "There is nothing here." } };
  }
}

export class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly address: URL;
  readonly received: { type: string; client_message_id?: string; message?: string }[] = [];
  isOpen = false;
  isOver = false;

  get readyState(): number {
    return this.isOver ? 3 : this.isOpen ? 1 : 0;
  }

  constructor(
    readonly server: FakeServer,
    address: string,
    readonly protocols: string[],
  ) {
    this.address = new URL(address);
    server.sockets.push(this);
    setTimeout(() => this.#open(), 1);
  }

  #open(): void {
    if (this.isOver) return;
    if (!this.server.isOnline) {
      this.end(1006);
      return;
    }
    this.isOpen = true;
    this.onopen?.();
    const after = Number(this.address.searchParams.get("after") ?? 0);
    if (!this.address.searchParams.has("conversation_id")) return;
    this.give({ type: "handled_by", handled_by: "assistant", next: "" });
    for (const message of this.server.stored.slice(after)) this.give({ type: "message", ...message });
  }

  give(frame: object): void {
    if (this.isOpen && this.server.passes()) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  send(text: string): void {
    const frame = JSON.parse(text) as { type: string; client_message_id: string; message: string };
    if (!this.isOpen || !this.server.passes()) return;
    this.received.push(frame);
    if (frame.type === "ping") this.give({ type: "pong" });
    if (frame.type !== "message") return;
    setTimeout(() => this.#take(frame), 1);
  }

  #take(frame: { client_message_id: string; message: string }): void {
    const { server } = this;
    const isRepeat = server.stored.some((one) => one.client_message_id === frame.client_message_id);
    if (server.conversationId === null || !this.address.searchParams.has("conversation_id")) {
      server.conversationId ??= "c0";
      this.give({ type: "conversation", conversation_id: server.conversationId });
      this.address.searchParams.set("conversation_id", server.conversationId);
      if (isRepeat) for (const message of server.stored) this.give({ type: "message", ...message });
    }
    server.store("person", frame.message, { client_message_id: frame.client_message_id });
    if (isRepeat) return;
    server.tell({ type: "sentence", text: "I heard" });
    server.tell({ type: "sentence", text: `"${frame.message}".` });
    server.store("assistant", `I heard "${frame.message}".`);
  }

  close(): void {
    this.isOpen = false;
    this.isOver = true;
  }

  end(code: number): void {
    if (this.isOver) return;
    this.close();
    this.onclose?.({ code });
  }
}

export function made(sequence: number, speaker: Message["speaker"], text: string, more: Partial<Message> = {}): Message {
  return {
    sequence,
    message_id: `m${sequence}`,
    speaker,
    text,
    name: null,
    notice: null,
    cards: [],
    sources: [],
    files: [],
    client_message_id: null,
    created_at: "2026-11-30T10:00:00Z",
    ...more,
  };
}

export interface Told {
  readonly name: string;
  readonly detail: unknown;
}

export function hostOf(told: Told[] = []): Host {
  const mount = document.createElement("div");
  document.body.append(mount);
  return {
    api: API,
    options: { primary: null, theme: "light", position: "right", lang: "en", mode: "launcher", identity: null },
    root: mount.attachShadow({ mode: "open" }),
    emit: (name, detail) => void told.push({ name, detail }),
    showOpen: () => undefined,
    showUnread: () => undefined,
    paint: () => undefined,
  };
}

export function chatWith(told: Told[] = []): Chat {
  return new Chat(hostOf(told), "en", en);
}

/** Let everything that is under way come to its end, within so many milliseconds. */
export async function pass(milliseconds = 50): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

export const UPLOAD: NonNullable<Settings["upload"]> = { max_bytes: 1000, max_files: 2, media_types: ["image/png"] };
