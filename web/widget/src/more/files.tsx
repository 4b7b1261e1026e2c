/** Files of a message, each a button that saves it. */

import { Icon, useChat, useChatState } from "../app/kit";
import type { FileInfo } from "../app/wire/types";
import { saveBlob } from "./downloads";
import { size } from "./format";
import { FILE } from "./icons";
import { useMoreWords } from "./words";

export function Files({ files }: { files: readonly FileInfo[] }) {
  const chat = useChat();
  const { words, language } = useMoreWords();
  const conversationId = useChatState((state) => state.thread.conversationId);
  const save = (file: FileInfo): void => {
    chat.api
      .request("GET", `/conversations/${conversationId}/files/${file.file_id}`)
      .then((answer) => answer.blob())
      .then((blob) => saveBlob(blob, file.name))
      .catch(() => chat.tell("error", words.failed));
  };
  return (
    <ul class="files">
      {files.map((file) => (
        <li>
          <button type="button" class="file" onClick={() => save(file)}>
            <Icon path={FILE} />
            <span>{file.name}</span>
            <small>{size(file.bytes, language)}</small>
          </button>
        </li>
      ))}
    </ul>
  );
}
