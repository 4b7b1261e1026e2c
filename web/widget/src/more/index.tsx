/**
 * What comes a moment after the app. It is built as a function of what the app shares (`kit.ts`), so that there is one
 * Preact on the page and nothing is loaded twice.
 */

import { Announcer } from "./announcer";
import { Attachments } from "./attachments";
import { Cards } from "./cards";
import { Closed } from "./closed";
import { Earlier } from "./earlier";
import { Ending } from "./ending";
import { Files } from "./files";
import { Menu } from "./menu";
import { Modal } from "./modal";
import { Privacy } from "./privacy";
import { RatingView } from "./rating";
import { SignIn } from "./sign-in";
import { Sources } from "./sources";
import styles from "./styles/index.css?inline";
import { Text } from "./text";
import { Waiting } from "./waiting";
import { Work } from "./work";

export const parts = {
  Announcer,
  Attachments,
  Cards,
  Closed,
  Earlier,
  Ending,
  Files,
  Menu,
  Modal,
  Privacy,
  RatingView,
  SignIn,
  Sources,
  Text,
  Waiting,
  Work,
  styles,
};
export type Parts = typeof parts;
