/** What waits for a yes. The buttons are bound to exactly what the card shows. */

import { useEffect, useRef, useState } from "preact/hooks";
import { clock, fill, Icon, Problem, useChat, useChatState } from "../app/kit";
import type { ProposalCard, ProposalState } from "../app/wire/types";
import { money } from "./format";
import { ALERT, CHECK } from "./icons";
import { outcomeOf, press, readStates } from "./proposals";
import { useMoreWords, wordOf } from "./words";

export function Proposal({ card }: { card: ProposalCard }) {
  const chat = useChat();
  const { words, language } = useMoreWords();
  const outcomes = useChatState((state) => state.outcomes);
  const later = useChatState((state) => state.thread.last);
  const [states, setStates] = useState<readonly ProposalState[] | null>(null);
  const [asked, setAsked] = useState<"yes" | "no" | null>(null);
  const isAsking = useRef(false);
  const [, look] = useState(0);
  const outcome = outcomeOf(card, states, Date.now());
  const isOpen = outcome === "open";
  const isOne = card.changes.length === 1;
  const article = useRef<HTMLElement>(null);
  const hasPressed = useRef(false);

  useEffect(() => {
    if (outcomeOf(card, null, Date.now()) !== "open") return;
    // A card of the past may have been answered since, here or elsewhere.
    void readStates(chat.api, card).then(setStates, () => undefined);
  }, [outcomes, later]);
  useEffect(() => {
    const left = Date.parse(card.expires_at) - Date.now();
    if (!isOpen || left > 2 ** 31) return undefined;
    const timer = setTimeout(() => look((count) => count + 1), left + 50);
    return () => clearTimeout(timer);
  }, [isOpen]);

  useEffect(() => {
    const root = article.current?.getRootNode() as ShadowRoot | undefined;
    // The button that was pressed is gone, and the focus with it.
    if (!isOpen && hasPressed.current && root?.activeElement === null) article.current?.focus({ preventScroll: true });
  }, [isOpen]);

  const answer = async (isYes: boolean): Promise<void> => {
    if (isAsking.current) return;
    isAsking.current = hasPressed.current = true;
    setAsked(isYes ? "yes" : "no");
    try {
      setStates(await press(chat.api, card, isYes));
    } catch (reason) {
      chat.tell("error", (reason instanceof Problem && reason.detail) || words.failed);
      await readStates(chat.api, card).then(setStates, () => undefined);
    } finally {
      isAsking.current = false;
      setAsked(null);
    }
  };

  const title = isOpen ? (isOne ? words.proposal : words.proposals) : wordOf(words, "proposal", outcome);
  return (
    <article ref={article} class={`card proposal ${outcome}`} aria-label={title} tabIndex={-1}>
      <header>
        <Icon path={outcome === "committed" ? CHECK : ALERT} />
        <strong class={isOpen ? "" : "outcome"} role="status">
          {title}
        </strong>
      </header>
      <ul class="changes">
        {card.changes.map((change) => (
          <li>
            <span dir="auto">{change.sentence}</span>
            {change.amount_minor !== 0 && change.currency !== null && (
              <span class="amount-line">
                {change.amount_minor > 0 ? words.youGet : words.youPay}{" "}
                <b>{money(Math.abs(change.amount_minor), change.currency, language)}</b>
              </span>
            )}
          </li>
        ))}
      </ul>
      {isOpen && (
        <>
          <div class="actions">
            <button type="button" class="primary" aria-disabled={asked !== null} onClick={() => void answer(true)}>
              {asked === "yes" ? words.confirming : isOne ? words.confirm : words.confirmAll}
            </button>
            <button type="button" class="secondary" aria-disabled={asked !== null} onClick={() => void answer(false)}>
              {asked === "no" ? words.cancelling : words.cancel}
            </button>
          </div>
          <p class="faint">{fill(words.validUntil, { time: clock(card.expires_at, language) })}</p>
        </>
      )}
    </article>
  );
}
