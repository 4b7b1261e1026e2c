/** Who speaks, for how long, and what is left of them afterwards. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Chat } from "../src/app/core/chat";
import { chatWith, FakeServer, pass, type Told } from "./server";

let server: FakeServer;
let chat: Chat;
let told: Told[];

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  server = new FakeServer();
  server.install();
  server.answers.set("POST /auth/identity", () => ({ body: { access_token: "secret", token_type: "bearer", expires_in: 900 } }));
  server.answers.set("GET /me", () => ({ body: { account_id: "rohan", name: "Rohan", email: "rohan@example.com" } }));
  server.answers.set("GET /auth/sessions", () => ({ body: { items: [{ session_id: "s1", current: true }] } }));
  server.answers.set("DELETE /auth/sessions/s1", () => ({ status: 204 }));
  told = [];
  chat = chatWith(told);
});
afterEach(() => {
  chat.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function signIn(): Promise<void> {
  server.conversationId = "c0";
  server.answers.set("GET /conversations", () => ({ body: { items: [{ conversation_id: "c0" }], next_cursor: null } }));
  server.store("person", "Where is my order?");
  await chat.begin("host-token");
  await pass();
}

test("somebody whom the host names goes on in their newest conversation", async () => {
  await signIn();
  expect(chat.store.state.account?.name).toBe("Rohan");
  expect(chat.store.state.thread.messages.map((one) => one.text)).toEqual(["Where is my order?"]);
  expect(server.tokens.at(-1)).toBe("Bearer secret");
  expect(told).toContainEqual({ name: "identity", detail: { signed_in: true } });
});

test("a refused token leaves a visitor, who can write", async () => {
  server.answers.set("POST /auth/identity", () => ({ status: 401, body: { code: "identity_refused", detail: "" } }));
  await chat.begin("forged");
  await pass();
  expect(told).toContainEqual({ name: "identity-needed", detail: { seconds: 0 } });
  expect(chat.store.state.account).toBeNull();
  expect(chat.store.state.link).toBe("open");
});

test("a session that cannot be renewed: a warning two minutes before, then signed out, and nothing is left in view", async () => {
  await signIn();
  await pass(900_000 - 121_000);
  expect(chat.store.state.endsAt).toBeNull();
  await pass(2_000);
  expect(chat.store.state.endsAt).not.toBeNull();
  expect(told).toContainEqual({ name: "identity-needed", detail: { seconds: 120 } });
  await pass(120_000);
  const { account, thread, banner, endsAt } = chat.store.state;
  expect([account, thread.messages, endsAt]).toEqual([null, [], null]);
  expect(banner?.text).toMatch(/session has ended/);
  expect(server.asked).toContain("DELETE /auth/sessions/s1");
  expect(told).toContainEqual({ name: "session-ended", detail: { reason: "expired" } });
});

test("a fresh token of the host within the warning goes on, without a word lost", async () => {
  await signIn();
  await pass(800_000);
  expect(await chat.identify("fresh")).toBe(true);
  await pass(500_000);
  expect(chat.store.state.account?.name).toBe("Rohan");
  expect(chat.store.state.thread.messages).toHaveLength(1);
});

test("on the server's own page the session is renewed by the cookie, and nobody is warned", async () => {
  vi.stubGlobal("location", { origin: "https://support.example" });
  server.answers.set("POST /auth/refresh", () => ({ body: { access_token: "next", token_type: "bearer", expires_in: 900 } }));
  await signIn();
  await pass(3_000_000);
  expect(chat.store.state.account?.name).toBe("Rohan");
  expect(told.some((one) => one.name === "identity-needed")).toBe(false);
});

test("a socket closed with 4401 signs out at once and clears the view", async () => {
  await signIn();
  server.socket?.end(4401);
  await pass();
  expect(chat.store.state.account).toBeNull();
  expect(chat.store.state.thread.messages).toEqual([]);
  expect(chat.store.state.link).toBe("open");
  expect(server.tokens.at(-1)).toBeNull();
});

test("signing out ends the session at the server and forgets everything here", async () => {
  await signIn();
  await chat.identity.signOut();
  await pass();
  expect(server.asked).toContain("DELETE /auth/sessions/s1");
  expect({ ...sessionStorage }).toEqual({});
  expect(JSON.stringify({ ...localStorage })).not.toContain("secret");
  expect(chat.store.state.thread.messages).toEqual([]);
});

test("signing out before the chat was opened ends the cookie's session, and connects nothing", async () => {
  vi.stubGlobal("location", { origin: "https://support.example" });
  localStorage.setItem("support-ai:https://support.example:may-refresh", "true");
  server.answers.set("POST /auth/logout", () => ({ status: 204 }));
  await chat.identity.signOut();
  await pass();
  expect(server.asked).toEqual(["POST /auth/logout"]);
  expect({ ...localStorage }).toEqual({});
  expect(server.sockets).toEqual([]);
});

test("a right code goes on over the same socket, in the account's conversation, and the visitor's storage learns nothing", async () => {
  void chat.begin(null);
  await pass();
  chat.say("Where is my order?");
  await pass();
  const sockets = server.sockets.length;
  server.tell({ type: "session", access_token: "secret", token_type: "bearer", expires_in: 900 });
  server.tell({ type: "conversation", conversation_id: "account-1" });
  server.tell({ type: "message", ...server.stored[0], sequence: 1, text: "Where is my order?" });
  await pass();
  expect(chat.store.state.account?.name).toBe("Rohan");
  expect(chat.store.state.thread.conversationId).toBe("account-1");
  expect(chat.store.state.thread.messages).toHaveLength(1);
  expect(server.sockets.length).toBe(sockets);
  expect(JSON.stringify({ ...localStorage })).not.toMatch(/account-1|secret/);
});

test("what a visitor wrote before they signed in is sent as that person", async () => {
  void chat.begin(null);
  await pass();
  server.isOnline = false;
  server.socket?.end(1006);
  chat.say("still waiting");
  server.isOnline = true;
  server.conversationId = null;
  await chat.identity.take({ access_token: "secret", token_type: "bearer", expires_in: 900 });
  await pass(2_000);
  expect(server.stored.filter((one) => one.speaker === "person").map((one) => one.text)).toEqual(["still waiting"]);
  expect(JSON.stringify({ ...localStorage })).not.toContain("still waiting");
});
