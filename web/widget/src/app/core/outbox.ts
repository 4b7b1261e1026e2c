/**
 * Messages on their way: kept until the server has confirmed each by its `client_message_id`.
 *
 * One is under way at a time, so that they arrive in order and an error belongs to one of them. Sent again after a cut it
 * has the same id, and the server takes it once.
 */

import type { FileInfo, Sent } from "../wire/types";

export interface Outgoing {
  readonly client_message_id: string;
  readonly message: string;
  readonly at: string;
  readonly files?: readonly FileInfo[];
  /** Why the server did not take it, in words; it waits for the person. */
  readonly failed?: string;
}

// A one-time code is never written down, however short the time.
const ONE_TIME_CODE = /^\D{0,40}\d{3}[\s-]?\d{3}\D{0,10}$/;

export class Outbox {
  readonly #keep: (items: readonly Outgoing[], gone: readonly string[]) => void;
  readonly #changed: (items: readonly Outgoing[]) => void;
  #items: readonly Outgoing[] = [];
  #underWay: string | null = null;

  /** Take what keeps the items, told also of those that are there no more, and what shows them. */
  constructor(
    keep: (items: readonly Outgoing[], gone: readonly string[]) => void,
    changed: (items: readonly Outgoing[]) => void,
  ) {
    this.#keep = keep;
    this.#changed = changed;
  }

  get items(): readonly Outgoing[] {
    return this.#items;
  }

  /** The message that was sent and not confirmed yet. */
  get underWay(): string | null {
    return this.#underWay;
  }

  /** Take what was kept before a reload, or by another tab, beside what is here. */
  take(kept: readonly Outgoing[]): void {
    const known = new Set(this.#items.map((one) => one.client_message_id));
    this.#items = [...this.#items, ...kept.filter((one) => !known.has(one.client_message_id))];
    this.#changed(this.#items);
  }

  add(message: string, files: readonly FileInfo[] = []): Outgoing {
    const one: Outgoing = {
      client_message_id: crypto.randomUUID?.() ?? randomId(),
      message,
      at: new Date().toISOString(),
      ...(files.length > 0 ? { files } : {}),
    };
    this.#set([...this.#items, one]);
    return one;
  }

  /** Return the frame of the next message and remember that it is under way; null while another is, or none waits. */
  next(): Sent | null {
    const one = this.#underWay === null ? this.#items.find((item) => item.failed === undefined) : undefined;
    if (!one) return null;
    this.#underWay = one.client_message_id;
    const frame = { type: "message", message: one.message, client_message_id: one.client_message_id } as const;
    return one.files ? { ...frame, file_ids: one.files.map((file) => file.file_id) } : frame;
  }

  /** The server has stored it; true where it was one of ours. */
  confirm(clientMessageId: string): boolean {
    if (this.#underWay === clientMessageId) this.#underWay = null;
    const left = this.#items.filter((one) => one.client_message_id !== clientMessageId);
    if (left.length === this.#items.length) return false;
    this.#set(left);
    return true;
  }

  /** The server did not take what is under way. */
  refuse(why: string): void {
    const id = this.#underWay;
    this.#underWay = null;
    this.#set(this.#items.map((one) => (one.client_message_id === id ? { ...one, failed: why } : one)));
  }

  /** Let it go again, last of all. */
  retry(clientMessageId: string): void {
    const one = this.#items.find((item) => item.client_message_id === clientMessageId);
    if (!one) return;
    const { failed: _, ...fresh } = one;
    this.#set([...this.#items.filter((item) => item !== one), fresh]);
  }

  drop(clientMessageId: string): void {
    this.confirm(clientMessageId);
  }

  /** The connection was cut: what was under way has to be sent again. */
  cut(): void {
    this.#underWay = null;
  }

  /** Forget all of it, here; what is kept is not touched. */
  clear(): void {
    this.#underWay = null;
    this.#items = [];
    this.#changed(this.#items);
  }

  #set(items: readonly Outgoing[]): void {
    const ids = new Set(items.map((one) => one.client_message_id));
    const gone = this.#items.map((one) => one.client_message_id).filter((id) => !ids.has(id));
    this.#items = items;
    this.#keep(
      items.filter((one) => !ONE_TIME_CODE.test(one.message)),
      gone,
    );
    this.#changed(items);
  }
}

/** A random id where `randomUUID` is missing: pages without https. */
function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
