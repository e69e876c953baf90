import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parametersOf } from '../../../cli/deployment/parameters.ts';
import { startSlackStandIn } from '../../../cli/local/slack-stand-in.ts';
import type { Prompter } from '../../../cli/setup/prompter.ts';
import { runSetup, type SetupOptions } from '../../../cli/setup/run-setup.ts';
import { dailyRhythm } from '../../../simulator/daily-rhythm.ts';
import { startSimulator } from '../../../simulator/server.ts';
import { createSimulatedWallet } from '../../../simulator/wallet.ts';
import { agencyOf, type SimulatedWorkspace } from '../../../simulator/workspaces.ts';
import { type Parameter, startParameterStore } from '../../support/parameter-store.ts';

const KEY = 'sqk_live_0123456789abcdef';
const KEY_PARAMETER = '/smartlyq-runway/main/api-key';
const SLACK_PARAMETER = '/smartlyq-runway/slack/billing';
const LINK_KEY = '/smartlyq-runway/link-key';

/** Setup with everything that it talks to, in an empty folder. */
async function scene(
  before: Readonly<Record<string, Parameter>> = {},
  workspaces?: readonly SimulatedWorkspace[],
) {
  const folder = mkdtempSync(join(tmpdir(), 'runway-setup-'));
  const config = join(folder, 'runway.config.json');
  const wallet = createSimulatedWallet({
    startMs: Date.now(),
    balance: 743.1,
    currency: 'SQC',
    spend: dailyRhythm({ perDay: 0, seed: 1 }),
  });
  const [api, slack, { client, stored }] = await Promise.all([
    startSimulator({
      wallet,
      clock: Date.now,
      shape: 'older',
      apiKeys: [{ key: KEY }],
      workspaces,
    }),
    startSlackStandIn(),
    startParameterStore(new Map(Object.entries(before))),
  ]);
  onTestFinished(async () => {
    await Promise.all([api.close(), slack.close()]);
    rmSync(folder, { recursive: true });
  });
  const said: string[] = [];
  return {
    config,
    slack,
    stored,
    said,
    json: () => JSON.parse(readFileSync(config, 'utf8')),
    run: (
      options: Partial<SetupOptions> = {},
      stdin: readonly string[] = [],
      prompter?: Prompter,
    ) =>
      runSetup(
        {
          config,
          wallet: 'main',
          isKeyPiped: false,
          isChannelPiped: false,
          emails: ['a@b.example'],
          api: { baseUrl: api.url, allowLoopback: true },
          ...options,
        },
        {
          parameters: parametersOf(client),
          prompter,
          stdin: (async function* () {
            yield stdin.join('\n');
          })(),
          say: (line) => void said.push(line),
        },
      ),
  };
}

const PIPED = {
  isKeyPiped: true,
  isChannelPiped: true,
  channel: 'slack:billing',
  emails: ['a@b.example'],
};

