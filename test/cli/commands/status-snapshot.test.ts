import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openToRecord } from '../../../cli/local/home.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { step } from '../../../functions/core/decide/step.ts';
import { parseAmount } from '../../../functions/core/ledger/amount.ts';
import { dateOf } from '../../../functions/core/ledger/day-totals.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { Reading } from '../../../functions/core/ledger/reading.ts';
import type { WalletState } from '../../../functions/core/state/wallet-state.ts';
import type { RechargeTerms } from '../../../functions/core/upcoming/recharge.ts';
import { POLICY } from '../../support/falling-wallet.ts';
import { runCli } from '../run-cli.ts';

const DAYS = 12;
const sqc = (value: number) => parseAmount(value.toFixed(4), 'SQC');

interface Told {
  /** Monthly credits at the end; 100 a day are spent of them. */
  readonly monthly: number;
  readonly purchased: number;
  readonly terms?: RechargeTerms;
}

/** A store with a wallet that spends 100 a day, its plan reset in five days. */
async function storeOf({ monthly, purchased, terms }: Told): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'runway-test-'));
  const { client, tableName, close } = await openToRecord(`${cwd}/.runway`, {
    api: 'https://api.smartlyq.com/v1',
    isTestKey: false,
  });
  const store = createWalletStore(client, tableName);
  const nowMs = Date.now();
  const hours = DAYS * 24;
  let state: WalletState | undefined;
  for (let hour = 0; hour <= hours; hour++) {
    const atMs = nowMs - (hours - hour) * HOUR_MS;
    const left = monthly + ((hours - hour) * 100) / 24;
    const reading: Reading = {
      atMs,
      balance: sqc(left + purchased),
      monthly: sqc(left),
      purchased: sqc(purchased),
      monthlyResetAtMs: nowMs + 5 * DAY_MS,
    };
    const looked = terms ? { rechargeAnswer: { readOn: dateOf(atMs), terms } } : {};
    const result = step(state, reading, POLICY, atMs, looked);
    const { interval, forecast } = result;
    if (hours - hour < 30) await store.putReading('main', reading, interval, forecast);
    for (const day of result.state.closedDays) {
      await store.putDay('main', { ...day, isWebhookPaused: true });
    }
    state = { ...result.state, closedDays: [] };
  }
  if (state !== undefined) await store.saveState('main', state, 0);
  await close();
  return cwd;
}

describe('what is ahead of a wallet', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = await storeOf({
      monthly: 900,
      purchased: 100,
      terms: { isEnabled: true, below: 600, amount: 750 },
    });
    return () => rmSync(cwd, { recursive: true });
  });

  it('stands in status: forfeited credits, the next recharge, a paused webhook', async () => {
    const { stdout } = await runCli(cwd, ['status']);
    const lines = stdout.replaceAll(/\n {10,}/g, ' ');
    expect(lines).toMatch(
      / {2}Reset +\w{3} \d+ \w{3}: safe until 2,1\d\d SQC are refilled; about [345]\d\d will be lost then\n/,
    );
    expect(lines).toMatch(
      / {2}Recharge +the next 750 SQC about \w{3} \d+ \w{3}, at this burn 3,0\d\d SQC a month\n/,
    );
    expect(lines).toMatch(/ {2}Runs out +.*, without its auto-recharge\n/);
    expect(lines).toMatch(/ {2}Look +SmartlyQ has paused the webhook/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('stands in status for machines', async () => {
    const { stdout } = await runCli(cwd, ['status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        reset: { risk: 'safe', resetTo: expect.closeTo(2_100, -3), at: expect.any(String) },
        nextRecharge: { amount: 750, perMonth: expect.closeTo(3_000, -3), at: expect.any(String) },
        webhookPaused: true,
      },
    ]);
  });

  it('stands in the digest, which looks at the webhook and not at a date that a recharge puts off', async () => {
    const { stdout } = await runCli(cwd, ['digest']);
    const text = stdout.replaceAll(/\n +/g, ' ').replaceAll('\n', ' ').replaceAll(/ +/g, ' ');
    expect(text).toMatch(
      /^Look at main: recharges itself about \w{3} \d+ \w{3}; its webhook is paused\. /,
    );
    expect(text).toMatch(
      / Look SmartlyQ has paused the webhook: .* and try it with setup webhook /,
    );
    expect(text).toContain(' Reset ');
    expect(text).toContain(' Recharge the next 750 SQC about ');
    const { stdout: json } = await runCli(cwd, ['digest', '--json']);
    expect(JSON.parse(json)).toMatchObject({
      severity: 'warning',
      wallets: [{ webhookPaused: true, nextRecharge: { amount: 750 } }],
    });
  });
});

describe('a plan that will not last', () => {
  it.each([
    ['runs out before', 'dry-before', 300],
    ['tight, it may run out before', 'tight', 520],
  ])('is told in status as "%s"', async (said, risk, monthly) => {
    const cwd = await storeOf({ monthly, purchased: 0 });
    const { stdout } = await runCli(cwd, ['status']);
    expect(stdout.replaceAll(/\n {10,}/g, ' ')).toMatch(
      new RegExp(` {2}Reset +.*: ${said} 1,[57]\\d\\d SQC are refilled\n`),
    );
    expect(stdout).not.toContain('Recharge');
    const { stdout: json } = await runCli(cwd, ['status', '--json']);
    expect(JSON.parse(json)).toMatchObject([{ reset: { risk } }]);
    rmSync(cwd, { recursive: true });
  });
});
