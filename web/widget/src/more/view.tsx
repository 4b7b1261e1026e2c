/** A form in place of the conversation, with the way back. */

import type { ComponentChildren } from "preact";
import { Icon, useChat } from "../app/kit";
import { ALERT, BACK } from "./icons";
import { useMoreWords } from "./words";

interface ViewProps {
  readonly title: string;
  readonly error: string;
  readonly onSubmit: () => unknown;
  readonly children: ComponentChildren;
}

export function View({ title, error, onSubmit, children }: ViewProps) {
  const chat = useChat();
  const { words } = useMoreWords();
  return (
    <form
      class="view"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <button type="button" class="link back" onClick={() => chat.show("chat")}>
        <Icon path={BACK} />
        {words.back}
      </button>
      <h3>{title}</h3>
      {children}
      <div role="alert">
        {error !== "" && (
          <p class="bar error">
            <Icon path={ALERT} />
            <span dir="auto">{error}</span>
          </p>
        )}
      </div>
    </form>
  );
}
