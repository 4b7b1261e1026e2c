/** Line drawings of 24 by 24, said by the names of the buttons that they stand in. */

export const SEND = "M4.5 12 3.6 4.6 20.4 12 3.6 19.4 4.5 12Zm0 0H12";
export const CLOSE = "M6 6l12 12M18 6 6 18";
export const PERSON = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8a7.5 7.5 0 0 1 15 0";
export const DOWN = "m6 9.5 6 6 6-6";
export const CHECK = "m5 12.5 4.5 4.5L19 7.5";
export const ALERT = "M12 8v5m0 3.2h.01M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z";
export const SPARK = "M12 4c.7 4.7 3.3 7.3 8 8-4.7.7-7.3 3.3-8 8-.7-4.7-3.3-7.3-8-8 4.7-.7 7.3-3.3 8-8Z";

export function Icon({ path }: { path: string }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
