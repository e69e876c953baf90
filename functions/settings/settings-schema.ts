import * as v from 'valibot';

/** Bounds of the settings; schemas/runway.config.schema.json repeats them, and a test holds both together. */
export const MAX_WALLETS = 200;
const MAX_SLACK_DESTINATIONS = 20;
const MAX_EMAILS = 10;
const MAX_NAME_CHARACTERS = 200;
/** SSM allows about 900; 200 keep 200 wallets' names within the ten managed policies a role may have. */
const MAX_PARAMETER_CHARACTERS = 200;

const MAX_SUB_ACCOUNTS = 1_000;
const SUB_ACCOUNT = /^[1-9]\d{0,19}$/;

const ID = /^[a-z0-9][a-z0-9-]{0,31}$/;
/** DynamoDB's rule. */
const TABLE = /^[A-Za-z0-9_.-]{3,255}$/;
const MAX_RESERVED_CONCURRENCY = 100;
const DESTINATION = /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/;
/** SSM's rule: a bare name or a full path, not starting with "aws" or "ssm" in any case. */
const PARAMETER = /^(?!\/?(?:aws|ssm))(?:(?:\/[A-Za-z0-9_.-]+){1,15}|[A-Za-z0-9_.-]+)$/i;
const EMAIL = /^[A-Za-z0-9!#$%&*+/=?^_`{|}~.'-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}$/;
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const LOCAL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** Every message completes "<setting>: <value> must …". */
const text = (accepts: (value: string) => boolean, must: string) =>
  v.custom<string>((value) => typeof value === 'string' && accepts(value), must);
const number = (accepts: (value: number) => boolean, must: string) =>
  v.custom<number>(
    (value) => typeof value === 'number' && Number.isFinite(value) && accepts(value),
    must,
  );
const list = <T>(item: v.GenericSchema<unknown, T>, min: number, max: number, things: string) => {
  const must = `be a list of ${min} to ${max} ${things}`;
  return v.pipe(v.array(item, must), v.minLength(min, must), v.maxLength(max, must));
};
const fields = <T extends v.ObjectEntries>(entries: T) => {
  const known = Object.keys(entries).filter((name) => !name.startsWith('$'));
  return v.objectWithRest(
    entries,
    v.never(`unknown field; known here: ${known.join(', ')}`),
    // valibot reports a missing field as the object's fault; the reader wants the field's bound.
    ({ path }) => {
      const missing = entries[String(path?.at(-1)?.key)];
      return missing !== undefined && 'message' in missing
        ? String(missing.message)
        : `be an object with ${known.join(', ')}`;
    },
  );
};

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false; // "+01:00" knows no summer time
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const walletId = text(
  (id) => ID.test(id),
  'be 1 to 32 of a-z, 0-9 and "-", starting with a letter or digit',
);
const parameter = text(
  (name) => name.length <= MAX_PARAMETER_CHARACTERS && PARAMETER.test(name),
  `be the name of an SSM parameter such as "/smartlyq-runway/main/api-key": at most ${MAX_PARAMETER_CHARACTERS} of letters, digits, "_.-" and "/", not starting with "aws" or "ssm"`,
);
const email = text(
  (address) => address.length <= 254 && EMAIL.test(address),
  'be an e-mail address such as "ops@example.com"',
);
const emailList = list(email, 1, MAX_EMAILS, 'e-mail addresses');
/** No union: its one fault would not say which address of a list is wrong. */
const emails = v.lazy<v.GenericSchema<unknown, string | string[]>>((value) =>
  Array.isArray(value) ? emailList : email,
);
const subAccountList = list(
  text((id) => SUB_ACCOUNT.test(id), 'be the number of a sub-account in quotes, such as "421077"'),
  1,
  MAX_SUB_ACCOUNTS,
  'sub-account ids',
);
const subAccounts = v.lazy<v.GenericSchema<unknown, 'all' | string[]>>((value) =>
  Array.isArray(value) ? subAccountList : v.literal('all', 'be "all" or a list of sub-account ids'),
);
const amount = number((value) => value >= 0, "be a number from 0 in the wallet's own currency");
const localTime = text((time) => LOCAL_TIME.test(time), 'be a local time "HH:MM"');

export const settingsSchema = fields({
  /** For editors; ignored. */
  $schema: v.exactOptional(v.string('be a text')),
  wallets: v.pipe(
    v.array(
      fields({
        id: walletId,
        name: v.exactOptional(
          text(
            (name) => name.trim() !== '' && name.length <= MAX_NAME_CHARACTERS,
            `be a text of 1 to ${MAX_NAME_CHARACTERS} characters`,
          ),
        ),
        apiKeyParameter: v.exactOptional(parameter),
        webhookSecretParameter: v.exactOptional(parameter),
        subAccounts: v.exactOptional(subAccounts),
        subAccountsShare: v.exactOptional(
          number((share) => share >= 0.05 && share <= 1, 'be a share from 0.05 to 1'),
        ),
      }),
      `be a list of 1 to ${MAX_WALLETS} wallets`,
    ),
    v.minLength(1, `be a list of 1 to ${MAX_WALLETS} wallets`),
    v.maxLength(
      MAX_WALLETS,
      `be a list of 1 to ${MAX_WALLETS} wallets (a stack holds 500 resources): split the rest into further settings files, one stack each`,
    ),
  ),
  timeZone: v.exactOptional(text(isTimeZone, 'be an IANA time zone such as "Europe/Berlin"')),
  email: v.exactOptional(emails),
  opsEmail: v.exactOptional(emails),
  slack: v.exactOptional(
    list(
      fields({
        name: text(
          (name) => DESTINATION.test(name) && name.toLowerCase() !== 'sns',
          'be 1 to 32 of letters, digits, "_" and "-", and not "sns" (that is the topic)',
        ),
        parameter,
        minSeverity: v.exactOptional(
          v.picklist(['info', 'warning', 'critical'], 'be "info", "warning" or "critical"'),
        ),
        wallets: v.exactOptional(list(walletId, 1, MAX_WALLETS, 'wallet ids')),
      }),
      0,
      MAX_SLACK_DESTINATIONS,
      'Slack destinations',
    ),
  ),
  pollMinutes: v.exactOptional(
    number(
      (minutes) => Number.isInteger(minutes) && minutes >= 1 && minutes <= 60,
      'be a whole number of minutes from 1 to 60',
    ),
  ),
  levelsDays: v.exactOptional(
    list(
      number((days) => days >= 0.1 && days <= 60, 'be a number of days from 0.1 to 60'),
      1,
      5,
      'numbers of days',
    ),
  ),
  floor: v.exactOptional(amount),
  emptyAt: v.exactOptional(amount),
  quietHours: v.exactOptional(fields({ from: localTime, to: localTime })),
  digest: v.exactOptional(
    fields({
      every: v.picklist(['day', 'week'], 'be "day" or "week"'),
      at: v.exactOptional(localTime),
      weekday: v.exactOptional(v.picklist(WEEKDAYS, `be one of ${WEEKDAYS.join(', ')}`)),
    }),
  ),
  linkKeyParameter: v.exactOptional(parameter),
  metrics: v.exactOptional(v.boolean('be true or false')),
  heartbeatParameter: v.exactOptional(parameter),
  historyTable: v.exactOptional(
    text(
      (name) => TABLE.test(name),
      'be the name of a DynamoDB table: 3 to 255 of letters, digits and "_.-"',
    ),
  ),
  reservedConcurrency: v.exactOptional(
    number(
      (polls) => Number.isInteger(polls) && polls >= 1 && polls <= MAX_RESERVED_CONCURRENCY,
      `be a whole number of polls at once from 1 to ${MAX_RESERVED_CONCURRENCY}`,
    ),
  ),
});

export type SettingsFile = v.InferOutput<typeof settingsSchema>;
