import type * as v from 'valibot';
import { secretKindOf, withoutSecrets } from './secret-look.ts';

const MAX_SHOWN_CHARACTERS = 80;

/** A schema's issue as a line for people: setting, value, bound. The value is left out where it may be a secret. */
export function toFault(issue: v.BaseIssue<unknown>): string {
  const path = pathOf(issue.path?.map(({ key }) => key) ?? []);
  if (issue.type === 'never') return `${path}: ${issue.message}`;
  if (issue.type === 'object_with_rest' && issue.expected?.startsWith('"')) {
    return `${path} is missing and must ${issue.message}`;
  }
  return `${path}: ${shown(issue.input)} must ${issue.message}`;
}

/** One fault for each value anywhere in the file that looks like a secret; the value is never repeated. */
export function secretFaults(json: unknown): { readonly path: string; readonly fault: string }[] {
  return textsIn(json, []).flatMap(({ keys, text }) => {
    const kind = keys.length === 1 && keys[0] === '$schema' ? undefined : secretKindOf(text);
    if (kind === undefined) return [];
    const path = pathOf(keys);
    return [
      {
        path,
        fault: `${path}: looks like ${kind} (not shown); keep it in an SSM parameter, as setup does, and name only that parameter here`,
      },
    ];
  });
}

export function pathOf(keys: readonly unknown[]): string {
  if (keys.length === 0) return 'the settings';
  return withoutSecrets(
    keys
      .map((key) => (typeof key === 'number' ? `[${key}]` : `.${printable(String(key))}`))
      .join('')
      .replace(/^\./, ''),
  );
}

function textsIn(
  value: unknown,
  keys: readonly (string | number)[],
): { readonly keys: readonly (string | number)[]; readonly text: string }[] {
  if (typeof value === 'string') return [{ keys, text: value }];
  if (Array.isArray(value)) return value.flatMap((item, at) => textsIn(item, [...keys, at]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...keys, key]));
}

/** A value as a fault shows it: short, in one line, without secrets. */
export function shown(value: unknown): string {
  const isPlain = Array.isArray(value) && value.every((item) => typeof item === 'number');
  if (Array.isArray(value) && !isPlain) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null && !isPlain) return 'an object';
  const text = withoutSecrets(printable(JSON.stringify(value) ?? String(value)));
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}

/** A fault is printed on a terminal: no control or direction characters from the file reach it. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
