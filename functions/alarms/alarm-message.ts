import type { Message } from '../core/wording/message.ts';

/** What CloudWatch publishes when an alarm changes its state. */
interface StateChange {
  readonly AlarmName: string;
  readonly AlarmDescription?: string | null;
  readonly NewStateValue: string;
  readonly NewStateReason?: string;
}

const MAX_SUBJECT_CHARACTERS = 99;

/**
 * An alarm of the stack in the form of every other message. Critical, so that no channel's `minSeverity` leaves it out:
 * it is about whether alerts come at all.
 * @param published text of the ops topic's message
 * @returns undefined for what is no alarm, or one that is neither ringing nor over
 */
export function alarmMessage(published: string, nowMs: number): Message | undefined {
  const change = stateChangeIn(published);
  if (change === undefined) return undefined;
  const isOver = change.NewStateValue === 'OK';
  if (!isOver && change.NewStateValue !== 'ALARM') return undefined;
  const severity = isOver ? 'info' : 'critical';
  const headline = `runway itself: ${change.AlarmName}${isOver ? ' is over' : ''}`;
  const meaning = isOver ? 'Nothing to do.' : (change.AlarmDescription ?? '');
  const lines = [
    { text: meaning },
    ...(isOver ? [] : [{ label: 'Measured', text: change.NewStateReason ?? '' }]),
  ].filter(({ text }) => text !== '');
  return {
    subject: `[SmartlyQ ${isOver ? 'resolved' : 'CRITICAL'}] ${headline}`.slice(
      0,
      MAX_SUBJECT_CHARACTERS,
    ),
    mail: `${[headline, '', ...lines.map(({ text }) => text)].join('\n')}\n`,
    sms: headline.slice(0, 160),
    event: { kind: 'alarm', severity, alarm: change.AlarmName, isOver },
    attributes: { severity, kind: 'alarm', wallet: '' },
    chat: { headline, severity, sections: [{ lines }], links: [], notes: [] },
    incidents: [
      {
        wallet: 'runway',
        trouble: change.AlarmName,
        severity: 'critical',
        state: isOver ? 'resolved' : 'open',
        headline,
        kind: 'alarm',
        atMs: nowMs,
      },
    ],
  };
}

function stateChangeIn(published: string): StateChange | undefined {
  try {
    const found: unknown = JSON.parse(published);
    const { AlarmName, NewStateValue } = (found ?? {}) as Partial<StateChange>;
    if (typeof AlarmName !== 'string' || typeof NewStateValue !== 'string') return undefined;
    return found as StateChange;
  } catch {
    return undefined;
  }
}
