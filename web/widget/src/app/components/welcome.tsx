/** An empty conversation: a greeting, and what people ask most. */

import { useChat, useChatState, useWords } from "./context";
import { Icon, SPARK } from "./icons";

export function Welcome() {
  const chat = useChat();
  const { words } = useWords();
  const greeting = useChatState((state) => state.settings.greeting);
  const suggestions = [words.suggestOrder, words.suggestReturn, words.suggestPolicy];
  return (
    <div class="welcome">
      <span class="welcome-mark" aria-hidden="true">
        <Icon path={SPARK} />
      </span>
      <h3 dir="auto">{greeting || words.greeting}</h3>
      <p>{words.greetingMore}</p>
      <ul class="choices" aria-label={words.suggestions}>
        {suggestions.map((text) => (
          <li>
            <button type="button" class="choice" onClick={() => chat.say(text)}>
              {text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
