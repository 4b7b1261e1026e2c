/** What is being done for an answer, in words. */

import type { MoreStrings } from "./en";
import { useMoreWords } from "./words";

const WORK: readonly (readonly [RegExp, keyof MoreStrings])[] = [
  [/^(get_order|set_order)/, "workingOrder"],
  [/^(list_orders|search_orders)/, "workingOrders"],
  [/knowledge/, "workingKnowledge"],
  [/product|item$/, "workingProduct"],
  [/refund/, "workingRefund"],
  [/hand_over|ticket/, "workingPerson"],
  [/^(cancel|change|return|exchange|withdraw|adjust)_/, "workingChange"],
];

/** Say what a tool does, by its name; a name that nobody knows is work too. */
export function workOf(tool: string, words: MoreStrings): string {
  return words[WORK.find(([names]) => names.test(tool))?.[1] ?? "workingOther"];
}

export function Work({ tool }: { tool: string }) {
  return <span class="work">{workOf(tool, useMoreWords().words)}</span>;
}
