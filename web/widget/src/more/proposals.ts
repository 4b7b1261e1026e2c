/** The yes and the no to what a card shows, and what became of it. */

import type { Api } from "../app/wire/api";
import type { Proposal, ProposalCard, ProposalState } from "../app/wire/types";

/** What a card is in: waiting for an answer, or one of the ends. */
export type Outcome = "open" | "refused" | Exclude<ProposalState, "proposed">;

/** Return how far a card came: by what the card itself says, and by its proposals as they are now, where they were read. */
export function outcomeOf(card: ProposalCard, now: readonly ProposalState[] | null, at: number): Outcome {
  if (now !== null && now.length > 0) {
    const others = now.filter((state) => state !== "proposed");
    if (others.length > 0) return ofStates(others as Exclude<ProposalState, "proposed">[]);
  } else if (card.state !== "open") {
    return card.state === "accepted" ? "committed" : card.state;
  }
  return Date.parse(card.expires_at) <= at ? "expired" : "open";
}

/** Several changes of one card end together; where one waits for an approval, the card does. */
function ofStates(states: readonly Exclude<ProposalState, "proposed">[]): Outcome {
  return states.find((state) => state === "awaiting_approval") ?? states[0] ?? "superseded";
}

export async function readStates(api: Api, card: ProposalCard): Promise<ProposalState[]> {
  const found = await Promise.all(
    card.changes.map((change) => api.get<Proposal>(`/proposals/${change.proposal_id}`)),
  );
  return found.map((one) => one.state);
}

/** Answer a card by its own number: all of its changes, or none. */
export async function press(api: Api, card: ProposalCard, isYes: boolean): Promise<ProposalState[]> {
  const answered = await api.post<Proposal[]>(`/offers/${card.offer_id}/${isYes ? "confirm" : "decline"}`);
  return answered.map((one) => one.state);
}
