/** Signing in without leaving the page: by a one-time code or a password, as the shop has it. */

import { useState } from "preact/hooks";
import { useChat, useChatState } from "../app/kit";
import type { AccessToken, Challenged, SecondFactorNeeded } from "../app/wire/types";
import { useBusy } from "./busy";
import { View } from "./view";
import { useMoreWords } from "./words";

type Way = "code" | "password";

export function SignIn() {
  const chat = useChat();
  const { words } = useMoreWords();
  const offered = useChatState((state) => state.settings.sign_in);
  const [way, setWay] = useState<Way>(offered.code ? "code" : "password");
  const [contact, setContact] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [challenge, setChallenge] = useState("");
  const { isBusy, error, setError, begin } = useBusy();

  const work = async (): Promise<void> => {
    const who = contact.trim();
    if (way === "code" && challenge === "") {
      const sent = who.includes("@") ? { email: who } : { phone: who };
      setChallenge((await chat.api.post<Challenged>("/auth/otp/request", sent)).challenge);
      return;
    }
    const answer =
      way === "password"
        ? await chat.api.post<AccessToken | SecondFactorNeeded>("/auth/login", { email: who, password })
        : await chat.api.post<AccessToken>("/auth/otp/verify", { challenge, code: code.replace(/\D/g, "") });
    if ("challenge" in answer) {
      setError(words.staff);
      return;
    }
    await chat.identity.take(answer);
    // The same person again: nothing else leads back.
    chat.show("chat");
  };
  const choose = (chosen: Way): void => {
    setWay(chosen);
    setChallenge("");
    setError("");
  };
  const isAskedForCode = way === "code" && challenge !== "";
  return (
    <View title={words.signIn} error={error} onSubmit={() => begin(work)}>
      <p>{words.signInMore}</p>
      {offered.code && offered.password && (
        <fieldset class="ways">
          <legend class="unseen">{words.signInWith}</legend>
          {(["code", "password"] as const).map((one) => (
            <label class={one === way ? "chosen" : ""}>
              <input type="radio" name="way" checked={one === way} onChange={() => choose(one)} />
              {one === "code" ? words.withCode : words.withPassword}
            </label>
          ))}
        </fieldset>
      )}
      <label>
        {way === "code" ? words.emailOrPhone : words.email}
        <input
          data-first
          type="text"
          inputMode="email"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellcheck={false}
          dir="ltr"
          required
          readOnly={isAskedForCode}
          value={contact}
          onInput={(event) => setContact(event.currentTarget.value)}
        />
      </label>
      {way === "password" && (
        <label>
          {words.password}
          <input
            type="password"
            name="password"
            autoComplete="current-password"
            dir="ltr"
            required
            value={password}
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
      )}
      <div role="status">{isAskedForCode && <p>{words.codeSent}</p>}</div>
      {isAskedForCode && (
        <label>
          {words.code}
          <input
            class="code"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={9}
            dir="ltr"
            required
            ref={(input) => void (code === "" && input?.focus())}
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        </label>
      )}
      <button type="submit" class="primary" aria-disabled={isBusy} aria-busy={isBusy}>
        {way === "code" && !isAskedForCode ? words.sendCode : words.signIn}
      </button>
      {isAskedForCode && (
        <button
          type="button"
          class="link"
          onClick={() => {
            setCode("");
            choose("code");
          }}
        >
          {words.codeAgain}
        </button>
      )}
    </View>
  );
}
