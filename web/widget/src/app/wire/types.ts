/** What goes over the wire, by the names of the API's own document. */

import type { components } from "@support-ai/api";

type Schemas = components["schemas"];

export interface Rating {
  readonly score: number;
  readonly comment: string | null;
  readonly rated_at: string;
}

export interface Settings {
  readonly shop: string;
  readonly colour: string | null;
  readonly logo_url: string | null;
  readonly greeting: string;
  readonly languages: readonly string[];
  readonly upload: { readonly max_bytes: number; readonly max_files: number; readonly media_types: readonly string[] } | null;
  readonly sign_in: { readonly password: boolean; readonly code: boolean };
  readonly privacy_url: string | null;
}

export type FileInfo = Schemas["FileOut"];
export type Message = Schemas["Messages"]["items"][number];
export type Card = Message["cards"][number];
export type OrderCard = Schemas["OrderCard"];
export type RefundCard = Schemas["RefundCard"];
export type ProposalCard = Schemas["ProposalCard"];
export type ChoicesCard = Schemas["ChoicesCard"];
export type Source = Schemas["Source"];
export type HandledBy = Schemas["HandledBy"];
export type Proposal = Schemas["ProposalOut"];
export type ProposalState = Schemas["ProposalState"];
export type Detail = Schemas["ConversationDetailOut"] & { readonly rating?: Rating | null };
export type Messages = { readonly items: readonly Message[] };
export type Conversations = Schemas["ConversationPage"];
export type Ticket = Schemas["Ticket"];
export type AccessToken = Schemas["AccessToken"];
export type SecondFactorNeeded = Schemas["SecondFactorNeeded"];
export type Challenged = Schemas["Challenged-Output"];
export type Me = Schemas["Me"];
export type Sessions = Schemas["Sessions"];
export type ProblemBody = Schemas["Problem"];

/** What the server sends over the socket; unknown types are let pass. */
export type Frame =
  | { readonly type: "conversation"; readonly conversation_id: string }
  | { readonly type: "handled_by"; readonly handled_by: HandledBy; readonly next: string }
  | ({ readonly type: "message" } & Message)
  | { readonly type: "sentence"; readonly text: string }
  | { readonly type: "card"; readonly card: Card }
  | { readonly type: "source"; readonly source: Source }
  | { readonly type: "working"; readonly tool: string }
  | { readonly type: "typing"; readonly speaker: "person" | "colleague"; readonly is_typing: boolean; readonly name: string | null }
  | { readonly type: "presence"; readonly colleague: boolean }
  | { readonly type: "error"; readonly code: string; readonly detail: string; readonly field: string | null }
  | ({ readonly type: "session" } & AccessToken)
  | { readonly type: "pong" };

export type Sent =
  | { readonly type: "message"; readonly message: string; readonly client_message_id: string; readonly file_ids?: readonly string[] }
  | { readonly type: "typing"; readonly is_typing: boolean }
  | { readonly type: "ping" };
