/** What comes a moment later is drawn when it has come, whenever that is, and asked for again where it did not. */

import { render } from "preact";
import { expect, test, vi } from "vitest";
import { Later, LaterContext, More } from "../src/app/components/more";
import { parts } from "../src/more";

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 80));

function drawIn(later: Later): HTMLElement {
  const place = document.createElement("div");
  document.body.append(place);
  render(
    <LaterContext.Provider value={later}>
      <More part="Modal" with={{ panel: { current: null } }}>
        not yet
      </More>
    </LaterContext.Provider>,
    place,
  );
  return place;
}

test("it takes the place of what stood there", async () => {
  const later = new Later(() => soon().then(() => () => parts), vi.fn());
  const place = drawIn(later);
  expect(place.textContent).toBe("not yet");
  await soon();
  await soon();
  expect(place.textContent).toBe("");
});

test("it is drawn also where it came between the drawing and the first look", async () => {
  const later = new Later(() => Promise.resolve(() => parts), vi.fn());
  const place = drawIn(later);
  later.parts = parts;
  await soon();
  expect(place.textContent).toBe("");
});

test("what did not come is asked for again by whoever wants it next, and worn once", async () => {
  const attempts: number[] = [];
  const wear = vi.fn();
  const later = new Later((attempt) => {
    attempts.push(attempt);
    return attempt === 0 ? Promise.reject(new TypeError("offline")) : Promise.resolve(() => parts);
  }, wear);
  expect(drawIn(later).textContent).toBe("not yet");
  await soon();
  const place = drawIn(later);
  await soon();
  expect(place.textContent).toBe("");
  expect(attempts).toEqual([0, 1]);
  expect(wear).toHaveBeenCalledTimes(1);
});
