/** Messages over the connection: one at a time, each until it is confirmed, refused, or its connection given up. */

import type { Connection } from "./connection";
import type { Outbox } from "./outbox";

/** A message that is not confirmed by then went into a connection that is none any more. */
const CONFIRMED_WITHIN_MS = 15_000;
const TOO_MANY_WAIT_MS = 5_000;
const TYPING_EVERY_MS = 3_000;

export class Delivery {
  readonly #outbox: Outbox;
  readonly #connection: Connection;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #typedAt = 0;

  constructor(outbox: Outbox, connection: Connection) {
    this.#outbox = outbox;
    this.#connection = connection;
  }

  /** Send the next message, where one waits and there is a connection. */
  next(): void {
    if (this.#connection.link !== "open") return;
    const frame = this.#outbox.next();
    if (frame === null) return;
    this.#connection.send(frame);
    this.#wait(CONFIRMED_WITHIN_MS, () => this.#connection.cut());
  }

  /** The server has stored a message, perhaps one of ours. */
  confirm(clientMessageId: string): void {
    if (this.#outbox.confirm(clientMessageId)) clearTimeout(this.#waiting);
  }

  /** The server did not take what is under way; of too much it is sent again a little later. */
  complain(frame: { readonly code: string; readonly detail: string; readonly field: string | null }): void {
    if (frame.field === "type" || this.#outbox.underWay === null) return;
    clearTimeout(this.#waiting);
    if (frame.code === "too_many") {
      this.#outbox.cut();
      this.#wait(TOO_MANY_WAIT_MS, () => this.next());
      return;
    }
    this.#outbox.refuse(frame.detail);
    this.next();
  }

  /** The connection is gone: what was under way goes over the next one. */
  cut(): void {
    clearTimeout(this.#waiting);
    this.#outbox.cut();
  }

  typing(isTyping: boolean): void {
    const now = Date.now();
    if (isTyping ? now - this.#typedAt < TYPING_EVERY_MS : this.#typedAt === 0) return;
    this.#typedAt = isTyping ? now : 0;
    this.#connection.send({ type: "typing", is_typing: isTyping });
  }

  #wait(delay: number, work: () => void): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(work, delay);
  }
}
