/** Draws the whole panel with a server at the seam. */

import { render } from "preact";
import type { Chat } from "../src/app/core/chat";
import { ChatContext } from "../src/app/components/context";
import { Later, LaterContext } from "../src/app/components/more";
import { Panel } from "../src/app/components/panel";
import { parts } from "../src/more";
import { chatWith, FakeServer, pass } from "./server";

export interface Drawn {
  readonly server: FakeServer;
  readonly chat: Chat;
  readonly place: HTMLElement;
  readonly find: <Kind extends HTMLElement = HTMLElement>(selector: string) => Kind;
  readonly all: (selector: string) => HTMLElement[];
  readonly button: (name: string) => HTMLButtonElement;
  readonly stop: () => void;
}

export async function draw(server = new FakeServer()): Promise<Drawn> {
  server.install();
  const chat = chatWith();
  const place = document.createElement("div");
  document.body.append(place);
  const later = new Later(
    () => Promise.resolve(() => parts),
    () => undefined,
  );
  render(
    <ChatContext.Provider value={chat}>
      <LaterContext.Provider value={later}>
        <Panel mode="launcher" position="right" />
      </LaterContext.Provider>
    </ChatContext.Provider>,
    place,
  );
  chat.open();
  void chat.begin(null);
  await pass();
  const all = (selector: string): HTMLElement[] => [...place.querySelectorAll<HTMLElement>(selector)];
  return {
    server,
    chat,
    place,
    all,
    find: <Kind extends HTMLElement>(selector: string) => {
      const found = place.querySelector<Kind>(selector);
      if (!found) throw new Error(`there is no ${selector}`);
      return found;
    },
    button: (name) => {
      const found = all("button").find((one) => [one.textContent, one.getAttribute("aria-label")].some((text) => text?.trim() === name));
      if (!found) throw new Error(`there is no button "${name}"`);
      return found as HTMLButtonElement;
    },
    stop: () => {
      chat.stop();
      render(null, place);
      place.remove();
    },
  };
}

/** Write into a field as a person does. */
export function write(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

export function press(element: HTMLElement, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  element.dispatchEvent(event);
  return event;
}
