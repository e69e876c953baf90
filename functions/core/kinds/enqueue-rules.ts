import type { EnqueueRules } from '../alert/outbox.ts';
import { concernsIncidents } from './incident.ts';
import { isSuperseded } from './index.ts';

/** What the outbox has to know of alert kinds. */
export const ENQUEUE_RULES: EnqueueRules = { isSuperseded, concernsIncidents };
