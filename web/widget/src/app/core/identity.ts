/**
 * Who speaks: a visitor with a token of their thread, or somebody signed in, whose token is in memory alone.
 *
 * A session is renewed before it runs out where the page is the server's own. Elsewhere the person is warned, may prove
 * themselves once more, and is signed out in time.
 */

import type { Api } from "../wire/api";
import { Problem } from "../wire/api";
import type { AccessToken, Me, Sessions, Ticket } from "../wire/types";
import type { Outgoing } from "./outbox";
import type { Account } from "./state";
import type { Memory } from "./storage";

const RENEW_BEFORE_MS = 60_000;
export const WARN_BEFORE_MS = 120_000;
/** So early that the token still ends its session. */
const END_BEFORE_MS = 2_000;

export interface IdentityWays {
  /** Somebody is signed in now, who was not before: begin in their conversation. */
  readonly became: (account: Account) => void;
  /** The same person has another session: open sockets belong to the one before. */
  readonly proven: () => void;
  /** The visitor's thread is not there any more. */
  readonly forgotten: () => void;
  /** The session ends at a moment that nothing moves, and the person should know; null takes the warning back. */
  readonly runsOut: (at: number | null) => void;
  readonly ended: (reason: "expired" | "signed-out" | "ended") => void;
}

export class Identity {
  readonly #api: () => Api;
  readonly #memory: Memory;
  readonly #ways: IdentityWays;
  #token: string | null = null;
  #account: Account | null = null;
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(api: () => Api, memory: Memory, ways: IdentityWays) {
    this.#api = api;
    this.#memory = memory;
    this.#ways = ways;
  }

  get account(): Account | null {
    return this.#account;
  }

  /** The token for the next request. */
  get token(): string | null {
    return this.#token ?? this.#memory.visitor?.token ?? null;
  }

  get isSignedIn(): boolean {
    return this.#token !== null;
  }

  /** Go on with the cookie of a session, where there may be one; true where there was. */
  async restore(): Promise<boolean> {
    if (!this.#api().isOwnPage || !this.#memory.mayRefresh) return false;
    try {
      await this.take(await this.#api().post<AccessToken>("/auth/refresh"));
      return true;
    } catch (reason) {
      if (reason instanceof Problem && reason.code !== "offline") this.#memory.mayRefresh = false;
      return false;
    }
  }

  /** Become the customer whom the host's backend names. */
  async identify(token: string): Promise<boolean> {
    try {
      await this.take(await this.#api().post<AccessToken>("/auth/identity", { token }));
      return true;
    } catch {
      return false;
    }
  }

  /** Go on with a session's token, and learn whose it is. */
  async take(answer: AccessToken): Promise<void> {
    const [token, before] = [this.#token, this.#account];
    this.#token = answer.access_token;
    try {
      this.#account = await this.#me();
    } catch (reason) {
      this.#token = token;
      throw reason;
    }
    this.#plan(answer.expires_in * 1000);
    if (before?.id === this.#account.id) this.#ways.proven();
    else this.#ways.became(this.#account);
  }

  /** Go on with a session that the socket told of; its socket is already that person's. */
  async takeOver(answer: AccessToken): Promise<Account> {
    this.#token = answer.access_token;
    this.#plan(answer.expires_in * 1000);
    this.#account = await this.#me();
    return this.#account;
  }

  /** Renew the session; false where that is not possible. */
  async renew(): Promise<boolean> {
    if (!this.#api().isOwnPage) return false;
    try {
      const answer = await this.#api().post<AccessToken>("/auth/refresh");
      this.#token = answer.access_token;
      this.#plan(answer.expires_in * 1000);
      return true;
    } catch {
      return false;
    }
  }

  /** Get a ticket for a socket; somebody without a token becomes a visitor and gets one. */
  async ticket(): Promise<string> {
    try {
      const ticket = await this.#api().post<Ticket>("/auth/socket-ticket");
      if (ticket.visitor_token) this.#memory.visitor = { token: ticket.visitor_token, conversation_id: null };
      return ticket.ticket;
    } catch (reason) {
      if (!(reason instanceof Problem) || reason.status !== 401) throw reason;
      if (this.isSignedIn) {
        if (await this.renew()) return this.ticket();
        throw reason;
      }
      // A visitor's thread is forgotten after its time: they begin anew, with what they have not sent yet.
      this.#memory.visitor = null;
      this.#ways.forgotten();
      return this.ticket();
    }
  }

  /** Keep what is unsent where it belongs to whoever speaks; of somebody whose name is not known yet, nowhere. */
  keepUnsent(items: readonly Outgoing[], gone: readonly string[]): void {
    if (this.#account !== null) this.#memory.keepAccounts(this.#account.id, items);
    else if (!this.isSignedIn) this.#memory.keepVisitors(items, gone);
  }

  /** Remember the visitor's conversation; that of an account is never written down. */
  keepConversation(conversationId: string | null): void {
    const { visitor } = this.#memory;
    if (!this.isSignedIn && visitor !== null) this.#memory.visitor = { ...visitor, conversation_id: conversationId };
  }

  async signOut(): Promise<void> {
    await this.#endSession();
    this.end("signed-out");
  }

  /** Forget who it was, and everything that was kept. */
  end(reason: "expired" | "signed-out" | "ended"): void {
    this.#stopTimers();
    this.#token = null;
    this.#account = null;
    this.#memory.forget();
    this.#ways.ended(reason);
  }

  stop(): void {
    this.#stopTimers();
  }

  async #me(): Promise<Account> {
    const me = await this.#api().get<Me>("/me");
    this.#memory.mayRefresh = this.#api().isOwnPage;
    return { id: me.account_id, name: me.name, email: me.email };
  }

  /** End the session at the server too: by its cookie, or on other sites' pages, which send none, by its number. */
  async #endSession(): Promise<void> {
    const { isOwnPage } = this.#api();
    if (this.#token === null && !(isOwnPage && this.#memory.mayRefresh)) return;
    try {
      if (isOwnPage) await this.#api().post("/auth/logout");
      else await this.#api().request("DELETE", `/auth/sessions/${await this.#sessionId()}`);
    } catch {
      // What cannot be reached runs out by itself.
    }
  }

  async #sessionId(): Promise<string> {
    const { items } = await this.#api().get<Sessions>("/auth/sessions");
    return items.find((one) => one.current)?.session_id ?? "";
  }

  #plan(life: number): void {
    this.#stopTimers();
    this.#ways.runsOut(null);
    const after = (delay: number, work: () => void): void => {
      this.#timers.push(setTimeout(work, Math.max(0, delay)));
    };
    const endsAt = Date.now() + life;
    after(life - RENEW_BEFORE_MS - WARN_BEFORE_MS, () => {
      void this.renew().then((isRenewed) => {
        if (isRenewed || this.#token === null) return;
        after(endsAt - Date.now() - WARN_BEFORE_MS, () => this.#ways.runsOut(endsAt));
        after(endsAt - Date.now() - END_BEFORE_MS, () => void this.#endSession().then(() => this.end("expired")));
      });
    });
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}
