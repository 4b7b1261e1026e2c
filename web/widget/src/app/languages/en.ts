/** English, the language that everything is complete in. `{…}` stands for what the program puts there. */

export const en = {
  title: "Support",
  titleOf: "{shop} support",
  close: "Close",
  assistant: "AI assistant",
  you: "You",
  colleague: "Support team",
  notice: "Note",
  isAi: "This is an AI assistant. It can make mistakes.",
  isPerson: "You are chatting with {name}.",
  isWaiting: "A person will answer here. Until then the AI assistant does.",
  greeting: "Hi! How can we help?",
  greetingMore: "Ask about an order, a return or anything about the shop. A person is one click away.",
  suggestions: "Suggestions",
  suggestOrder: "Where is my order?",
  suggestReturn: "I want to return something",
  suggestPolicy: "What is your return policy?",
  transcript: "Conversation",
  newMessages: "New messages",
  newCount: "{count} new",
  today: "Today",
  yesterday: "Yesterday",
  write: "Write a message",
  writePlaceholder: "Write a message …",
  send: "Send",
  tooLong: "This message is too long.",
  charactersLeft: "{count} characters left",
  sending: "Sending …",
  waitingForNetwork: "Will be sent when you are back online",
  notSent: "Not sent.",
  tryAgain: "Try again",
  discard: "Discard",
  person: "Talk to a person",
  personMessage: "I want to talk to a person",
  typing: "{name} is typing",
  thinking: "The assistant is thinking",
  connecting: "Connecting …",
  offline: "You are offline. What you write is sent as soon as you are back.",
  reconnecting: "Connection lost. Trying again …",
  reconnect: "Try now",
  notAvailable: "The chat is not available for the moment.",
  failed: "That did not work. Please try again.",
  signedOut: "You are signed out. Nothing of your account is kept in this browser.",
  sessionEnded: "Your session has ended, and you were signed out.",
  sessionEnds: "You will be signed out in {time}.",
  stay: "Sign in again",
};

export type Strings = { readonly [Key in keyof typeof en]: string };

/** Put values into a sentence; they are text and stay text. */
export function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
