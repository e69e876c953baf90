import { describe, expect, it, onTestFinished } from 'vitest';
import { startSlackStandIn } from '../../../cli/local/slack-stand-in.ts';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createSender } from '../../../functions/adapters/notify/sender.ts';
import { alarmMessage } from '../../../functions/alarms/alarm-message.ts';
import { relayAlarm } from '../../../functions/alarms/relay-alarm.ts';

/** As CloudWatch publishes it. */
function change(NewStateValue: string, rest: object = {}) {
  return JSON.stringify({
    AlarmName: 'SmartlyqRunway: polls are missing',
    AlarmDescription:
      'Fewer than half of the runs were started. Run `npm run -s runway -- doctor --fix`.',
    NewStateValue,
    OldStateValue: 'OK',
    NewStateReason: 'Threshold Crossed: 2 datapoints were less than 1.',
    Region: 'EU (Ireland)',
    ...rest,
  });
}

async function scene() {
  const slack = await startSlackStandIn();
  onTestFinished(() => slack.close());
  const lines: object[] = [];
  const collect = (_: string, facts: object) => void lines.push(facts);
  const sender = createSender({
    type: 'slack',
    secret: fixedSecret(slack.url),
    allowLoopback: true,
    totalTimeoutMs: 50,
  });
  const deps = {
    channels: [{ name: 'slack:team', sender }],
    clock: () => 0,
    log: { info: collect, warn: collect, error: collect },
  };
  return { slack, lines, relay: (published: string) => relayAlarm(published, deps) };
}

describe('an alarm of the stack', () => {
  it('is told in chat: what it means, and which command to run', async () => {
    const { slack, relay } = await scene();
    await relay(change('ALARM'));
    const said = JSON.stringify(slack.messages);
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.text).toContain('runway itself: SmartlyqRunway: polls are missing');
    expect(said).toContain('doctor --fix');
    expect(said).toContain('Threshold Crossed');
  });

  it('is told when it is over, and not when there is too little to say', async () => {
    const { slack, relay } = await scene();
    await relay(change('OK'));
    await relay(change('INSUFFICIENT_DATA'));
    for (const nothing of ['', 'null', '{}', '[1]', 'no JSON']) await relay(nothing);
    expect(slack.messages.map(({ text }) => text)).toEqual([
      expect.stringContaining('polls are missing is over'),
    ]);
  });

  it('is tried again by Lambda where a channel does not take it', async () => {
    const { slack, relay, lines } = await scene();
    slack.answerWith(500);
    await expect(relay(change('ALARM'))).rejects.toThrow('an alarm did not reach slack:team');
    expect(JSON.stringify(lines)).not.toContain('services/T0');
  });

  it('opens an incident where those are kept, which its end resolves', () => {
    const states = ['ALARM', 'OK'].map((state) => alarmMessage(change(state), 0)?.incidents[0]);
    expect(states).toMatchObject([{ state: 'open' }, { state: 'resolved' }]);
    expect(states[0]?.trouble).toBe(states[1]?.trouble);
  });

  it('fits a subject, however long the stack is named', () => {
    const AlarmName = `${'x'.repeat(128)}: runs are lost`;
    const { subject = '' } = alarmMessage(change('ALARM', { AlarmName }), 0) ?? {};
    expect(subject.length).toBeLessThan(100);
  });
});
