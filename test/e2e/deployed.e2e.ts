import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agency } from './agency.ts';
import { breakages } from './breakages.ts';
import { cdk } from './emulator.ts';
import { firstAlert } from './first-alert.ts';
import { inUse } from './in-use.ts';
import { later } from './later.ts';
import { refusals } from './refusals.ts';
import { stackStatus, startRun } from './run.ts';

const run = await startRun();

beforeAll(async () => {
  if ((await stackStatus('CDKToolkit')) !== undefined) return;
  const { code, said } = await cdk(['bootstrap', 'aws://000000000000/us-east-1']);
  expect(code, said).toBe(0);
});

afterAll(() => run.end());

describe('before anything is created', () => refusals(run));

describe('from a key to an alert', () => firstAlert(run));

describe('in use', () => inUse(run));

describe('an agency', () => agency(run));

describe('doctor', () => {
  it('tells each breakage, and what to do about it', async () => {
    for (const { name, cause, notified } of breakages(run)) {
      const mend = await cause();
      const { code, said } = await run.doctor();
      expect(said, name).toMatch(notified);
      expect(code, name).toBe(1);
      process.stderr.write(`    ${name}: ${notified.exec(said)?.[0].replace(/\n\s+/g, ' → ')}\n`);
      if (mend === undefined) await run.doctor('--fix');
      else await mend();
    }
    const { code, said } = await run.doctor();
    expect(said).not.toContain('WRONG');
    expect(code).toBe(0);
  });
});

describe('later', () => later(run));
