/** Signing in within the chat, and earlier messages. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Drawn, draw, write } from "./drawing";
import { made, pass } from "./server";

let drawn: Drawn;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  localStorage.clear();
  sessionStorage.clear();
  drawn = await draw();
  drawn.server.answers.set("GET /me", () => ({ body: { account_id: "rohan", name: "Rohan", email: "rohan@example.com" } }));
});
afterEach(() => {
  drawn.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function submit(): Promise<void> {
  drawn.find<HTMLFormElement>("form.view").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await pass();
}

async function choosePassword(): Promise<void> {
  drawn.chat.show("sign-in");
  await pass();
  (drawn.all(".ways input")[1] as HTMLInputElement).dispatchEvent(new Event("change", { bubbles: true }));
  await pass();
  write(drawn.find<HTMLInputElement>("[name=username]"), " rohan@example.com ");
  write(drawn.find<HTMLInputElement>("[name=password]"), "secret");
  await pass();
}

test("by a code: the same words whoever it is, then the digits", async () => {
  let asked: unknown;
  let proven: unknown;
  drawn.server.answers.set("POST /auth/otp/request", (body) => {
    asked = body;
    return { status: 202, body: { challenge: "challenge-1", expires_in: 900 } };
  });
  drawn.server.answers.set("POST /auth/otp/verify", (body) => {
    proven = body;
    return { body: { access_token: "secret", token_type: "bearer", expires_in: 900 } };
  });
  drawn.chat.show("sign-in");
  await pass();
  write(drawn.find<HTMLInputElement>("[name=username]"), "rohan@example.com");
  await pass();
  await submit();
  expect(drawn.find(".view").textContent).toContain("If we know it, a code is on its way");
  write(drawn.find<HTMLInputElement>("[name=code]"), "123 456");
  await pass();
  await submit();
  expect([asked, proven]).toEqual([{ email: "rohan@example.com" }, { challenge: "challenge-1", code: "123456" }]);
  expect(drawn.chat.store.state).toMatchObject({ view: "chat", account: { name: "Rohan" } });
});

test("by a password; a wrong one says so and loses nothing", async () => {
  await choosePassword();
  drawn.server.answers.set("POST /auth/login", () => ({ status: 401, body: { code: "x", detail: "The password is wrong." } }));
  await submit();
  expect(drawn.find(".bar.error").textContent).toBe("The password is wrong.");
  expect(drawn.find<HTMLInputElement>("[name=username]").value).toBe(" rohan@example.com ");
  drawn.server.answers.set("POST /auth/login", () => ({ body: { access_token: "secret", token_type: "bearer", expires_in: 900 } }));
  await submit();
  expect(drawn.chat.store.state.account?.name).toBe("Rohan");
});

test("signing out is told from the press on, and again once it is done", async () => {
  await choosePassword();
  drawn.server.answers.set("POST /auth/login", () => ({ body: { access_token: "secret", token_type: "bearer", expires_in: 900 } }));
  await submit();
  let meanwhile: string | undefined;
  drawn.server.answers.set("GET /auth/sessions", () => ({ body: { items: [{ session_id: "s1", current: true }] } }));
  drawn.server.answers.set("DELETE /auth/sessions/s1", () => {
    meanwhile = drawn.find(".status-bar [role=status]").textContent ?? "";
    return { status: 204 };
  });
  drawn.button("More").click();
  drawn.button("Sign out").click();
  await pass();
  expect(meanwhile).toBe("Signing out …");
  expect(drawn.find(".status-bar [role=status]").textContent).toContain("You are signed out.");
  expect(drawn.chat.store.state.account).toBeNull();
});

test("a colleague with a second factor is sent to the console", async () => {
  await choosePassword();
  drawn.server.answers.set("POST /auth/login", () => ({ body: { second_factor: "totp", challenge: "c", expires_in: 600 } }));
  await submit();
  expect(drawn.find(".bar.error").textContent).toBe("Members of the team sign in at the console.");
  expect(drawn.chat.store.state.account).toBeNull();
});

test("of a long conversation the newest are shown, and earlier ones on demand, each once", async () => {
  const all = Array.from({ length: 250 }, (_, at) => made(at + 1, "person", `message ${at + 1}`));
  drawn.chat.store.set({ thread: { ...drawn.chat.store.state.thread, conversationId: "c0", messages: all.slice(150), last: 250 } });
  let path = "";
  drawn.server.answers.set("GET /conversations/c0/messages", () => {
    path = drawn.server.asked.at(-1) ?? "";
    return { body: { items: all.slice(50, 151) } };
  });
  await pass();
  drawn.button("Show earlier messages").click();
  await pass();
  expect(path).toBe("GET /conversations/c0/messages?after=50&limit=100");
  expect(drawn.chat.store.state.thread.messages.map((one) => one.sequence)).toEqual(all.slice(50).map((one) => one.sequence));
});

test("the transcript is fetched with the token in a header, never in an address", async () => {
  drawn.chat.say("hello");
  await pass();
  drawn.server.answers.set("GET /conversations/c0/transcript", () => ({ body: "text" }));
  const links: string[] = [];
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:x", revokeObjectURL: () => undefined }));
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    links.push(`${this.href} ${this.download}`);
  });
  drawn.button("More").click();
  await pass();
  drawn.button("Download the conversation").click();
  await pass();
  expect(links).toEqual(["blob:x conversation.txt"]);
  expect(drawn.server.asked.join(" ")).not.toContain("visitor-1");
});