describe('setup, in a script', () => {
  it('checks and stores what comes on standard input, and writes the settings', async () => {
    const { run, slack, stored, said, json } = await scene();
    await run(PIPED, [KEY, slack.url]);
    expect(stored.get(KEY_PARAMETER)).toEqual({ Type: 'SecureString', Value: KEY });
    expect(stored.get(SLACK_PARAMETER)).toEqual({ Type: 'SecureString', Value: slack.url });
    expect(json()).toMatchObject({
      wallets: [{ id: 'main' }],
      email: ['a@b.example'],
      channels: [{ type: 'slack', name: 'billing', parameter: SLACK_PARAMETER }],
    });
    expect(said[0]).toBe('main: the key is accepted; the balance is 743.1 SQC');
    expect(slack.messages.map(({ text }) => text)).toEqual(['Test: alerts of main arrive here.']);
  });

  it("tells of an agency's sub-accounts, until the settings have them watched", async () => {
    const line = '  It sees 200 sub-accounts: "subAccounts": "all" in its settings watches them.';
    const { run, slack, said, config } = await scene(
      {},
      agencyOf({ subAccounts: 200, seed: 1 }, Date.now()),
    );
    await run(PIPED, [KEY, slack.url]);
    expect(said).toContain(line);
    const wallets = [{ id: 'main', subAccounts: 'all' }];
    writeFileSync(config, JSON.stringify({ wallets, email: 'a@b.example' }));
    said.length = 0;
    await run();
    expect(said[0]).toMatch(/^main: the key is accepted/);
    expect(said).not.toContain(line);
    const alone = await scene();
    await alone.run(PIPED, [KEY, alone.slack.url]);
    expect(alone.said.join()).not.toContain('subAccounts');
  });

  it('makes the key that signs links, once, and nobody sees it', async () => {
    const { run, slack, stored, said } = await scene();
    await run(PIPED, [KEY, slack.url]);
    const made = stored.get(LINK_KEY);
    expect(made?.Type).toBe('SecureString');
    expect(made?.Value).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(said.join('\n')).not.toContain(made?.Value);
    await run();
    expect(stored.get(LINK_KEY)).toEqual(made);
  });

  it('writes no secret into the file, and says none', async () => {
    const { run, slack, config, said } = await scene();
    await run(PIPED, [KEY, slack.url]);
    const seen = `${readFileSync(config, 'utf8')}${said.join('\n')}`;
    expect(seen).not.toContain(KEY);
    expect(seen).not.toContain(new URL(slack.url).pathname);
  });

  it('changes nothing when it is run again', async () => {
    const { run, slack, stored, config, said } = await scene();
    await run(PIPED, [KEY, slack.url]);
    const before = [readFileSync(config, 'utf8'), new Map(stored)];
    said.length = 0;
    await run();
    expect([readFileSync(config, 'utf8'), stored]).toEqual(before);
    expect(said).toContain('slack:billing takes messages');
    expect(said.filter((line) => line.includes('unchanged'))).toHaveLength(3);
    expect(slack.messages).toHaveLength(1);
  });

  it('keeps all else that the settings say', async () => {
    const { run, config, json } = await scene();
    const own = { wallets: [{ id: 'main', name: 'Ours' }], floor: 80, email: 'old@b.example' };
    writeFileSync(config, JSON.stringify(own));
    await run({ isKeyPiped: true, emails: ['new@b.example'] }, [KEY]);
    expect(json()).toEqual({ ...own, email: ['old@b.example', 'new@b.example'] });
  });

  it('adds a wallet to those that there are', async () => {
    const { run, json, stored } = await scene();
    await run({ isKeyPiped: true }, [KEY]);
    await run({ isKeyPiped: true, wallet: 'second', walletName: 'Second' }, [KEY]);
    expect(json().wallets).toEqual([{ id: 'main' }, { id: 'second', name: 'Second' }]);
    expect([...stored.keys()]).toContain('/smartlyq-runway/second/api-key');
  });

  it('encrypts a key that was stored in plain text', async () => {
    const { run, stored } = await scene({ [KEY_PARAMETER]: { Type: 'String', Value: KEY } });
    await run();
    expect(stored.get(KEY_PARAMETER)).toEqual({ Type: 'SecureString', Value: KEY });
  });
});

describe('a first setup', () => {
  it('turns the page off where the region has no Function URLs, and says so', async () => {
    const { run, json, said, stored } = await scene();
    await run({ isKeyPiped: true, region: 'il-central-1' }, [KEY]);
    expect(json().page).toBe(false);
    expect(said.join()).toContain('no Function URLs in il-central-1');
    expect(stored.has(LINK_KEY)).toBe(false);
  });

  it('limits the public functions where the quota allows it', async () => {
    for (const [freeExecutions, limit] of [
      [1_000, 5],
      [109, undefined],
      [undefined, undefined],
    ]) {
      const { run, json } = await scene();
      await run({ isKeyPiped: true, freeExecutions }, [KEY]);
      expect(json().publicConcurrency).toBe(limit);
    }
  });
});

