import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { expect, it } from 'vitest';
import { createSecrets } from '../../functions/adapters/aws/secrets.ts';
import { createEventStore } from '../../functions/adapters/table/event-items.ts';
import { createSnoozeStore } from '../../functions/adapters/table/snooze-item.ts';
import { createLinkSigner } from '../../functions/adapters/web/signed-links.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import { documentedQueries } from './documented-queries.ts';
import { openLink, until } from './emulator.ts';
import type { Run } from './run.ts';

/** What people and the vendor do with a deployment, day by day. */
export function inUse(run: Run): void {
  const { api, inboxes, dynamodb } = run;

  it('a signed link opens the page, and its form keeps the watcher quiet', async () => {
    const secrets = createSecrets({ client: new SSMClient(), clock: Date.now });
    const reportUrl = run.stack.outputs.ReportUrl ?? '';
    const signer = createLinkSigner(secrets.source(run.linkKeyParameter), reportUrl);
    const expiresAtMs = Date.now() + DAY_MS;
    const link = await signer.sign({ purpose: 'snooze', wallet: 'main', expiresAtMs });
    const page = await openLink(link ?? '');
    expect(page.status).toBe(200);
    expect(page.body).toContain('Main wallet');

    const forged = await openLink(link?.replace(/main\./, 'other.') ?? '');
    expect(forged.status).toBe(404);

    const until = String(Math.floor(Date.now() / 1_000) * 1_000 + 3_600_000);
    const form = new URLSearchParams({ until, reason: 'ordered', by: 'Ada' }).toString();
    const posted = await openLink(link ?? '', form);
    expect(posted.status, posted.body).toBe(303);
    const snooze = await createSnoozeStore(dynamodb, run.stack.table).read('main');
    expect(snooze).toMatchObject({ reason: 'ordered', by: 'Ada' });
  });

  it('a signed webhook brings a poll at once, a repeated one changes nothing, a forged one is refused', async () => {
    const id = `evt_${run.name}`;
    const event = { id, event: 'balance.low', data: { balance: 30, threshold: 50 } };
    const events = createEventStore(dynamodb, run.stack.table);

    expect(await run.deliver(event, `${run.webhookSecret}x`)).toBe(403);
    expect(await events.read('main', id)).toBeUndefined();
    expect(await run.deliver(event)).toBe(200);
    await until('the poll that the event brought', async () =>
      (await events.read('main', id))?.state === 'done' ? true : undefined,
    );
    expect(await run.deliver(event)).toBe(200);
    expect((await events.read('main', id))?.state).toBe('done');
  });

  it('a key that is revoked is told, in spite of the quiet that was asked for', async () => {
    api.failNext({ kind: 'status', status: 401 }, Number.POSITIVE_INFINITY);
    const event = await until('the alert about the key', async () =>
      (await inboxes.queued()).find(({ kind }) => kind === 'key-rejected'),
    );
    api.clearFaults();
    expect(event).toMatchObject({ severity: 'critical', wallet: { id: 'main' } });
    const texts = inboxes.slack.messages.map(({ text }) => text).join('\n');
    expect(texts).toMatch(/key/i);
  });

  it('the documented queries find the readings and the alert', async () => {
    const now = new Date();
    const today = now.toISOString().slice(0, 10);
    const tomorrow = new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10);
    const found: number[] = [];
    for (const { KeyConditionExpression, ExpressionAttributeValues } of documentedQueries()) {
      const values = JSON.stringify(ExpressionAttributeValues)
        .replace(/(":from":.*?#)[\d-]+/, `$1${today}`)
        .replace(/(":to":.*?#)[\d-]+/, `$1${tomorrow}`)
        .replace(/(ALERT#)[\d-]+/, `$1${today}`);
      const { Count = 0 } = await dynamodb.send(
        new QueryCommand({
          TableName: run.stack.table,
          KeyConditionExpression,
          ExpressionAttributeValues: JSON.parse(values),
        }),
      );
      found.push(Count);
    }
    // Readings; days, of which none has closed yet; alerts.
    expect(found).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)]);
    expect(found[0]).toBeGreaterThan(1);
    expect(found[2]).toBeGreaterThan(0);
  });

  it('the command line reads the same history', async () => {
    const { code, said } = await run.ask('alerts', 'main');
    expect(code, said).toBe(0);
    expect(said).toContain('Main wallet is down to 30 SQC');
  });
}
