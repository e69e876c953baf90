/** Spend over time, read from a file: rows in order of time, none twice. */
export interface Trace {
  readonly rows: readonly TraceRow[];
  /** What one row covers: the smallest distance between two rows, a second to an hour; an hour for a single row. */
  readonly stepMs: number;
}

export interface TraceRow {
  /** Where the row's step begins, epoch milliseconds. */
  readonly atMs: number;
  /** Credits spent in the step, 0 … 10⁹. */
  readonly spend: number;
}