describe('setup of a stack whose alarms nobody would hear', () => {
  it('is refused before anything is stored, also where a chat is alerted', async () => {
    const { run, stored, config, slack } = await scene();
    const onlySlack = { ...PIPED, emails: [] };
    await expect(run(onlySlack, [KEY, slack.url])).rejects.toThrow(
      'nobody would hear of faults of the stack itself',
    );
    expect([stored.size, existsSync(config)]).toEqual([0, false]);
  });
});

describe('setup stores and writes nothing', () => {
  it.each<[string, Partial<SetupOptions>, readonly string[], RegExp]>([
    [
      'for a key that SmartlyQ rejects',
      PIPED,
      ['sqk_live_another1', 'SLACK'],
      /rejects the API key/,
    ],
    ['for what is no key', PIPED, ['hunter2', 'SLACK'], /malformed: it does not begin with sqk_/],
    ['for a webhook of another site', PIPED, [KEY, 'https://example.com/x'], /hooks\.slack\.com/],
    ['for a webhook that is gone', PIPED, [KEY, 'SLACK-gone'], /404 no_service/],
    [
      'when a line is missing',
      PIPED,
      [KEY],
      /must hold 2 lines \(the API key, then the secret of the channel/,
    ],
    ['when there is a line too many', { isKeyPiped: true }, [KEY, 'x'], /one line .* and held 2/],
    ['when nobody can be asked for the key', {}, [], /pipe it in with --key-stdin/],
    [
      'for an e-mail that is none',
      { ...PIPED, emails: ['nobody'] },
      [KEY, 'SLACK'],
      /"nobody" must be/,
    ],
    ['for a bad wallet id', { ...PIPED, wallet: 'A B' }, [KEY, 'SLACK'], /wallets\[0\]\.id/],
  ])('%s', async (_, options, stdin, message) => {
    const { run, slack, stored, config } = await scene();
    const lines = stdin.map((line) => line.replace('SLACK', slack.url));
    const said = await run(options, lines).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
    expect(said).toMatch(message);
    expect(said).not.toContain(KEY);
    expect(said).not.toContain('services/T0');
    expect(stored.size).toBe(0);
    expect(existsSync(config)).toBe(false);
  });
});

describe('setup, in a terminal', () => {
  /** Answers in order; a secret is asked for until its check finds nothing. */
  function personSaying(answers: readonly string[]): Prompter & { readonly faults: string[] } {
    const left = [...answers];
    const faults: string[] = [];
    const answer = () => left.shift() ?? '';
    return {
      faults,
      text: async (_, { fallback = '' } = {}) => answer() || fallback,
      confirm: async () => answer() === 'y',
      async secret(_, toFault) {
        for (;;) {
          const given = answer();
          const fault = await toFault(given);
          if (fault === undefined) return given;
          faults.push(fault);
        }
      },
    };
  }

  it('asks for what is missing, and again for a key that does not work', async () => {
    const { run, slack, stored, json } = await scene();
    const person = personSaying([
      'a@b.example, c@d.example',
      'Europe/Berlin',
      'slack:billing',
      'sqk_live',
      'sqk_live_another1',
      KEY,
      'https://example.com/hook',
      slack.url,
    ]);
    await run({ emails: undefined }, [], person);
    expect(person.faults).toEqual([
      expect.stringContaining('Not an API key'),
      expect.stringContaining('rejects the API key'),
      expect.stringContaining('hooks.slack.com'),
    ]);
    expect(json()).toMatchObject({
      email: ['a@b.example', 'c@d.example'],
      timeZone: 'Europe/Berlin',
    });
    expect(stored.get(KEY_PARAMETER)?.Value).toBe(KEY);
    expect(stored.get(SLACK_PARAMETER)?.Value).toBe(slack.url);
  });

  it('keeps a stored key unless told to replace it', async () => {
    const { run, stored } = await scene({ [KEY_PARAMETER]: { Type: 'SecureString', Value: KEY } });
    await run({}, [], personSaying(['', '', '', 'n']));
    expect(stored.get(KEY_PARAMETER)?.Value).toBe(KEY);
  });
});
