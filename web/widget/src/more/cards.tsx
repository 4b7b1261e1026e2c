/** What is shown beside the words. */

import { fill, Icon, useChat } from "../app/kit";
import type { Card, ChoicesCard, OrderCard, RefundCard } from "../app/wire/types";
import { money, shortDay } from "./format";
import { BOX, MONEY } from "./icons";
import { Proposal } from "./proposal";
import { useMoreWords, wordOf } from "./words";

const MOST_ITEMS = 3;
const STEPS = ["pending", "processed", "shipped", "delivered"];

export function Cards({ cards, isNewest }: { cards: readonly Card[]; isNewest: boolean }) {
  return (
    <>
      {cards.map((card) => {
        switch (card.kind) {
          case "order":
            return <Order card={card} />;
          case "refund":
            return <Refund card={card} />;
          case "proposal":
            return <Proposal card={card} />;
          case "choices":
            return isNewest ? <Choices card={card} /> : null;
        }
      })}
    </>
  );
}

function Order({ card }: { card: OrderCard }) {
  const { words, language } = useMoreWords();
  const step = STEPS.indexOf(card.status.replace("_item_modified", ""));
  const rest = card.items.length - MOST_ITEMS;
  const when = card.delivered_at ?? card.estimated_delivery;
  return (
    <article class="card" aria-label={fill(words.order, { number: card.number })}>
      <header>
        <Icon path={BOX} />
        <strong>{fill(words.order, { number: card.number })}</strong>
        <span class={`tag ${card.status}`}>{wordOf(words, "status", card.status)}</span>
      </header>
      {step >= 0 && (
        <div class="progress" aria-hidden="true">
          {STEPS.map((_, at) => (
            <i class={at <= step ? "done" : ""} />
          ))}
        </div>
      )}
      {card.items.length > 0 && (
        <ul class="items">
          {card.items.slice(0, MOST_ITEMS).map((item) => (
            <li>{item}</li>
          ))}
          {rest > 0 && <li class="faint">{fill(words.moreItems, { count: rest })}</li>}
        </ul>
      )}
      <dl>
        {when !== null && (
          <Fact name={card.delivered_at ? words.delivered : words.arrives} value={shortDay(when, language)} />
        )}
        {card.placed_at !== null && <Fact name={words.placed} value={shortDay(card.placed_at, language)} />}
        <Fact name={words.total} value={money(card.total_minor, card.currency, language)} />
      </dl>
    </article>
  );
}

function Refund({ card }: { card: RefundCard }) {
  const { words, language } = useMoreWords();
  const title = fill(words.refund, { number: card.order_number });
  return (
    <article class="card" aria-label={title}>
      <header>
        <Icon path={MONEY} />
        <strong>{title}</strong>
        <span class={`tag ${card.state}`}>{wordOf(words, "money", card.state)}</span>
      </header>
      <p class="amount">{money(card.amount_minor, card.currency, language)}</p>
      <dl>
        {card.method !== null && <Fact name={words.refundTo} value={wordOf(words, "method", card.method)} />}
        <Fact name={words.refundSince} value={shortDay(card.since, language)} />
      </dl>
    </article>
  );
}

function Choices({ card }: { card: ChoicesCard }) {
  const chat = useChat();
  const { words } = useMoreWords();
  return (
    <ul class="choices" aria-label={words.choices}>
      {card.choices.map((text) => (
        <li>
          <button type="button" class="choice" onClick={() => chat.say(text)}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}

export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
