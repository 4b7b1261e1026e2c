/** Files that go with the next message: chosen or pasted, checked here first, uploaded at once. */

import { useEffect, useRef, useState } from "preact/hooks";
import { fill, Icon, Problem, useChat, useChatState } from "../app/kit";
import type { FileInfo, Settings } from "../app/wire/types";
import { fitting } from "./fitting";
import { size } from "./format";
import { ATTACH, CLOSE, FILE } from "./icons";
import { useMoreWords } from "./words";

interface Upload {
  readonly name: string;
  readonly info: FileInfo | null;
}

interface AttachmentsProps {
  /** Tell what is uploaded, and whether something still is under way. */
  readonly changed: (done: readonly FileInfo[], isBusy: boolean) => void;
}

/** Say why a file cannot be sent: `size`, `kind`, or null where it can. */
export function fault(file: { size: number; type: string }, upload: NonNullable<Settings["upload"]>): "size" | "kind" | null {
  if (!upload.media_types.includes(file.type)) return "kind";
  return file.size > upload.max_bytes ? "size" : null;
}

export function Attachments({ changed }: AttachmentsProps) {
  const chat = useChat();
  const { words, language } = useMoreWords();
  const input = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const kinds = useChatState((state) => state.settings.upload?.media_types ?? []);
  const hasConversation = useChatState((state) => state.thread.conversationId !== null);
  const [list, setList] = useState<readonly Upload[]>([]);
  const count = useRef(0);

  useEffect(() => {
    count.current = list.length;
    changed(
      list.flatMap((one) => one.info ?? []),
      list.some((one) => one.info === null),
    );
  }, [list]);
  useEffect(() => {
    const form = input.current?.closest("form");
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      add(files);
    };
    form?.addEventListener("paste", paste);
    return () => form?.removeEventListener("paste", paste);
  }, []);

  const upload = async (chosen: File): Promise<void> => {
    const { settings, thread } = chat.store.state;
    if (settings.upload === null) return;
    if (thread.conversationId === null) return chat.tell("info", words.attachLater);
    const file = await fitting(chosen, settings.upload.max_bytes);
    const why = fault(file, settings.upload);
    if (why !== null) {
      const names = settings.upload.media_types.map((kind) => kind.replace(/^.*\//, "").replace("plain", "txt")).join(", ");
      const values = { name: file.name, size: size(settings.upload.max_bytes, language), kinds: names };
      return chat.tell("error", fill(why === "size" ? words.fileTooLarge : words.fileKind, values));
    }
    if (count.current >= settings.upload.max_files) {
      return chat.tell("error", fill(words.tooManyFiles, { count: settings.upload.max_files }));
    }
    count.current += 1;
    const waiting: Upload = { name: file.name, info: null };
    setList((all) => [...all, waiting]);
    try {
      const info = await chat.api.post<FileInfo>(`/conversations/${thread.conversationId}/files`, file);
      setList((all) => all.map((one) => (one === waiting ? { name: info.name, info } : one)));
    } catch (reason) {
      setList((all) => all.filter((one) => one !== waiting));
      const detail = reason instanceof Problem ? reason.detail : "";
      chat.tell("error", `${fill(words.fileFailed, { name: file.name })} ${detail}`);
    }
  };
  const add = (files: readonly File[]): void => files.forEach((file) => void upload(file));

  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={kinds.join(",")}
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
      <button
        ref={button}
        type="button"
        class="plain"
        aria-label={words.attach}
        title={words.attach}
        onClick={() => (hasConversation ? input.current?.click() : chat.tell("info", words.attachLater))}
      >
        <Icon path={ATTACH} />
      </button>
      {list.length > 0 && (
        <ul class="uploads">
          {list.map((one) => (
            <li>
              <Icon path={FILE} />
              <span>{one.info ? one.name : fill(words.uploading, { name: one.name })}</span>
              {one.info && <small>{size(one.info.bytes, language)}</small>}
              <button
                type="button"
                class="plain"
                aria-label={fill(words.removeFile, { name: one.name })}
                onClick={() => {
                  setList((all) => all.filter((other) => other !== one));
                  button.current?.focus();
                }}
              >
                <Icon path={CLOSE} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
