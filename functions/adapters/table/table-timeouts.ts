/**
 * For a client of the table, as its `requestHandler`. Without them a connection that went silent would hold
 * a poll until the function is killed; with them the SDK tries again while there is time. Milliseconds.
 */
export const TABLE_TIMEOUTS = {
  connectionTimeout: 2_000,
  /** Answers take a few milliseconds; a slow one under throttling stays far below. */
  requestTimeout: 5_000,
  /** By itself the SDK only warns of it. */
  throwOnRequestTimeout: true,
} as const;
