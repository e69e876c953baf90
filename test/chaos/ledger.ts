import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { OutboxEntry } from '../../functions/core/alert/outbox.ts';
import type { VendorEventName } from '../../functions/core/vendor/vendor-event.ts';
import type { Exchange } from './proxy.ts';

/** What really happened, as the services know it. */
export interface Ledger {
  /** Balances that the vendor has answered. */
  readonly answered: Set<string>;
  /** Readings that the table has taken: the balance by sort key. */
  readonly recorded: Map<string, string>;
  /** Alerts that any state in the table has held in its outbox. */
  readonly decided: Map<string, OutboxEntry>;
  /** Messages that were accepted: the event of SNS, the body of Slack. */
  readonly sns: {
    readonly subject: string;
    readonly event: Readonly<Record<string, unknown>>;
    readonly isLate: boolean;
  }[];
  readonly slack: { readonly text: string; readonly isMarked: boolean; readonly isLate: boolean }[];
  /** Events that the webhook has answered with 200: the name by id. */
  readonly acknowledged: Map<string, VendorEventName>;
  observe(exchange: Exchange): void;
}

export function openLedger(): Ledger {
  const answered: Ledger['answered'] = new Set();
  const recorded: Ledger['recorded'] = new Map();
  const decided: Ledger['decided'] = new Map();
  const sns: Ledger['sns'] = [];
  const slack: Ledger['slack'] = [];
  const acknowledged: Ledger['acknowledged'] = new Map();

  function take(item: Record<string, AttributeValue>): void {
    const key = item.sk?.S ?? '';
    // One that is set aside has no balance, and stays in the ledger.
    const balance = item.balance?.N;
    if (key.startsWith('READING#') && balance !== undefined) recorded.set(key, balance);
    if (key !== 'STATE') return;
    const found = { outbox: item.outbox ?? { L: [] } };
    const { outbox = [] } = unmarshall(found, { wrapNumbers: Number });
    for (const entry of outbox as OutboxEntry[]) {
      const channels = { ...decided.get(entry.id)?.channels, ...entry.channels };
      decided.set(entry.id, { ...entry, channels });
    }
  }

  return {
    answered,
    recorded,
    decided,
    sns,
    slack,
    acknowledged,
    observe({ service, operation, sent, status, answer, isLate }) {
      if (status !== 200) return;
      if (operation === 'PutItem') take(JSON.parse(sent).Item);
      if (operation === 'Publish') {
        const asked = new URLSearchParams(sent);
        const message = JSON.parse(asked.get('Message') ?? '{}');
        sns.push({
          subject: asked.get('Subject') ?? '',
          event: JSON.parse(message.default),
          isLate,
        });
      }
      if (service === 'slack') {
        slack.push({
          text: JSON.parse(sent).text,
          isMarked: sent.includes('possible repeat'),
          isLate,
        });
      }
      if (service === 'smartlyq' && operation.endsWith('/balance')) {
        const { balance, balance_sqc = balance } = JSON.parse(answer).data;
        answered.add(String(Number(balance_sqc)));
      }
    },
  };
}
