/** More line drawings. */

export const CLOSE = "M6 6l12 12M18 6 6 18";
export const CLOCK = "M12 7.5V12l3 2m-3-10.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z";
export const DOTS = "M5 12h.01M12 12h.01M19 12h.01";
export const ATTACH =
  "m20 11.5-8.4 8.4a5 5 0 0 1-7.1-7.1l8.4-8.4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.8-7.7";
export const BACK = "m14.5 6-6 6 6 6";
export const CHECK = "m5 12.5 4.5 4.5L19 7.5";
export const ALERT = "M12 8v5m0 3.2h.01M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z";
export const BOX = "m3.5 7.7 8.5-4.2 8.5 4.2v8.6L12 20.5l-8.5-4.2V7.7Zm0 0L12 12l8.5-4.3M12 12v8.5";
export const MONEY = "M3.5 6.5h17v11h-17v-11Zm8.5 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-5.2-2.5h.01m10.4 0h.01";
export const FILE = "M13.5 3.5h-7v17h11v-13l-4-4Zm0 0v4h4";
export const BOOK =
  "M5 4.5h5a2 2 0 0 1 2 2v13a2 2 0 0 0-2-2H5v-13Zm14 0h-5a2 2 0 0 0-2 2v13a2 2 0 0 1 2-2h5v-13Z";
export const STAR = "m12 3.8 2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8L12 3.8Z";
