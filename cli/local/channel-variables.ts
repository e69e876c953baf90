import { CHANNEL_FACTS, CHANNEL_TYPES } from '../../functions/core/alert/channel-type.ts';

const COLUMNS = 23;

/** The environment variables of channels, a line each, as help texts show them. */
export function variableLines(): string {
  return CHANNEL_TYPES.map((type) => {
    const { variable, title, secret } = CHANNEL_FACTS[type];
    const where = title === 'webhook' ? 'of your own webhook' : `of ${title}`;
    return `  ${variable.padEnd(COLUMNS)}${secret} ${where}, to alert there too (optional)`;
  }).join('\n');
}
