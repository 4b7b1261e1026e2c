/** What the app shares with `chat-more.js`, which is built without it and handed it when it has come. */

export { Icon } from "./components/icons";
export { useChat, useChatState, useWords } from "./components/context";
export { speakerOf } from "./components/speaker";
export { isAnswering } from "./components/typing";
export { fill } from "./languages/en";
export { clock } from "./text/format";
export { Problem } from "./wire/api";
