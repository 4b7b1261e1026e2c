/** Whether an answer is on its way. */

import type { State } from "../core/state";

/** Tell whether the assistant has to answer what was said last. */
export function isAnswering({ thread, outbox, link }: State): boolean {
  if (thread.handledBy === "colleague" || link !== "open") return false;
  if (thread.working !== null || thread.draft !== null) return true;
  return thread.messages.at(-1)?.speaker === "person" || outbox.some((one) => one.failed === undefined);
}
