/** The keyboard, the focus, what is read aloud, and what is always there. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Drawn, draw, press, write } from "./drawing";
import { pass } from "./server";

let drawn: Drawn;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  localStorage.clear();
  sessionStorage.clear();
  drawn = await draw();
});
afterEach(() => {
  drawn.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const said = (): string[] => drawn.server.stored.filter((one) => one.speaker === "person").map((one) => one.text);

describe("the composer", () => {
  const area = (): HTMLTextAreaElement => drawn.find("textarea");

  test("Enter sends and empties it", async () => {
    write(area(), "Where is my order?");
    await pass();
    expect(press(area(), "Enter").defaultPrevented).toBe(true);
    await pass();
    expect(said()).toEqual(["Where is my order?"]);
    expect(area().value).toBe("");
  });

  test("Shift+Enter breaks the line", async () => {
    write(area(), "one");
    await pass();
    expect(press(area(), "Enter", { shiftKey: true }).defaultPrevented).toBe(false);
    await pass();
    expect(said()).toEqual([]);
  });

  test.each([{ isComposing: true }, { keyCode: 229 }])("Enter within an input method does neither (%j)", async (how) => {
    write(area(), "こんにちは");
    await pass();
    expect(press(area(), "Enter", how).defaultPrevented).toBe(false);
    await pass();
    expect(said()).toEqual([]);
  });

  test("nothing but spaces is not sent, and neither is what is too long", async () => {
    write(area(), "  \n ");
    await pass();
    press(area(), "Enter");
    write(area(), "x".repeat(8_001));
    await pass();
    press(area(), "Enter");
    await pass();
    expect(said()).toEqual([]);
    expect(drawn.find(".count-down").textContent).toBe("This message is too long.");
    expect(area().value).toHaveLength(8_001);
  });
});

describe("the focus", () => {
  test("goes to the composer when the panel opens", () => {
    expect(document.activeElement?.tagName).toBe("TEXTAREA");
  });

  test("Escape closes the panel, but within the menu only the menu", async () => {
    drawn.button("More").click();
    await pass();
    expect(document.activeElement?.textContent).toBe("Sign in");
    press(document.activeElement as HTMLElement, "Escape");
    await pass();
    expect(drawn.chat.store.state.isOpen).toBe(true);
    expect(document.activeElement).toBe(drawn.button("More"));
    press(drawn.find("textarea"), "Escape");
    await pass();
    expect(drawn.find(".panel").hidden).toBe(true);
  });

  test("goes to the first field of a form, and back to the composer", async () => {
    drawn.chat.show("sign-in");
    await pass();
    expect((document.activeElement as HTMLInputElement).name).toBe("username");
    drawn.button("Back to the conversation").click();
    await pass();
    expect(document.activeElement?.tagName).toBe("TEXTAREA");
  });
});

test("full screen, the dialog is modal and Tab stays within it", async () => {
  drawn.stop();
  vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener: () => undefined, removeEventListener: () => undefined }));
  drawn = await draw();
  const panel = drawn.find(".panel");
  expect(panel.getAttribute("aria-modal")).toBe("true");
  const [first, last] = [drawn.button("More"), drawn.button("Talk to a person")];
  last.focus();
  press(last, "Tab");
  expect(document.activeElement).toBe(first);
  press(first, "Tab", { shiftKey: true });
  expect(document.activeElement).toBe(last);
});

describe("what is read aloud", () => {
  test("the transcript is no live region, and the finished answer is announced once, without marks", async () => {
    expect(drawn.find("[role=log]").getAttribute("aria-live")).toBe("off");
    const status = drawn.all("p[role=status]").at(-1);
    const heard: string[] = [];
    new MutationObserver(() => heard.push(status?.textContent ?? "")).observe(status as Node, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    drawn.chat.say("hello");
    await pass();
    drawn.server.store("assistant", "It is **here**.", { created_at: new Date().toISOString() });
    await pass();
    expect(heard).toContain("The assistant is thinking");
    expect(heard.filter((text) => text.includes("here"))).toEqual(["AI assistant: It is here."]);
  });

  test("every message says who speaks and when", async () => {
    drawn.chat.say("hello");
    await pass();
    const [own, answer] = drawn.all("li.entry");
    expect(own?.textContent).toContain("You:");
    expect(answer?.textContent).toContain("AI assistant");
    expect(answer?.querySelector("time")?.getAttribute("datetime")).toBe("2026-11-30T10:00:00Z");
  });
});

test("the sentence that this is an AI and the way to a person are there at once, and the way leads there", async () => {
  expect(drawn.find(".footer").textContent).toContain("This is an AI assistant.");
  drawn.button("Talk to a person").click();
  await pass();
  expect(said()).toEqual(["I want to talk to a person"]);
});

test("a person who answers is named instead of the AI, and their typing is shown and passes", async () => {
  drawn.chat.say("hello");
  await pass();
  drawn.server.tell({ type: "handled_by", handled_by: "colleague", next: "" });
  drawn.server.tell({ type: "typing", speaker: "colleague", is_typing: true, name: "Emma" });
  drawn.server.tell({ type: "typing", speaker: "person", is_typing: true, name: null });
  await pass();
  expect(drawn.find(".footer").textContent).toBe("You are chatting with Emma.");
  expect(drawn.find(".typing").textContent).toBe("Emma is typing");
  drawn.server.store("colleague", "Hi, Emma here.", { name: "Emma" });
  await pass();
  expect(drawn.all(".typing")).toEqual([]);
  expect(drawn.all(".speaker").at(-1)?.textContent).toContain("Emma");
});

test("while a tool works it is said which", async () => {
  drawn.chat.say("hello");
  await pass();
  drawn.server.tell({ type: "working", tool: "get_order" });
  await pass();
  expect(drawn.find(".typing").textContent).toBe("Looking up your order …");
});

test("sentences are shown as they come, and the stored message takes their place", async () => {
  drawn.chat.say("hello");
  await pass();
  drawn.server.tell({ type: "sentence", text: "Your order" });
  drawn.server.tell({ type: "sentence", text: "is here." });
  await pass();
  expect(drawn.all(".bubble").at(-1)?.textContent).toBe("Your order is here.");
  drawn.server.store("assistant", "Your order is here.");
  await pass();
  expect(drawn.all(".bubble").filter((one) => one.textContent === "Your order is here.")).toHaveLength(1);
});

test("a message that was not taken can be sent again or discarded, and does not vanish by itself", async () => {
  drawn.chat.say("first");
  await pass();
  vi.spyOn(drawn.server.socket as object as { send: () => void }, "send").mockImplementationOnce(() => undefined);
  drawn.chat.say("second");
  drawn.server.tell({ type: "error", code: "blocked", detail: "Not like this.", field: "message" });
  await pass(60_000);
  expect(drawn.find(".failed").textContent).toContain("Not sent. Not like this.");
  drawn.button("Try again").click();
  await pass();
  expect(said()).toEqual(["first", "second"]);
  expect(drawn.all(".failed")).toEqual([]);
});

test("unread messages are counted while the panel is closed, and seen when it opens", async () => {
  drawn.chat.say("hello");
  await pass();
  drawn.chat.close();
  drawn.server.store("assistant", "One more thing.");
  await pass();
  expect(drawn.chat.store.state.unread).toBe(1);
  expect(drawn.find("h2").textContent).toContain("1 new");
  drawn.chat.open();
  await pass();
  expect(drawn.chat.store.state.unread).toBe(0);
});
