/** Requests to the server. What goes wrong is a `Problem`, whatever it was. */

import type { ProblemBody } from "./types";

const PATIENCE_MS = 20_000;
/** Some megabytes take a while on the way. */
const PATIENCE_WITH_FILES_MS = 120_000;

/** A refusal with its stable code and the sentence that people read; `offline` where no answer came. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly field: string | null = null,
  ) {
    super(code);
  }

  static readonly offline = (): Problem => new Problem(0, "offline", "");

  static async of(answer: Response): Promise<Problem> {
    const body = (await answer.json().catch(() => ({}))) as Partial<ProblemBody>;
    return new Problem(answer.status, body.code ?? "error", body.detail ?? "", body.field ?? null);
  }
}

export class Api {
  readonly origin: string;
  readonly #token: () => string | null;

  /** Take the server's origin and what returns the token of whoever speaks, as it is at the time of a request. */
  constructor(origin: string, token: () => string | null) {
    this.origin = origin;
    this.#token = token;
  }

  /** Whether the page is the server's own: only then do browsers send and keep its cookie. */
  get isOwnPage(): boolean {
    return location.origin === this.origin;
  }

  async get<Answer>(path: string): Promise<Answer> {
    return (await (await this.request("GET", path)).json()) as Answer;
  }

  async post<Answer>(path: string, body?: unknown): Promise<Answer> {
    const answer = await this.request("POST", path, body);
    return (answer.status === 204 ? undefined : await answer.json().catch(() => undefined)) as Answer;
  }

  async put<Answer>(path: string, body: unknown): Promise<Answer> {
    return (await (await this.request("PUT", path, body)).json()) as Answer;
  }

  /** Ask; a file goes as it is with its name beside it, every other body as JSON. */
  async request(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = new Headers();
    const token = this.#token();
    if (token !== null) headers.set("Authorization", `Bearer ${token}`);
    const isFile = body instanceof File;
    if (isFile) headers.set("Content-Disposition", `attachment; filename*=UTF-8''${encodeURIComponent(body.name)}`);
    if (body !== undefined) headers.set("Content-Type", isFile ? body.type : "application/json");
    const patience = isFile || path.includes("/files/") ? PATIENCE_WITH_FILES_MS : PATIENCE_MS;
    const sent: RequestInit = { method, headers, signal: AbortSignal.timeout(patience) };
    if (body !== undefined) sent.body = isFile ? body : JSON.stringify(body);
    const answer = await fetch(this.origin + path, sent).catch(() => {
      throw Problem.offline();
    });
    if (!answer.ok) throw await Problem.of(answer);
    return answer;
  }

  /** Return the address of the socket that goes on after a sequence number. */
  socketAddress(conversationId: string | null, after: number): string {
    const address = new URL("/ws/chat", this.origin.replace(/^http/, "ws"));
    if (conversationId !== null) {
      address.searchParams.set("conversation_id", conversationId);
      address.searchParams.set("after", String(after));
    }
    return address.href;
  }
}
