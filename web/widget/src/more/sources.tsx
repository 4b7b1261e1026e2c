/** The articles that an answer is from. */

import { Icon, useChat } from "../app/kit";
import type { Source } from "../app/wire/types";
import { BOOK } from "./icons";
import { safeAddress } from "./links";
import { useMoreWords } from "./words";

export function Sources({ sources }: { sources: readonly Source[] }) {
  const { words } = useMoreWords();
  const chat = useChat();
  return (
    <div class="sources">
      <Icon path={BOOK} />
      <span class="unseen">{words.sources}: </span>
      <ul>
        {sources.map((source) => {
          const isNamed = source.heading !== "" && source.heading !== source.title;
          const name = isNamed ? `${source.title} · ${source.heading}` : source.title;
          const href = source.url === "" ? null : safeAddress(new URL(source.url, chat.api.origin).href);
          return (
            <li>
              {href === null ? (
                name
              ) : (
                <a href={href} target="_blank" rel="noopener noreferrer nofollow">
                  {name}
                </a>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
