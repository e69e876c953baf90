import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSlackStandIn } from '../../../cli/local/slack-stand-in.ts';
import { emptyFolder, runCli } from '../run-cli.ts';

describe('runway test-alert', () => {
  it('shows the mail, posts to Slack, and says how both answered', async () => {
    const slack = await startSlackStandIn();
    onTestFinished(() => slack.close());
    const { stdout, code } = await runCli(emptyFolder(), ['test-alert'], {
      SLACK_WEBHOOK_URL: slack.url,
    });
    expect(stdout).toContain('Subject: Test: alerts of main arrive here.');
    expect(stdout).toMatch(/terminal +shown here\n/);
    expect(stdout).toMatch(/slack:watch +accepted\n/);
    expect(slack.messages.map(({ text }) => text)).toEqual(['Test: alerts of main arrive here.']);
    expect(code).toBe(0);
  });

  it('fails where Slack does not take it, and says why', async () => {
    const slack = await startSlackStandIn();
    onTestFinished(() => slack.close());
    slack.answerWith(404, 'no_service');
    const { stdout, stderr, code } = await runCli(emptyFolder(), ['test-alert'], {
      SLACK_WEBHOOK_URL: slack.url,
    });
    expect(stdout).toMatch(/slack:watch +refused: Slack answered 404 no_service\n/);
    expect(stderr).toBe('runway: the test message did not arrive everywhere\n');
    expect(code).toBe(1);
  });

  it('answers for machines, with the message beside them', async () => {
    const { stdout, stderr } = await runCli(emptyFolder(), ['test-alert', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ channel: 'terminal', outcome: 'shown' }]);
    expect(stderr).toContain('Subject: Test: alerts of main arrive here.');
  });

  it.each(['nosuch', 'main/1'])(
    'refuses the unknown wallet %s, and names those there are',
    async (id) => {
      const cwd = emptyFolder();
      const refused = {
        code: 1,
        stdout: '',
        stderr: `runway: no wallet "${id}"; there is: main\n`,
      };
      expect(await runCli(cwd, ['test-alert', id])).toEqual(refused);
      writeFileSync(
        join(cwd, 'runway.config.json'),
        JSON.stringify({ wallets: [{ id: 'main' }, { id: 'shop' }] }),
      );
      expect((await runCli(cwd, ['test-alert', id])).stderr).toContain('there are: main, shop');
      expect((await runCli(cwd, ['test-alert', 'shop'])).code).toBe(0);
    },
  );

  it('refuses an address that is not Slack’s, without showing it', async () => {
    const SLACK_WEBHOOK_URL = 'https://example.com/services/SECRET';
    const { stderr, code } = await runCli(emptyFolder(), ['test-alert'], { SLACK_WEBHOOK_URL });
    expect(stderr).toContain('hooks.slack.com');
    expect(stderr).not.toContain('SECRET');
    expect(code).toBe(1);
  });
});
