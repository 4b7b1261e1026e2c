/** Nothing is lost and nothing comes twice, wherever the connection is cut. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backoff } from "../src/app/core/backoff";
import type { Chat } from "../src/app/core/chat";
import { chatWith, FakeServer, pass } from "./server";

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

const QUESTIONS = Array.from({ length: 12 }, (_, at) => `question ${at}`);

async function converse(): Promise<void> {
  void chat.begin(null);
  await pass();
  for (const question of QUESTIONS) {
    chat.say(question);
    await pass(20);
  }
  await pass(60_000);
}

function expectEverythingOnce(): void {
  const said = server.stored.filter((one) => one.speaker === "person").map((one) => one.text);
  expect(said).toEqual(QUESTIONS);
  const { thread, outbox, link } = chat.store.state;
  expect(thread.messages.map((one) => [one.sequence, one.text])).toEqual(
    server.stored.map((one) => [one.sequence, one.text]),
  );
  expect(thread.messages.map((one) => one.sequence)).toEqual(server.stored.map((_, at) => at + 1));
  expect(outbox).toEqual([]);
  expect(thread.draft).toBeNull();
  expect(link).toBe("open");
}

test("a long conversation without a cut arrives whole, over one socket", async () => {
  await converse();
  expectEverythingOnce();
  expect(server.sockets).toHaveLength(1);
});

test("cut at any frame of the conversation, in either direction, it arrives whole and once", async () => {
  await converse();
  const frames = server.frames;
  expect(frames).toBeGreaterThan(50);
  for (let cutAt = 1; cutAt <= frames; cutAt += 1) {
    chat.stop();
    localStorage.clear();
    server = new FakeServer();
    server.cutAt = cutAt;
    server.install();
    chat = chatWith();
    await converse();
    expectEverythingOnce();
    expect(server.sockets.length, `cut at ${cutAt}`).toBeGreaterThan(1);
  }
});

test("a new socket goes on after the last sequence number that was seen", async () => {
  void chat.begin(null);
  await pass();
  chat.say("hello");
  await pass();
  server.socket?.end(1006);
  await pass(2_000);
  const again = server.socket?.address.searchParams;
  expect([again?.get("conversation_id"), again?.get("after")]).toEqual(["c0", "2"]);
});

test("the ticket goes into the subprotocols, and no token into any address", async () => {
  void chat.begin(null);
  await pass();
  expect(server.socket?.protocols).toEqual(["support-ai.v1", "ticket.t"]);
  expect(server.socket?.address.href).toBe("wss://support.example/ws/chat");
});

test("a socket that answers nothing any more is given up, and the message goes over the next one", async () => {
  void chat.begin(null);
  await pass();
  const dead = server.socket;
  vi.spyOn(dead as object as { send: () => void }, "send").mockImplementation(() => undefined);
  chat.say("anybody there?");
  await pass(20_000);
  expect(server.stored.map((one) => one.text)[0]).toBe("anybody there?");
  expect(chat.store.state.outbox).toEqual([]);
});

test("without a network the tries become rare, and the network's return is used at once", async () => {
  server.isOnline = false;
  void chat.begin(null);
  await pass(300_000);
  const tries = server.asked.filter((one) => one.startsWith("POST /auth/socket-ticket")).length;
  expect(tries).toBeLessThan(40);
  expect(chat.store.state.link).toBe("waiting");
  server.isOnline = true;
  dispatchEvent(new Event("online"));
  await pass();
  expect(chat.store.state.link).toBe("open");
});

test("a conversation that is not ours is left, and another one begins", async () => {
  localStorage.setItem("support-ai:https://support.example:visitor", JSON.stringify({ token: "v", conversation_id: "c0" }));
  server.conversationId = "c0";
  void chat.begin(null);
  await pass();
  server.socket?.end(1008);
  await pass();
  expect(server.socket?.address.searchParams.has("conversation_id")).toBe(false);
  expect(chat.store.state.link).toBe("open");
});

test("a message that the server does not take is shown with its reason and can be sent again", async () => {
  void chat.begin(null);
  await pass();
  const socket = server.socket;
  vi.spyOn(socket as object as { send: () => void }, "send").mockImplementationOnce(() => undefined);
  chat.say("too much");
  socket?.give({ type: "error", code: "blocked", detail: "Not like this.", field: "message" });
  expect(chat.store.state.outbox).toMatchObject([{ message: "too much", failed: "Not like this." }]);
  chat.retry(chat.store.state.outbox[0]?.client_message_id ?? "");
  await pass();
  expect(server.stored[0]?.text).toBe("too much");
});

test("frames of an unknown type are let pass", async () => {
  void chat.begin(null);
  await pass();
  const before = chat.store.state.thread;
  server.tell({ type: "confetti", amount: 3 });
  expect(chat.store.state.thread).toBe(before);
});

describe("the wait between two tries", () => {
  test("grows, has a ceiling and is never the same for everybody", () => {
    expect(backoff(0, () => 0)).toBeLessThan(backoff(0, () => 1));
    expect(backoff(3, () => 1)).toBe(4_000);
    expect(backoff(30, () => 1)).toBe(30_000);
    expect(backoff(30, () => 0)).toBe(7_500);
  });
});

test("a socket that still connects is closed only when it is open: browsers complain of the other", async () => {
  void chat.begin(null);
  for (let round = 0; round < 50 && server.sockets.length === 0; round += 1) await vi.advanceTimersByTimeAsync(0);
  const [first] = server.sockets;
  chat.reconnect();
  expect(first?.readyState).toBe(0);
  await pass();
  expect(first?.readyState).toBe(3);
  expect(chat.store.state.link).toBe("open");
});
