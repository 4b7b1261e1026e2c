/** What happens next for somebody who waits for a person, unless just that was the last thing said. */

import { Icon, useChatState } from "../app/kit";
import { CLOCK } from "./icons";

export function Waiting() {
  const next = useChatState(({ thread }) => {
    const said = thread.draft?.text ?? thread.messages.at(-1)?.text ?? "";
    return said.includes(thread.next) ? "" : thread.next;
  });
  if (next === "") return null;
  return (
    <p class="bar">
      <Icon path={CLOCK} />
      <span dir="auto">{next}</span>
    </p>
  );
}
