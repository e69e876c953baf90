import type { ChannelTrouble } from '../alert/delivery.ts';

/** The topic's subscriptions, against the addresses that the settings name. */
export interface Subscribers {
  /** Of every protocol. */
  readonly confirmed: number;
  /** Addresses of the settings that get no mail. */
  readonly unreached: readonly {
    readonly address: string;
    readonly why: 'pending' | 'gone';
  }[];
}

const MAIL = 'mail:';

/** What the topic's mail cannot reach is a trouble like any other; who confirmed has healed. */
export function withMailTroubles(
  troubles: Readonly<Record<string, ChannelTrouble>>,
  { unreached }: Subscribers,
  nowMs: number,
): Record<string, ChannelTrouble> {
  const others = Object.entries(troubles).filter(([name]) => !name.startsWith(MAIL));
  const mails = unreached.map(({ address, why }): [string, ChannelTrouble] => {
    const name = `${MAIL}${address}`;
    const reason =
      why === 'pending'
        ? 'the subscription was never confirmed: follow the link in the mail from AWS'
        : 'there is no subscription any more: run doctor --fix, then follow the link in the mail from AWS';
    const before = troubles[name];
    const notified = before?.notified === undefined ? {} : { notified: before.notified };
    const sinceMs = before?.sinceMs ?? nowMs;
    return [name, { sinceMs, reason, isRefusal: true, channel: 'sns', ...notified }];
  });
  return Object.fromEntries([...others, ...mails]);
}
