/** A value that many look at: each is told when it changed. */

import { useEffect, useState } from "preact/hooks";

export class Store<State> {
  readonly #listeners = new Set<() => void>();
  #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** Return a part of the state, and draw again only when that part is another one. */
export function useSelected<State, Part>(store: Store<State>, select: (state: State) => Part): Part {
  const [part, setPart] = useState(() => select(store.state));
  useEffect(() => {
    const look = (): void => setPart(() => select(store.state));
    look();
    return store.subscribe(look);
  }, [store]);
  return part;
}
