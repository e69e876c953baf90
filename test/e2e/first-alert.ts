import { SSMClient } from '@aws-sdk/client-ssm';
import { expect, it } from 'vitest';
import { parametersOf } from '../../cli/deployment/parameters.ts';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { VENDOR_EVENTS } from '../../functions/core/vendor/vendor-event.ts';
import { scheduledSubAccounts } from './agency.ts';
import { until } from './emulator.ts';
import type { Run } from './run.ts';

/** From a key to an alert: what a newcomer does, and gets. */
export function firstAlert(run: Run): void {
  const { api, inboxes } = run;

  it('setup checks and stores the secrets, and names the next command', async () => {
    const { code, said } = await run.setup();
    expect(code, said).toBe(0);
    expect(said).toContain('the balance is 1000 SQC');
    expect(said).toContain(`stored, encrypted, at ${run.keyParameter}`);
    expect(said).toContain('npx cdk deploy');
    expect(said).not.toContain(run.key);
    expect(said).not.toContain(inboxes.slack.url);
    expect(inboxes.slack.messages).toHaveLength(1);
  });

  it('the stack deploys, and says what people need', async () => {
    const { code, said } = await run.cdk('deploy');
    expect(code, said).toBe(0);
    const stack = await run.lookAtStack();
    expect(stack.status).toBe('CREATE_COMPLETE');
    expect(said).toContain(
      `${run.name}.NextCommand = npm run -s runway -- doctor --stack ${run.name}`,
    );
    await inboxes.subscribeQueue(stack.alertTopicArn);
  });

  it('the scheduler makes two readings', async () => {
    const made = await until('two readings', async () => {
      const found = await run.readings();
      return found.length >= 2 ? found : undefined;
    });
    expect(made.map(({ balance }) => balance)).toEqual(
      made.map(() => ({ decimal: '1000', currency: 'SQC' })),
    );
  });

  scheduledSubAccounts(run);

  it('SmartlyQ is to send its webhooks here', async () => {
    const apiKey = fixedSecret(run.key);
    const baseUrl = api.url;
    const vendor = createSmartlyqClient({ baseUrl, apiKey, clock: Date.now, allowLoopback: true });
    const address = `${run.stack.outputs.WebhookUrl ?? ''}main`;
    // `setup webhook` would have it tried out, and nobody but us finds the emulator's addresses.
    run.webhookSecret = (await vendor.createWebhook(address, VENDOR_EVENTS)).secret;
    await parametersOf(new SSMClient()).write(run.webhookParameter, run.webhookSecret);
  });

  it('doctor finds nothing wrong', async () => {
    // The emulator drops a table's protection from the template; --fix is what a person would do.
    await run.doctor('--fix');
    const { code, said } = await run.doctor();
    expect(said).not.toContain('WRONG');
    expect(said).toMatch(/ok +sub-accounts of main: 6 are listed, and all are watched/);
    expect(said).toMatch(/ok +schedule of the sub-accounts of main: on, every minute/);
    expect(said).toMatch(/ok +reading of the sub-accounts of main: the last was a moment ago/);
    expect(code).toBe(0);
  });

  it('a falling wallet alerts in a queue of the topic and in Slack', async () => {
    inboxes.slack.messages.length = 0;
    api.spend(970);
    const event = await until('the alert in the queue', async () => (await inboxes.queued())[0]);
    expect(event).toMatchObject({
      version: 1,
      // A fall within the first two hours is no forecast yet: the floor is what tells of it.
      kind: 'floor',
      severity: 'warning',
      wallet: { id: 'main' },
      balance: '30',
    });
    const [message] = await until('the alert in Slack', () =>
      inboxes.slack.messages.length > 0 ? inboxes.slack.messages : undefined,
    );
    expect(message?.text).toContain('Main wallet is down to 30 SQC');
  });

  it('a test message arrives in the queue and in Slack', async () => {
    const { code, said } = await run.ask('test-alert');
    expect(code, said).toBe(0);
    // Channels do not wait for each other.
    expect(said).toMatch(/^sns +accepted/m);
    expect(said).toMatch(/^slack:team +accepted/m);
    const event = await until('the test message in the queue', async () =>
      (await inboxes.queued()).find(({ kind }) => kind === 'test'),
    );
    expect(event).toMatchObject({ version: 1, wallet: { id: 'main' } });
    expect(inboxes.slack.messages.at(-1)?.text).toMatch(/test/i);
  });
}
