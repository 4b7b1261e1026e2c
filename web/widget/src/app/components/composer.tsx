/** Where people write: Enter sends, Shift+Enter breaks the line, and Enter within an input method does neither. */

import { useCallback, useRef, useState } from "preact/hooks";
import { fill } from "../languages/en";
import { useChat, useChatState, useWords } from "./context";
import { Icon, SEND } from "./icons";
import { More } from "./more";
import type { FileInfo } from "../wire/types";

const LONGEST = 8_000;
const NEARLY = 7_500;
const MOST_ROWS = 6;

/** Tell whether a key press sends what was written. */
export function sends(event: KeyboardEvent): boolean {
  // Safari ends a composition before it tells of the key; 229 is how it marks such a key.
  const isComposing = event.isComposing || event.keyCode === 229;
  return event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.altKey && !isComposing;
}

export function Composer() {
  const chat = useChat();
  const { words } = useWords();
  const [text, setText] = useState("");
  const area = useRef<HTMLTextAreaElement>(null);
  const [files, setFiles] = useState<{ done: readonly FileInfo[]; isBusy: boolean }>({ done: [], isBusy: false });
  const [sent, setSent] = useState(0);
  const hasUpload = useChatState((state) => state.settings.upload !== null);
  const left = LONGEST - text.length;
  const isReady = (text.trim() !== "" || files.done.length > 0) && left >= 0 && !files.isBusy;

  const send = (): void => {
    if (!isReady) return;
    chat.say(text.trim(), files.done);
    chat.typing(false);
    setText("");
    setSent(sent + 1);
    area.current?.focus();
  };
  const filesChanged = useCallback((done: readonly FileInfo[], isBusy: boolean) => setFiles({ done, isBusy }), []);

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="field">
        {hasUpload && <More key={sent} part="Attachments" with={{ changed: filesChanged }} />}
        <textarea
          ref={area}
          rows={Math.min(MOST_ROWS, text.split("\n").length)}
          aria-label={words.write}
          placeholder={words.writePlaceholder}
          dir={text ? "auto" : undefined}
          autoComplete="off"
          enterkeyhint="send"
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            chat.typing(event.currentTarget.value !== "");
          }}
          onBlur={() => chat.typing(false)}
          onKeyDown={(event) => {
            if (!sends(event)) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" class="send" aria-label={words.send} title={words.send} aria-disabled={!isReady}>
          <Icon path={SEND} />
        </button>
      </div>
      {text.length > NEARLY && (
        <p class={left < 0 ? "count-down error" : "count-down"} role="status">
          {left < 0 ? words.tooLong : fill(words.charactersLeft, { count: left })}
        </p>
      )}
    </form>
  );
}
