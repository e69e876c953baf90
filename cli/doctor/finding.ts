/** One thing that doctor looked at. */
export interface Finding {
  /** "key of main" */
  readonly what: string;
  readonly isOk: boolean;
  /** What was seen, in a few words. */
  readonly said: string;
  /** What to do about it, where it is not ok. */
  readonly advice?: string;
  /** Mends it; `doctor --fix` calls this. @returns what was done */
  readonly repair?: () => Promise<string>;
}

export function ok(what: string, said: string): Finding {
  return { what, isOk: true, said };
}

export function wrong(
  what: string,
  said: string,
  advice: string,
  repair?: () => Promise<string>,
): Finding {
  return { what, isOk: false, said, advice, repair };
}
