import { moreEn, type MoreStrings } from "../../more/en";
import { en, type Strings } from "./en";
export const strings: Strings & MoreStrings = {...en, ...moreEn};
