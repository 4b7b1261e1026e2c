/** The shop's own words on what becomes of what people write. */

import { useChatState } from "../app/kit";
import { safeAddress } from "./links";
import { useMoreWords } from "./words";

export function Privacy() {
  const { words } = useMoreWords();
  const address = safeAddress(useChatState((state) => state.settings.privacy_url) ?? "");
  if (address === null) return null;
  return (
    <>
      {" "}
      <a href={address} target="_blank" rel="noopener noreferrer nofollow">
        {words.privacy}
      </a>
    </>
  );
}
