/** Work that a press begins, and that another press does not begin again before it has ended. */

import { useRef, useState } from "preact/hooks";
import { Problem } from "../app/kit";
import { useMoreWords } from "./words";

interface Busy {
  readonly isBusy: boolean;
  /** Why it failed the last time, in words. */
  readonly error: string;
  readonly setError: (text: string) => void;
  readonly begin: (work: () => Promise<void>) => void;
}

export function useBusy(): Busy {
  const { words } = useMoreWords();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const isUnderWay = useRef(false);
  const begin = (work: () => Promise<void>): void => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setBusy(true);
    setError("");
    work()
      .catch((reason: unknown) => setError((reason instanceof Problem && reason.detail) || words.failed))
      .finally(() => {
        isUnderWay.current = false;
        setBusy(false);
      });
  };
  return { isBusy, error, setError, begin };
}
