import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ParseError, parse } from 'jsonc-parser';
import * as v from 'valibot';
import { contradictionsIn, movedFaults } from './contradictions.ts';
import { fileErrorText } from './file-error.ts';
import { withoutSecrets } from './secret-look.ts';
import { SettingsError } from './settings-error.ts';
import { pathOf, secretFaults, toFault } from './settings-faults.ts';
import { type Settings, settingsSchema } from './settings-schema.ts';

export const SETTINGS_FILE = 'runway.config.json';

/** @throws SettingsError with all faults, each naming the setting, its value and what it must be */
export function parseSettings(json: unknown): Settings {
  if (Array.isArray(json)) throw new SettingsError(['the settings: a list must be one object']);
  const result = v.safeParse(settingsSchema, json);
  const secrets = secretFaults(json);
  const moved = isRecord(json) ? movedFaults(json) : [];
  const secretPaths = new Set(secrets.map(({ path }) => path));
  const malformed = (result.issues ?? [])
    // A pasted secret is one fault, not also a malformed name.
    .filter(({ type, path }) => type === 'never' || !secretPaths.has(keysOf(path)))
    .filter(({ path }) => moved.length === 0 || keysOf(path) !== 'slack')
    .map(toFault);
  const contradictions = isRecord(json) ? contradictionsIn(json) : [];
  const faults = [...secrets.map(({ fault }) => fault), ...moved, ...malformed, ...contradictions];
  if (!result.success || faults.length > 0) {
    throw new SettingsError([...new Set(faults.map(withoutSecrets))]);
  }
  return result.output;
}

/**
 * @param path the settings file
 * @throws SettingsError when it is not there, no JSON, or has faults
 */
export function loadSettings(path: string | URL): Settings {
  const file = typeof path === 'string' ? path : fileURLToPath(path);
  const name = relative(process.cwd(), file).startsWith('..') ? file : relative('', file);
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = isRecord(cause) ? cause.code : undefined;
    throw new SettingsError(
      [
        code === 'ENOENT'
          ? `no ${name}: copy runway.config.example.json or run setup`
          : fileErrorText('read', name, cause),
      ],
      { cause },
    );
  }
  const faults: ParseError[] = [];
  const json: unknown = parse(text, faults, { disallowComments: true });
  const [fault] = faults;
  if (fault !== undefined) {
    // The place alone: the text around the fault may be a pasted key.
    const before = text.slice(0, fault.offset).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new SettingsError([`${name} is not JSON: see ${place}`]);
  }
  return parseSettings(json);
}

function keysOf(path: readonly { readonly key: unknown }[] | undefined): string {
  return pathOf(path?.map(({ key }) => key) ?? []);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
