/** The `data-*` attributes; those of the mount element go before those of the script. */

import type { Options } from "../shared/host";

function oneOf<Value extends string>(values: readonly [Value, ...Value[]], text: string | undefined): Value {
  return values.find((value) => value === text) ?? values[0];
}

export function readOptions(mount: HTMLElement, script: HTMLElement | null): Options {
  const given = (name: string): string | undefined => mount.dataset[name] ?? script?.dataset[name];
  return {
    primary: given("primary") ?? null,
    theme: oneOf(["auto", "light", "dark"], given("theme")),
    position: oneOf(["right", "left"], given("position")),
    lang: given("lang") ?? null,
    mode: oneOf(["launcher", "inline"], given("mode")),
    identity: given("identity") || null,
  };
}
