/**
 * The socket's life: a ticket, a socket, and the next one when it was cut.
 *
 * Nothing of the conversation is known here. Whoever uses it says where to go on, takes the frames, and learns of every end.
 */

import type { Frame, Sent } from "../wire/types";
import { Problem } from "../wire/api";
import { backoff } from "./backoff";

export type Link = "off" | "connecting" | "open" | "waiting";

export interface Ways {
  /** Get a single-use ticket. */
  readonly ticket: () => Promise<string>;
  readonly socket: (protocols: string[]) => WebSocket;
  readonly heard: (frame: Frame) => void;
  /** The link changed; `code` is the close code where a socket ended. */
  readonly changed: (link: Link, code?: number) => void;
  /** What cannot be mended by trying again: a session that ended, a conversation that is not ours. */
  readonly refused: (reason: "session-ended" | "not-yours" | "too-large") => void;
  readonly random?: () => number;
}

export const SESSION_ENDED = 4401;
const NOT_YOURS = 1008;
const TOO_LARGE = 1009;
const PING_MS = 25_000;
const PONG_MS = 10_000;
/** A socket that lasted as long was a good one: the next try comes soon. */
const LASTED_MS = 5_000;

export class Connection {
  readonly #ways: Ways;
  #link: Link = "off";
  #socket: WebSocket | null = null;
  #tries = 0;
  #openedAt = 0;
  // Each start and each cut begins another round; what an earlier one still hears does not count.
  #round = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setTimeout> | undefined;
  #pong: ReturnType<typeof setTimeout> | undefined;

  constructor(ways: Ways) {
    this.#ways = ways;
  }

  get link(): Link {
    return this.#link;
  }

  start(): void {
    if (this.#link === "off" || this.#link === "waiting") void this.#connect();
  }

  /** Begin anew at once, as whoever speaks now. */
  restart(): void {
    this.stop();
    this.#tries = 0;
    void this.#connect();
  }

  stop(): void {
    this.#leave();
    this.#change("off");
  }

  /** Send a frame; false where there is no open socket. */
  send(frame: Sent): boolean {
    if (this.#link !== "open" || !this.#socket) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Give up a socket that does not answer, and try another one. */
  cut(): void {
    if (this.#link === "open" || this.#link === "connecting") this.#wait();
  }

  async #connect(): Promise<void> {
    this.#leave();
    const round = this.#round;
    this.#change("connecting");
    let ticket: string;
    try {
      ticket = await this.#ways.ticket();
    } catch (reason) {
      if (round !== this.#round) return;
      if (reason instanceof Problem && reason.status === 401) this.#end("session-ended");
      else this.#wait();
      return;
    }
    if (round !== this.#round) return;
    const socket = this.#ways.socket(["support-ai.v1", `ticket.${ticket}`]);
    this.#socket = socket;
    socket.onopen = () => {
      if (round !== this.#round) return;
      this.#openedAt = Date.now();
      this.#keepAlive();
      this.#change("open");
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      if (round === this.#round) this.#hear(event.data);
    };
    socket.onclose = (event) => {
      if (round === this.#round) this.#closed(event.code);
    };
  }

  #hear(text: string): void {
    this.#keepAlive();
    const frame = JSON.parse(text) as Frame;
    if (frame.type !== "pong") this.#ways.heard(frame);
  }

  #closed(code: number): void {
    if (code === SESSION_ENDED) this.#end("session-ended", code);
    else if (code === NOT_YOURS) this.#end("not-yours", code);
    else {
      if (code === TOO_LARGE) this.#ways.refused("too-large");
      this.#wait(code);
    }
  }

  #end(reason: "session-ended" | "not-yours", code?: number): void {
    this.#leave();
    this.#change("off", code);
    this.#ways.refused(reason);
  }

  #wait(code?: number): void {
    this.#leave();
    if (this.#link === "open" && Date.now() - this.#openedAt >= LASTED_MS) this.#tries = 0;
    const delay = backoff(this.#tries, this.#ways.random ?? Math.random);
    this.#tries += 1;
    this.#retry = setTimeout(() => void this.#connect(), delay);
    this.#change("waiting", code);
  }

  /** A sign of life each half minute: a network that went away says nothing by itself. */
  #keepAlive(): void {
    clearTimeout(this.#ping);
    clearTimeout(this.#pong);
    this.#ping = setTimeout(() => {
      this.#pong = setTimeout(() => this.cut(), PONG_MS);
      this.send({ type: "ping" });
    }, PING_MS);
  }

  #leave(): void {
    this.#round += 1;
    for (const timer of [this.#retry, this.#ping, this.#pong]) clearTimeout(timer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      const end = (): void => socket.close(1000);
      socket.onmessage = socket.onclose = null;
      // Of one that is closed while it connects browsers complain on the page's console.
      socket.onopen = end;
      if (socket.readyState > 0) end();
    }
  }

  #change(link: Link, code?: number): void {
    if (link === this.#link && code === undefined) return;
    this.#link = link;
    this.#ways.changed(link, code);
  }
}
