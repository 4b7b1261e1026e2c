/** Who said a message, in words. */

import type { Strings } from "../languages/en";
import type { Message } from "../wire/types";

export function speakerOf(message: Message, words: Strings): string {
  switch (message.speaker) {
    case "person":
      return words.you;
    case "assistant":
      return words.assistant;
    case "colleague":
      return message.name ?? words.colleague;
    case "notice":
      return words.notice;
  }
}
