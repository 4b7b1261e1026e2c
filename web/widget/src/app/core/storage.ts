/**
 * What is kept in the browser, and where.
 *
 * A visitor's token, the number of their conversation and their unsent messages lie in `localStorage`, so that a reload or
 * another tab goes on. Of somebody signed in only unsent messages are kept, in `sessionStorage`, which ends with the tab;
 * their token is in memory alone. Where the browser gives no storage, everything lasts as long as the page.
 */

import type { Outgoing } from "./outbox";

export interface Visitor {
  readonly token: string;
  readonly conversation_id: string | null;
}

interface Kept {
  readonly account_id: string;
  readonly items: readonly Outgoing[];
}

function read<Value>(storage: () => Storage, key: string): Value | null {
  try {
    return JSON.parse(storage().getItem(key) ?? "null") as Value | null;
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, value: unknown): void {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: what is in memory still counts.
  }
}

const local = (): Storage => localStorage;
const session = (): Storage => sessionStorage;

export class Memory {
  readonly #visitor: string;
  readonly #queue: string;
  readonly #session: string;

  constructor(api: string) {
    this.#visitor = `support-ai:${api}:visitor`;
    this.#queue = `support-ai:${api}:unsent`;
    this.#session = `support-ai:${api}:may-refresh`;
  }

  get visitor(): Visitor | null {
    return read<Visitor>(local, this.#visitor);
  }

  set visitor(visitor: Visitor | null) {
    write(local, this.#visitor, visitor);
  }

  /** Whether a cookie of ours may still be there to go on with; the flag itself opens nothing. */
  get mayRefresh(): boolean {
    return read<boolean>(local, this.#session) === true;
  }

  set mayRefresh(may: boolean) {
    write(local, this.#session, may || null);
  }

  /** Return the unsent messages of a visitor, or of this very account; those of another account are nobody's business. */
  unsent(accountId: string | null): readonly Outgoing[] {
    if (accountId === null) return read<Outgoing[]>(local, this.#queue) ?? [];
    const kept = read<Kept>(session, this.#queue);
    return kept?.account_id === accountId ? kept.items : [];
  }

  /** Keep a visitor's unsent messages beside those of their other tabs, without those that are gone. */
  keepVisitors(items: readonly Outgoing[], gone: readonly string[]): void {
    const known = new Set([...gone, ...items.map((one) => one.client_message_id)]);
    const others = this.unsent(null).filter((one) => !known.has(one.client_message_id));
    const all = [...others, ...items];
    write(local, this.#queue, all.length > 0 ? all : null);
  }

  keepAccounts(accountId: string, items: readonly Outgoing[]): void {
    write(session, this.#queue, items.length > 0 ? ({ account_id: accountId, items } satisfies Kept) : null);
  }

  /** Forget everything of everybody. */
  forget(): void {
    for (const storage of [local, session]) {
      for (const key of [this.#visitor, this.#queue, this.#session]) write(storage, key, null);
    }
  }

  /** Tell when another tab changed what a visitor has. */
  watch(changed: () => void): () => void {
    const heard = (event: StorageEvent): void => {
      if (event.key === this.#visitor || event.key === this.#queue) changed();
    };
    addEventListener("storage", heard);
    return () => removeEventListener("storage", heard);
  }
}
