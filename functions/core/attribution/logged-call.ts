/** One request in the vendor's log, as far as it is sound. */
export interface LoggedCall {
  /** Unique in the log. */
  readonly id: string;
  /** Epoch milliseconds, of whole seconds. */
  readonly atMs: number;
  /** In the log's currency (USD), ≥ 0; 0 where nothing was charged or the figure was unsound. */
  readonly cost: number;
  /** "/v1/videos/{id}" */
  readonly endpoint?: string;
  /** "videos" */
  readonly type?: string;
  readonly keyId?: string;
  /** Refused for lack of credits (402). */
  readonly isRefused: boolean;
}
