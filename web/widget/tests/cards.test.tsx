/** Cards, and the yes and no that are bound to what they show. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Card, ProposalCard } from "../src/app/wire/types";
import { fault } from "../src/more/attachments";
import { outcomeOf } from "../src/more/proposals";
import { type Drawn, draw, write } from "./drawing";
import { pass, UPLOAD } from "./server";

let drawn: Drawn;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  vi.setSystemTime("2026-11-30T10:00:00Z");
  localStorage.clear();
  sessionStorage.clear();
  drawn = await draw();
  drawn.chat.say("hello");
  await pass();
});
afterEach(() => {
  drawn.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function show(...cards: Card[]): Promise<void> {
  drawn.server.store("assistant", "Look:", { cards });
  await pass();
}

const change = (id: string): ProposalCard["changes"][number] => ({
  proposal_id: id,
  action: "return_items",
  sentence: `Return ${id}.`,
  amount_minor: 8900,
  currency: "USD",
});
const proposal = (...ids: string[]): ProposalCard => ({
  kind: "proposal",
  offer_id: "o1",
  changes: ids.map(change),
  state: "open",
  expires_at: "2026-11-30T10:30:00Z",
});
const state = (id: string, value: string): void =>
  void drawn.server.answers.set(`GET /proposals/${id}`, () => ({ body: { proposal_id: id, state: value } }));

test("an order is shown with its status, its days and its total in its currency", async () => {
  await show({
    kind: "order",
    number: "ORD-789",
    status: "shipped",
    placed_at: "2026-11-27T10:00:00Z",
    currency: "JPY",
    total_minor: 7450,
    estimated_delivery: "2026-12-01T10:00:00Z",
    delivered_at: null,
    items: ["Lamp", "Desk", "Chair", "Rug", "Vase"],
  });
  const text = drawn.find(".card").textContent;
  for (const part of ["Order ORD-789", "On its way", "¥7,450", "Dec 1, 2026", "Lamp", "and 2 more"]) expect(text).toContain(part);
});

test("a refund is shown with where it goes and how far it is; a word that is new to us stands for itself", async () => {
  await show({
    kind: "refund",
    order_number: "ORD-1",
    amount_minor: 8905,
    currency: "USD",
    method: "credit_card",
    state: "half_way",
    since: "2026-11-29T10:00:00Z",
  });
  const text = drawn.find(".card").textContent;
  for (const part of ["$89.05", "Credit card", "half way"]) expect(text).toContain(part);
});

test("answers to choose from are said when they are pressed, and gone once something else was said", async () => {
  await show({ kind: "choices", choices: ["Yes", "No"] });
  drawn.button("No").click();
  await pass();
  expect(drawn.server.stored.at(-2)?.text).toBe("No");
  expect(drawn.all(".card ~ .choices, li .choices")).toEqual([]);
});

describe("a proposal", () => {
  test("is confirmed by its own number, and shows what became of it", async () => {
    state("p1", "proposed");
    drawn.server.answers.set("POST /offers/o1/confirm", () => ({ body: [{ proposal_id: "p1", state: "committed" }] }));
    await show(proposal("p1"));
    expect(drawn.find(".proposal").textContent).toContain("Refund $89.00");
    drawn.button("Confirm").click();
    await pass();
    expect(drawn.server.asked).toContain("POST /offers/o1/confirm");
    expect(drawn.find(".outcome").textContent).toBe("Done");
    expect(drawn.all(".actions")).toEqual([]);
  });

  test("is declined by its own number", async () => {
    state("p1", "proposed");
    drawn.server.answers.set("POST /offers/o1/decline", () => ({ body: [{ proposal_id: "p1", state: "declined" }] }));
    await show(proposal("p1"));
    drawn.button("Cancel").click();
    await pass();
    expect(drawn.find(".outcome").textContent).toBe("Cancelled, nothing was changed");
  });

  test("pressed twice it is confirmed once", async () => {
    state("p1", "proposed");
    drawn.server.answers.set("POST /offers/o1/confirm", () => ({ body: [{ proposal_id: "p1", state: "committed" }] }));
    await show(proposal("p1"));
    const confirm = drawn.button("Confirm");
    confirm.click();
    confirm.click();
    await pass();
    expect(drawn.server.asked.filter((one) => one.endsWith("/confirm"))).toHaveLength(1);
  });

  test("that a rule refuses by now says why, and shows how it is", async () => {
    state("p1", "proposed");
    drawn.server.answers.set("POST /offers/o1/confirm", () => {
      state("p1", "superseded");
      return { status: 409, body: { code: "orders.cancel.not_pending", detail: "It was sent meanwhile." } };
    });
    await show(proposal("p1"));
    drawn.button("Confirm").click();
    await pass();
    expect(drawn.find(".bar.error").textContent).toBe("It was sent meanwhile.");
    expect(drawn.find(".outcome").textContent).toContain("No longer current");
  });

  test("with several changes takes one yes for all by the number of what was shown", async () => {
    state("p1", "proposed");
    state("p2", "proposed");
    drawn.server.answers.set("POST /offers/o1/confirm", () => ({
      body: ["p1", "p2"].map((proposal_id) => ({ proposal_id, state: "committed" })),
    }));
    await show(proposal("p1", "p2"));
    drawn.button("Confirm all").click();
    await pass();
    expect(drawn.find(".outcome").textContent).toBe("Done");
    expect(drawn.server.stored.at(-1)?.text).toBe("Look:");
  });

  test("of the past shows what became of it since", async () => {
    state("p1", "committed");
    await show(proposal("p1"));
    expect(drawn.find(".outcome").textContent).toBe("Done");
  });

  test("runs out before one's eyes", async () => {
    state("p1", "proposed");
    await show(proposal("p1"));
    await pass(31 * 60_000);
    expect(drawn.find(".outcome").textContent).toBe("Expired, nothing was changed");
  });

  test("that waits for an approval has no buttons any more", () => {
    const now = Date.parse("2026-11-30T10:00:00Z");
    expect(outcomeOf(proposal("p1"), ["awaiting_approval"], now)).toBe("awaiting_approval");
    expect(outcomeOf({ ...proposal("p1"), state: "accepted" }, null, now)).toBe("committed");
    expect(outcomeOf(proposal("p1"), ["proposed"], now)).toBe("open");
  });
});

describe("files", () => {
  test("are checked for kind and size before anything is sent", () => {
    expect(fault({ size: 10, type: "image/png" }, UPLOAD)).toBeNull();
    expect(fault({ size: 1001, type: "image/png" }, UPLOAD)).toBe("size");
    expect(fault({ size: 10, type: "text/html" }, UPLOAD)).toBe("kind");
    expect(fault({ size: 10, type: "" }, UPLOAD)).toBe("kind");
  });

  test("have no button where the shop takes none", () => {
    expect(drawn.all("input[type=file]")).toEqual([]);
  });

  test("are no more than a message takes", async () => {
    drawn.chat.store.set({ settings: { ...drawn.chat.store.state.settings, upload: UPLOAD } });
    await pass();
    let number = 0;
    drawn.server.answers.set("POST /conversations/c0/files", () => {
      number += 1;
      return { status: 201, body: { file_id: `f${number}`, name: `${number}.png`, media_type: "image/png", bytes: 1 } };
    });
    const input = drawn.find<HTMLInputElement>("input[type=file]");
    const chosen = [1, 2, 3].map((at) => new File(["0"], `${at}.png`, { type: "image/png" }));
    Object.defineProperty(input, "files", { value: chosen, configurable: true });
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await pass();
    expect(drawn.all(".uploads li")).toHaveLength(2);
    expect(drawn.find(".bar.error").textContent).toContain("2 files at most");
  });

  test("are uploaded at once and go with the next message", async () => {
    drawn.chat.store.set({ settings: { ...drawn.chat.store.state.settings, upload: UPLOAD } });
    await pass();
    const info = { file_id: "f1", name: "photo.png", media_type: "image/png", bytes: 10 };
    drawn.server.answers.set("POST /conversations/c0/files", () => ({ status: 201, body: info }));
    const input = drawn.find<HTMLInputElement>("input[type=file]");
    Object.defineProperty(input, "files", { value: [new File(["0123456789"], "photo.png", { type: "image/png" })], configurable: true });
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await pass();
    expect(drawn.find(".uploads").textContent).toContain("photo.png");
    write(drawn.find<HTMLTextAreaElement>("textarea"), "see this");
    await pass();
    drawn.find<HTMLFormElement>("form.composer").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await pass();
    expect(drawn.server.socket?.received.at(-1)).toMatchObject({ message: "see this", file_ids: ["f1"] });
    expect(drawn.all(".uploads")).toEqual([]);
  });
});

test("what happens next stands above the composer once the answer that says so is not the last word any more", async () => {
  const next = "A colleague will answer here. We are open until 17:00.";
  drawn.server.tell({ type: "handled_by", handled_by: "waiting", next });
  drawn.server.tell({ type: "sentence", text: `I've passed it on. ${next}` });
  await pass();
  expect(drawn.all(".status-bar .bar")).toEqual([]);
  drawn.server.store("assistant", `I've passed it on. ${next}`);
  await pass();
  expect(drawn.all(".status-bar .bar")).toEqual([]);
  drawn.server.store("person", "Thank you");
  await pass();
  expect(drawn.all(".status-bar .bar").map((one) => one.textContent)).toEqual([next]);
  drawn.server.tell({ type: "handled_by", handled_by: "colleague", next: "A colleague answers you here." });
  await pass();
  expect(drawn.all(".status-bar .bar")).toEqual([]);
});

test("a rating goes to its conversation", async () => {
  let sent: unknown;
  drawn.server.answers.set("PUT /conversations/c0/rating", (body) => {
    sent = body;
    return { body: { score: 4, comment: null, rated_at: "2026-11-30T10:00:00Z" } };
  });
  drawn.server.tell({ type: "handled_by", handled_by: "closed", next: "" });
  await pass();
  drawn.button("Rate this conversation").click();
  await pass();
  const four = drawn.all(".stars input")[3] as HTMLInputElement;
  four.checked = true;
  four.dispatchEvent(new Event("change", { bubbles: true }));
  await pass();
  drawn.find<HTMLFormElement>("form.view").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await pass();
  expect(sent).toEqual({ score: 4, comment: null });
  expect(drawn.chat.store.state.banner?.text).toBe("Thank you for your rating.");
  expect(drawn.all(".bar button")).toEqual([]);
});
