/** One table of a benchmark, as it is printed and as `--json` carries it. */
export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know to read the table, one sentence a line. */
  readonly notes?: readonly string[];
  readonly figures?: readonly Figure[];
}

/** A figure that the project has promised, and what was measured. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Exactly one of the two bounds is given. */
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Runs one benchmark; `progress` is told what has begun and how much of the whole is done, 0 … 1. */
export type Bench = (progress: (done: number, what: string) => void) => Promise<Section[]>;

export function isReached({ value, atMost, atLeast }: Figure): boolean {
  if (atMost !== undefined) return value <= atMost;
  return atLeast === undefined || value >= atLeast;
}
