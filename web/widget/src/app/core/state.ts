/** Everything that is shown. */

import type { Language } from "../../shared/languages";
import type { Strings } from "../languages/en";
import type { Rating, Settings } from "../wire/types";
import type { Link } from "./connection";
import type { Outgoing } from "./outbox";
import { EMPTY, type Thread } from "./thread";

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
}

/** What stands in for the conversation for a while. */
export type View = "chat" | "sign-in" | "rating";

/** A sentence above the composer: `error` is announced at once. */
export interface Banner {
  readonly kind: "info" | "error";
  readonly text: string;
}

export interface State {
  readonly language: Language;
  readonly strings: Strings;
  readonly settings: Settings;
  readonly isOpen: boolean;
  readonly view: View;
  readonly link: Link;
  readonly thread: Thread;
  readonly outbox: readonly Outgoing[];
  readonly account: Account | null;
  /** When the session runs out, where nothing can renew it; shown from two minutes before. */
  readonly endsAt: number | null;
  readonly unread: number;
  readonly banner: Banner | null;
  readonly rating: Rating | null;
  /** Counts what may have become of proposals, so that open cards look again. */
  readonly outcomes: number;
}

export const DEFAULTS: Settings = {
  shop: "",
  colour: null,
  logo_url: null,
  greeting: "",
  languages: [],
  upload: null,
  sign_in: { password: true, code: true },
  privacy_url: null,
};

export function begun(language: Language, strings: Strings): State {
  return {
    language,
    strings,
    settings: DEFAULTS,
    isOpen: false,
    view: "chat",
    link: "off",
    thread: EMPTY,
    outbox: [],
    account: null,
    endsAt: null,
    unread: 0,
    banner: null,
    rating: null,
    outcomes: 0,
  };
}
