import { describe, expect, it, onTestFinished } from 'vitest';
import { startSlackStandIn } from '../../../cli/local/slack-stand-in.ts';
import { emptyFolder, runCli } from '../run-cli.ts';
import { simulatedVendor } from '../simulated-vendor.ts';

describe('an alert of watch', () => {
  it('is shown as the mail it would be, posted to Slack, and kept with how each answered', async () => {
    const cwd = emptyFolder();
    const slack = await startSlackStandIn();
    onTestFinished(() => slack.close());
    const { env } = await simulatedVendor({ balance: 0 });
    const watched = await runCli(cwd, ['watch', '--once'], {
      ...env,
      SLACK_WEBHOOK_URL: slack.url,
    });
    expect(watched.code).toBe(0);
    expect(watched.stdout).toContain('Subject: main is empty: 0 SQC left. Top up now.');
    expect(slack.messages.map(({ text }) => text)).toEqual([
      'main is empty: 0 SQC left. Top up now.',
    ]);

    const { stdout } = await runCli(cwd, ['alerts', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        kind: 'depleted',
        severity: 'critical',
        balance: 0,
        deliveries: { terminal: { outcome: 'shown' }, 'slack:watch': { outcome: 'accepted' } },
      },
    ]);
    const story = await runCli(cwd, ['alerts']);
    expect(story.stdout).toMatch(/critical\n {2}main is empty: 0 SQC left\. Top up now\./);
    expect(story.stdout).toMatch(/ {2}terminal +shown here /);
    expect(story.stdout).toMatch(/ {2}slack:watch +accepted /);
    const status = await runCli(cwd, ['status']);
    expect(status.stdout).toMatch(/Open alerts +empty/);
  });

  it('is kept when Slack did not take it, which ends with 1', async () => {
    const cwd = emptyFolder();
    const slack = await startSlackStandIn();
    onTestFinished(() => slack.close());
    slack.answerWith(503);
    const { env } = await simulatedVendor({ balance: 0 });
    const watched = await runCli(cwd, ['watch', '--once'], {
      ...env,
      SLACK_WEBHOOK_URL: slack.url,
    });
    expect(watched.code).toBe(1);
    expect(watched.stderr).toContain('runway: not delivered yet, will be tried again');
    const { stdout } = await runCli(cwd, ['alerts']);
    expect(stdout).toMatch(/slack:watch +failed .*: Slack answered 503\n +slack:watch +waiting/);
  });
});
