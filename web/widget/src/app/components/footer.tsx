/** What is always said and always there: that this is an AI, and the way to a person. */

import type { State } from "../core/state";
import { fill } from "../languages/en";
import { useChat, useChatState, useWords } from "./context";
import { Icon, PERSON } from "./icons";
import { More } from "./more";

const handledBy = ({ thread }: State) => thread.handledBy;

export function Footer() {
  const chat = useChat();
  const { words } = useWords();
  const by = useChatState(handledBy);
  const name = useChatState((state) => state.thread.colleague.name);
  const hasPrivacy = useChatState((state) => state.settings.privacy_url !== null);
  const said = {
    assistant: words.isAi,
    closed: words.isAi,
    waiting: words.isWaiting,
    colleague: fill(words.isPerson, { name: name ?? words.colleague }),
  }[by];
  return (
    <div class="footer">
      <p>
        {said}
        {hasPrivacy && <More part="Privacy" with={{}} />}
      </p>
      {(by === "assistant" || by === "closed") && (
        <button type="button" class="to-person" onClick={() => chat.say(words.personMessage)}>
          <Icon path={PERSON} />
          {words.person}
        </button>
      )}
    </div>
  );
}
