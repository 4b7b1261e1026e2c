/** What is written without a network outlives a reload, goes out once, and is nobody else's. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Chat } from "../src/app/core/chat";
import { Memory } from "../src/app/core/storage";
import { API, chatWith, FakeServer, pass } from "./server";

let server: FakeServer;
let chat: Chat;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  server = new FakeServer();
  server.install();
  chat = chatWith();
});
afterEach(() => {
  chat.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const everythingKept = (): string =>
  JSON.stringify([...Object.entries({ ...localStorage }), ...Object.entries({ ...sessionStorage })]);
const signedIn = (id: string): void => {
  server.answers.set("POST /auth/identity", () => ({ body: { access_token: `token-${id}`, token_type: "bearer", expires_in: 900 } }));
  server.answers.set("GET /me", () => ({ body: { account_id: id, name: id, email: null } }));
};

test("what was written offline is sent after a reload, once, in order", async () => {
  void chat.begin(null);
  await pass();
  server.isOnline = false;
  server.socket?.end(1006);
  chat.say("first");
  chat.say("second");
  await pass();
  chat.stop();
  chat = chatWith();
  server.isOnline = true;
  void chat.begin(null);
  expect(chat.store.state.outbox).toEqual([]);
  await pass(5_000);
  expect(server.stored.filter((one) => one.speaker === "person").map((one) => one.text)).toEqual(["first", "second"]);
  expect(new Memory(API).unsent(null)).toEqual([]);
});

test("a message whose confirmation was lost with the page is not sent as another one", async () => {
  void chat.begin(null);
  await pass();
  chat.say("only once");
  const kept = new Memory(API).unsent(null);
  await pass();
  chat.stop();
  new Memory(API).keepVisitors(kept, []);
  chat = chatWith();
  void chat.begin(null);
  await pass(5_000);
  expect(server.stored.filter((one) => one.speaker === "person")).toHaveLength(1);
  expect(chat.store.state.outbox).toEqual([]);
});

test("the visitor goes on in the same thread after a reload", async () => {
  void chat.begin(null);
  await pass();
  chat.say("hello");
  await pass();
  chat.stop();
  chat = chatWith();
  void chat.begin(null);
  await pass();
  expect(chat.store.state.thread.messages.map((one) => one.text)).toEqual(["hello", 'I heard "hello".']);
  expect(server.tokens.at(-1)).toBe("Bearer visitor-1");
});

test("a one-time code is never written down", async () => {
  server.isOnline = false;
  void chat.begin(null);
  await pass();
  chat.say("123 456");
  chat.say("the code is 987654");
  expect(everythingKept()).not.toMatch(/123|987/);
  expect(chat.store.state.outbox).toHaveLength(2);
});

test("nothing of somebody signed in lies in localStorage: no token, no message, no conversation", async () => {
  signedIn("rohan");
  void chat.begin("host-token");
  await pass();
  server.isOnline = false;
  server.socket?.end(1006);
  chat.say("my private question");
  await pass();
  expect(JSON.stringify({ ...localStorage })).toBe("{}");
  expect(JSON.stringify({ ...sessionStorage })).toContain("my private question");
  expect(everythingKept()).not.toContain("token-rohan");
});

test("the unsent messages of one account are not shown to another one", async () => {
  signedIn("rohan");
  void chat.begin("host-token");
  await pass();
  server.isOnline = false;
  server.socket?.end(1006);
  chat.say("where is my ring?");
  await pass();
  chat.stop();
  server.isOnline = true;
  signedIn("michael");
  chat = chatWith();
  void chat.begin("host-token");
  await pass(5_000);
  expect(chat.store.state.account?.name).toBe("michael");
  expect(chat.store.state.outbox).toEqual([]);
  expect(server.stored).toEqual([]);
});

test("two tabs of a visitor keep their unsent messages beside each other", () => {
  const one = { client_message_id: "a", message: "a", at: "" };
  const other = { client_message_id: "b", message: "b", at: "" };
  const memory = new Memory(API);
  memory.keepVisitors([one], []);
  memory.keepVisitors([other], []);
  expect(memory.unsent(null)).toEqual([one, other]);
  memory.keepVisitors([], ["a"]);
  expect(memory.unsent(null)).toEqual([other]);
});

test("a tab joins the conversation that another tab of the visitor began", async () => {
  void chat.begin(null);
  await pass();
  const memory = new Memory(API);
  server.conversationId = "c0";
  server.store("person", "from the other tab");
  memory.visitor = { token: "visitor-1", conversation_id: "c0" };
  dispatchEvent(Object.assign(new Event("storage"), { key: `support-ai:${API}:visitor` }));
  await pass();
  expect(chat.store.state.thread.messages.map((one) => one.text)).toEqual(["from the other tab"]);
});

test("a browser without storage chats all the same", async () => {
  vi.stubGlobal("localStorage", undefined);
  vi.stubGlobal("sessionStorage", undefined);
  void chat.begin(null);
  await pass();
  chat.say("hello");
  await pass();
  expect(chat.store.state.thread.messages).toHaveLength(2);
});
