/** One to five stars, and a word if they like. */

import { useState } from "preact/hooks";
import { fill, Icon, useChat, useChatState } from "../app/kit";
import type { Rating } from "../app/wire/types";
import { useBusy } from "./busy";
import { STAR } from "./icons";
import { View } from "./view";
import { useMoreWords } from "./words";

export function RatingView() {
  const chat = useChat();
  const { words } = useMoreWords();
  const given = useChatState((state) => state.rating);
  const [score, setScore] = useState(given?.score ?? 0);
  const [comment, setComment] = useState(given?.comment ?? "");
  const { isBusy, error, begin } = useBusy();
  const send = async (): Promise<void> => {
    const path = `/conversations/${chat.store.state.thread.conversationId}/rating`;
    const rating = await chat.api.put<Rating>(path, { score, comment: comment.trim() || null });
    chat.store.set({ rating });
    chat.show("chat");
    chat.tell("info", words.rateThanks);
  };
  return (
    <View title={words.rateQuestion} error={error} onSubmit={() => score > 0 && begin(send)}>
      <fieldset class="stars">
        <legend class="unseen">{words.rateQuestion}</legend>
        {[1, 2, 3, 4, 5].map((count) => (
          <label class={count <= score ? "chosen" : ""}>
            <input
              type="radio"
              name="score"
              value={count}
              checked={count === score}
              data-first={count === Math.max(1, score) ? "" : undefined}
              onChange={() => setScore(count)}
            />
            <Icon path={STAR} />
            <span class="unseen">{fill(words.stars, { count })}</span>
          </label>
        ))}
      </fieldset>
      <label>
        {words.rateComment}
        <textarea rows={4} maxLength={2000} value={comment} onInput={(event) => setComment(event.currentTarget.value)} />
      </label>
      <button type="submit" class="primary" aria-disabled={score === 0 || isBusy}>
        {words.rateSend}
      </button>
    </View>
  );
}
