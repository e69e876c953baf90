import type { Alert } from '../alert/alert.ts';
import { headline } from '../kinds/index.ts';
import { asciiName } from '../text/clean-name.ts';

const MAX_LENGTH = 160;

/** ASCII that GSM-7 lacks, or writes with two of its characters. */
const NOT_GSM7 = /[^\x20-\x7e]|[`[\]{}^~|\\]/g;

/** One line of at most 160 GSM-7 characters, so that it is one SMS and not three. */
export function smsText(
  alert: Alert,
  walletName: string,
  timeZone: string,
  isPossibleRepeat: boolean,
): string {
  const name = asciiName(walletName, 30);
  const suffix = isPossibleRepeat ? ' (possible repeat)' : '';
  const line = headline(alert, name, timeZone)
    .replace('[TEST KEY]', '(TEST KEY)')
    .replace(NOT_GSM7, '-');
  return line.slice(0, MAX_LENGTH - suffix.length) + suffix;
}
