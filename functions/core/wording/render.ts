import type { Alert } from '../alert/alert.ts';
import { incidentsOf } from '../kinds/incident.ts';
import { headline } from '../kinds/index.ts';
import { asciiName, cleanName } from '../text/clean-name.ts';
import { chatContent, type PastBalance } from './chat.ts';
import { alertEvent } from './event.ts';
import type { MessageLinks } from './links.ts';
import { mailText } from './mail.ts';
import type { Message } from './message.ts';
import { smsText } from './sms.ts';
import { causeEvent, type SpendCauses } from './spend-causes.ts';

export interface RenderInput {
  readonly alert: Alert;
  /** Sort key of the alert's item, so that a machine can drop repeats. */
  readonly id: string;
  readonly wallet: { readonly id: string; readonly name: string };
  readonly timeZone: string;
  readonly isPossibleRepeat: boolean;
  /** @default no links */
  readonly links?: MessageLinks;
  /** The balance of the last days, oldest first. @default no chart */
  readonly past?: readonly PastBalance[];
  /** @default nothing is known of them */
  readonly causes?: SpendCauses;
}

const MAX_SUBJECT = 99;

/** Words an alert for every channel at once. */
export function renderAlert(input: RenderInput): Message {
  const { alert, id, wallet, timeZone, isPossibleRepeat, links, past, causes } = input;
  const shown = alert.facts.about ?? wallet;
  const name = cleanName(shown.name);
  const prefix = isPossibleRepeat ? '(possible repeat) ' : '';
  const subject = `${prefix}${headline(alert, asciiName(shown.name), timeZone)}`;
  return {
    subject: subject.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_SUBJECT),
    mail: mailText(alert, name, timeZone, isPossibleRepeat, links, causes),
    sms: smsText(alert, shown.name, timeZone, isPossibleRepeat),
    event: { ...alertEvent(alert, id, wallet, isPossibleRepeat), ...causeEvent(causes ?? {}) },
    attributes: { severity: alert.severity, kind: alert.kind, wallet: shown.id },
    chat: chatContent(alert, name, timeZone, { isPossibleRepeat, links, past, causes }),
    incidents: namedIncidents(alert, wallet, timeZone),
  };
}

function namedIncidents(
  alert: Alert,
  wallet: RenderInput['wallet'],
  timeZone: string,
): Message['incidents'] {
  const names = new Map(alert.facts.members?.map((one) => [one.wallet.id, one.wallet.name]));
  return incidentsOf(alert, wallet.id).map(({ alert: own, ...incident }) => {
    const name = names.get(incident.wallet) ?? own.facts.about?.name ?? wallet.name;
    const { kind, atMs } = own;
    return { ...incident, headline: headline(own, cleanName(name), timeZone), kind, atMs };
  });
}
