import { CHANNEL_TYPES, channelName } from '../../functions/core/alert/channel-type.ts';
import { randomFrom } from '../../simulator/random.ts';
import {
  CHANNEL_FAULTS,
  type ChannelFault,
  type Plan,
  STORE_CALLS,
  STORE_FAULTS,
  VENDOR_FAULTS,
} from './injector.ts';

interface Spell {
  readonly fromHour: number;
  readonly toHour: number;
  readonly plan: () => Plan;
}

/** The last hours of a schedule are calm, so that whatever was held up can be seen to arrive. */
export const CALM_HOURS = 4;

/**
 * Seeded: the same seed is the same schedule. Single mishaps all along, and a few spells of hours in which
 * one dependency is bad, one of them Slack's outage of six hours.
 */
export function scheduleOf(
  seed: number,
  hours: number,
): (hour: number, attempt: number) => readonly Plan[] {
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const channel = () => pick(['sns', ...CHANNEL_TYPES.map((type) => channelName(type, 'team'))]);
  const channelFault = (name: string): ChannelFault =>
    pick(name === 'sns' ? CHANNEL_FAULTS.filter((one) => one !== 'refused') : CHANNEL_FAULTS);
  const mishap = (): Plan => {
    const which = random();
    if (which < 0.4) return { crashAt: Math.floor(random() * 24) };
    if (which < 0.65) return { store: { [pick(STORE_CALLS)]: pick(STORE_FAULTS) } };
    if (which < 0.8) return { vendor: pick(VENDOR_FAULTS) };
    const name = channel();
    return { channels: { [name]: channelFault(name) } };
  };
  const spells: Spell[] = [spell(6, { channels: { 'slack:team': 'fails' } })];
  for (let count = Math.floor(random() * 4); count > 0; count--) {
    const plan = mishap();
    if (plan.crashAt === undefined) spells.push(spell(1 + Math.floor(random() * 6), plan));
    else spells.push({ ...spell(1 + Math.floor(random() * 3), {}), plan: mishap });
  }
  function spell(length: number, plan: Plan): Spell {
    const fromHour = 1 + Math.floor(random() * (hours - CALM_HOURS - length));
    return { fromHour, toHour: fromHour + length, plan: () => plan };
  }

  return (hour, attempt) => {
    if (hour > hours - CALM_HOURS) return [{}];
    const bad = spells.find(({ fromHour, toHour }) => hour >= fromHour && hour < toHour);
    const single = random() < 0.12 ? mishap() : {};
    const plan = bad === undefined ? single : bad.plan();
    if (attempt === 0 && random() < 0.06) return [plan, random() < 0.5 ? mishap() : {}];
    return [plan];
  };
}
