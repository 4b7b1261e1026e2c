/** The few words of the launcher, in every language; all others come with the app. */

import type { Language } from "../shared/languages";

interface Labels {
  readonly open: string;
  readonly close: string;
  readonly failed: string;
  readonly unread: (count: number) => string;
}

export const LABELS: Record<Language, Labels> = {
  en: {
    open: "Open support chat",
    close: "Close support chat",
    failed: "The chat could not be loaded. Press to try again.",
    unread: (count) => (count === 1 ? "1 new message" : `${count} new messages`),
  },
  hi: {
    open: "सहायता चैट खोलें",
    close: "सहायता चैट बंद करें",
    failed: "चैट लोड नहीं हुई। फिर कोशिश करने के लिए दबाएँ।",
    unread: (count) => `${count} नए संदेश`,
  },
  es: {
    open: "Abrir el chat de ayuda",
    close: "Cerrar el chat de ayuda",
    failed: "No se pudo cargar el chat. Pulsa para intentarlo de nuevo.",
    unread: (count) => (count === 1 ? "1 mensaje nuevo" : `${count} mensajes nuevos`),
  },
  de: {
    open: "Support-Chat öffnen",
    close: "Support-Chat schließen",
    failed: "Der Chat konnte nicht geladen werden. Zum erneuten Versuchen drücken.",
    unread: (count) => (count === 1 ? "1 neue Nachricht" : `${count} neue Nachrichten`),
  },
  ar: {
    open: "افتح محادثة الدعم",
    close: "أغلق محادثة الدعم",
    failed: "تعذّر تحميل المحادثة. اضغط للمحاولة مرة أخرى.",
    unread: (count) => `${count} رسائل جديدة`,
  },
};
