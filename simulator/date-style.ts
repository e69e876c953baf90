import type { Answer } from './answers.ts';

/** "2026-03-01T15:30:00Z", or "2026-03-01 15:30:00", which is UTC too. */
export type DateStyle = 'iso' | 'spaced';

const ISO = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)Z$/;

/** The same answer with the dates of its data in the other style; `meta` keeps its own. */
export function withSpacedDates({ body, ...answer }: Answer): Answer {
  if (typeof body !== 'object' || body === null) return { ...answer, body };
  const isBare = !('success' in body);
  if (isBare) return { ...answer, body: spaced(body) };
  return 'data' in body
    ? { ...answer, body: { ...body, data: spaced(body.data) } }
    : { ...answer, body };
}

function spaced(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data), (_, value: unknown) =>
    typeof value === 'string' ? value.replace(ISO, '$1 $2') : value,
  );
}
