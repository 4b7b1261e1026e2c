/** The script on pages of every kind. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";


beforeEach(() => {
  vi.resetModules();
  document.body.replaceChildren();
  const script = document.createElement("script");
  script.setAttribute("data-src", "https://support.example/chat-widget.js");
  Object.defineProperty(document, "currentScript", {
    configurable: true,
    value: Object.assign(script, { src: "https://support.example/chat-widget.js" }),
  });
});
afterEach(() => {
  window.SupportChat?.destroy();
  vi.restoreAllMocks();
});

async function load(): Promise<void> {
  await import("../src/loader");
  await new Promise((resolve) => setTimeout(resolve, 5));
}

const launchers = (): Element[] =>
  [...document.querySelectorAll("#support-chat")].flatMap((one) => [...(one.shadowRoot?.querySelectorAll("button") ?? [])]);

test("without a mount element it makes one", async () => {
  await load();
  expect(launchers()).toHaveLength(1);
});

test("with a mount element it uses that, and its attributes", async () => {
  const mount = document.createElement("div");
  mount.id = "support-chat";
  mount.dataset["lang"] = "de";
  mount.dataset["position"] = "left";
  document.body.append(mount);
  await load();
  const [button] = launchers();
  expect(button?.getAttribute("aria-label")).toBe("Support-Chat öffnen");
  expect(button?.classList.contains("left")).toBe(true);
  expect(button?.getAttribute("aria-expanded")).toBe("false");
});

test("inline, what the page has put there is in view until the chat has come", async () => {
  const mount = document.createElement("div");
  mount.id = "support-chat";
  mount.dataset["mode"] = "inline";
  mount.append("a form that needs no script");
  document.body.append(mount);
  await load();
  expect(launchers()).toHaveLength(0);
  expect(mount.shadowRoot?.querySelector("slot")).not.toBeNull();
  expect(mount.textContent).toBe("a form that needs no script");
});

test("loaded twice there is one launcher", async () => {
  await load();
  const first = window.SupportChat;
  vi.resetModules();
  await load();
  expect(window.SupportChat).toBe(first);
  expect(launchers()).toHaveLength(1);
});

test("in the head, it waits for the page", async () => {
  vi.spyOn(document, "readyState", "get").mockReturnValue("loading");
  await load();
  expect(launchers()).toHaveLength(0);
  document.dispatchEvent(new Event("DOMContentLoaded"));
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(launchers()).toHaveLength(1);
});

test("destroyed, nothing is left, and it can be loaded again", async () => {
  await load();
  window.SupportChat?.destroy();
  expect(window.SupportChat).toBeUndefined();
  expect(document.querySelector("#support-chat")).toBeNull();
});

test("a launcher says how many messages are new, in its name and its badge", async () => {
  const { Launcher } = await import("../src/loader/launcher");
  const { readOptions } = await import("../src/loader/options");
  const launcher = new Launcher(readOptions(document.createElement("div"), null), "en");
  launcher.showUnread(3);
  expect(launcher.button.getAttribute("aria-label")).toBe("Open support chat (3 new messages)");
  expect(launcher.button.textContent).toBe("3");
  launcher.showOpen(true);
  launcher.showUnread(0);
  expect(launcher.button.getAttribute("aria-label")).toBe("Close support chat");
  expect(launcher.button.textContent).toBe("");
});

test("attributes of the mount element go before those of the script, and nonsense is the default", async () => {
  const { readOptions } = await import("../src/loader/options");
  const [mount, script] = [document.createElement("div"), document.createElement("script")];
  Object.assign(script.dataset, { theme: "dark", mode: "huge", primary: "#ffffff" });
  mount.dataset["theme"] = "light";
  expect(readOptions(mount, script)).toMatchObject({ theme: "light", mode: "launcher", primary: "#ffffff", identity: null });
});
