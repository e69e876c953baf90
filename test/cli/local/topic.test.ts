import { expect, it } from 'vitest';
import { createLocalTopic } from '../../../cli/local/topic.ts';
import { renderAlert } from '../../../functions/core/wording/render.ts';

it('shows subject and text of the mail between two rules, at most 80 columns wide', async () => {
  let shown = '';
  const topic = createLocalTopic({
    write: (text) => {
      shown += text;
    },
  });
  const message = renderAlert({
    id: '1970-01-01T00:00:00.000Z#depleted',
    wallet: { id: 'main', name: 'main' },
    timeZone: 'UTC',
    isPossibleRepeat: false,
    alert: {
      kind: 'depleted',
      severity: 'critical',
      atMs: 0,
      reason: 'nothing is left',
      facts: {
        balance: { decimal: '0', currency: 'SQC' },
        burnPerDay: 41,
        forecastState: 'empty',
        runwayDays: null,
      },
    },
  });
  expect(await topic.send(message)).toEqual({ state: 'accepted', isShownHere: true });
  expect(shown).toContain(`Subject: ${message.subject}\n\n${message.mail}`);
  expect(shown.split('\n').filter((line) => line.endsWith('───'))).toHaveLength(2);
  for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});
