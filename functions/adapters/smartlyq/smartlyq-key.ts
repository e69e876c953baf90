import { SETUP, SecretMissingError, type SecretSource } from '../aws/secret-source.ts';
import { safeCause } from '../http/outside-text.ts';
import { SmartlyqError } from './smartlyq-error.ts';

/** The environment is in the key: test keys have their own allowance and are charged no credits. */
const KEY = /^sqk_(live|test)_[A-Za-z0-9_-]{8,}$/;

export function isTestKey(key: string): boolean {
  return key.startsWith('sqk_test_');
}

/**
 * What is wrong with a key, without showing any of it; undefined when its form is right.
 * Checked before any request: a line break would break the header, and `fetch` would quote the key in its error.
 */
export function keyFault(key: string): string | undefined {
  if (KEY.test(key)) return undefined;
  if (key.trim() === '') return 'it is blank';
  if (/["'`]/.test(key)) return 'it holds quotation marks';
  if (/\s/.test(key)) return 'it holds a space or a line break';
  if (!/^sqk_(live|test)_/.test(key)) return 'it does not begin with sqk_live_ or sqk_test_';
  return 'after sqk_live_ or sqk_test_ come at least 8 letters, digits, "_" or "-"';
}

/** @throws SmartlyqError `key-missing`, `key-malformed`, or `unavailable` when the store of secrets is. */
export async function readKey(source: SecretSource, options?: { fresh: boolean }): Promise<string> {
  let key: string;
  try {
    key = await source.read(options);
  } catch (error) {
    const cause = safeCause(error);
    if (error instanceof SecretMissingError) {
      const message = `no key stored: run setup (looked at ${error.parameter})`;
      throw new SmartlyqError('key-missing', message, { cause });
    }
    throw new SmartlyqError('unavailable', `no API key to be had: ${cause.message}`, { cause });
  }
  const fault = keyFault(key);
  if (fault === undefined) return key;
  const message = `the API key is malformed: ${fault}. Copy it as the dashboard shows it: ${source.remedy ?? SETUP}`;
  throw new SmartlyqError('key-malformed', message);
}
