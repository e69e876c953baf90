import * as v from 'valibot';
import { SEVERITIES } from '../core/alert/alert.ts';
import { CHANNEL_TYPES } from '../core/alert/channel-type.ts';
import {
  DEFAULT_LINK_KEY,
  described,
  either,
  fields,
  list,
  number,
  pattern,
  wholeNumber,
} from './setting-kinds.ts';

/** A stack holds 500 resources; so many wallets fit. */
export const MAX_WALLETS = 200;
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const MAX_CHANNELS = 20;
const MAX_EMAILS = 10;
const MAX_SUB_ACCOUNTS = 1_000;
const MAX_NAME_CHARACTERS = 200;
/** SSM allows about 900; 200 keep 200 wallets' names within the ten managed policies a role may have. */
const MAX_PARAMETER_CHARACTERS = 200;

const walletId = pattern(
  /^[a-z0-9][a-z0-9-]{0,31}$/,
  'be 1 to 32 of a-z, 0-9 and "-", starting with a letter or digit',
);
const PARAMETER_MUST = `be the name of an SSM parameter such as "/smartlyq-runway/main/api-key": at most ${MAX_PARAMETER_CHARACTERS} of letters, digits, "_.-" and "/", not starting with "aws" or "ssm"`;
/** SSM's rule: a bare name or a full path, not starting with "aws" or "ssm" in any case; and no key or secret itself. */
const PARAMETER =
  /^(?!\/?(?:[aA][wW][sS]|[sS][sS][mM]))(?!.*(?:[sS][qQ][kK]|[wW][hH][sS][eE][cC])_[A-Za-z0-9_])(?:(?:\/[A-Za-z0-9_.-]+){1,15}|[A-Za-z0-9_.-]+)$/;
const parameter = v.pipe(
  v.string(PARAMETER_MUST),
  v.maxLength(MAX_PARAMETER_CHARACTERS, PARAMETER_MUST),
  v.regex(PARAMETER, PARAMETER_MUST),
);
const EMAIL_MUST = 'be an e-mail address such as "ops@example.com"';
const email = v.pipe(
  v.string(EMAIL_MUST),
  v.maxLength(254, EMAIL_MUST),
  v.regex(
    /^[A-Za-z0-9!#$%&*+/=?^_`{|}~.'-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}$/,
    EMAIL_MUST,
  ),
);
const emails = either(email, list(email, 1, MAX_EMAILS, 'e-mail addresses'));
const AMOUNT_MUST = "be a number from 0 in the wallet's own currency";
const amount = v.pipe(v.number(AMOUNT_MUST), v.finite(AMOUNT_MUST), v.minValue(0, AMOUNT_MUST));
const localTime = pattern(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'be a local time "HH:MM"');
const NAME_MUST = `be a text of 1 to ${MAX_NAME_CHARACTERS} characters`;

const wallet = v.pipe(
  fields({
    id: described("Part of the history's keys, so it stays.", walletId),
    name: v.exactOptional(
      described(
        'For people. Default: the id.',
        v.pipe(
          v.string(NAME_MUST),
          v.maxLength(MAX_NAME_CHARACTERS, NAME_MUST),
          v.regex(/\S/, NAME_MUST),
        ),
      ),
    ),
    apiKeyParameter: v.exactOptional(
      described(
        'SSM parameter (SecureString) that holds the API key. Default: /smartlyq-runway/<id>/api-key.',
        parameter,
      ),
    ),
    webhookSecretParameter: v.exactOptional(
      described(
        "SSM parameter (SecureString) that holds the signing secret of SmartlyQ's webhook; `setup webhook` fills it. Default: the wallet takes no webhooks.",
        parameter,
      ),
    ),
    subAccounts: v.exactOptional(
      described(
        'Sub-accounts of an agency that are watched as wallets of their own: "all", or a list of their numbers. The key needs the scope workspaces:read. Default: none.',
        either(
          v.literal('all', 'be "all" or a list of sub-account ids'),
          list(
            pattern(
              /^[1-9]\d{0,19}$/,
              'be the number of a sub-account in quotes, such as "421077"',
            ),
            1,
            MAX_SUB_ACCOUNTS,
            'sub-account ids',
          ),
        ),
      ),
    ),
    subAccountsShare: v.exactOptional(
      described(
        "What reading the sub-accounts may take of the requests a minute that the key's other users leave. Default: 0.5.",
        number(0.05, 1, 'be a share from 0.05 to 1'),
      ),
    ),
  }),
  v.transform((one) => ({
    ...one,
    name: one.name ?? one.id,
    apiKeyParameter: one.apiKeyParameter ?? `/smartlyq-runway/${one.id}/api-key`,
  })),
);
const WALLETS_MUST = `be a list of 1 to ${MAX_WALLETS} wallets`;

const channel = fields({
  type: described(
    'Where the channel is.',
    v.picklist(CHANNEL_TYPES, `be one of ${CHANNEL_TYPES.join(', ')}`),
  ),
  name: described(
    'Names the channel in alerts and in their record, as in slack:billing; unique among the channels of its type.',
    pattern(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/, 'be 1 to 32 of letters, digits, "_" and "-"'),
  ),
  parameter: described(
    'SSM parameter (SecureString) that holds what the channel is posted to with: a webhook URL, a routing key, or an address and its signing secret.',
    parameter,
  ),
  minSeverity: v.optional(
    described(
      'The least severity that is sent here.',
      v.picklist(SEVERITIES, 'be "info", "warning" or "critical"'),
    ),
    'info',
  ),
  wallets: v.exactOptional(
    described(
      'Ids of the wallets whose alerts are sent here. Default: all.',
      list(walletId, 1, MAX_WALLETS, 'wallet ids'),
    ),
  ),
});

/** runway.config.json: types, defaults, faults and the editors' JSON Schema all come from here. Holds names of secrets, never secrets. */
export const settingsSchema = v.pipe(
  fields({
    $schema: v.exactOptional(v.string('be a text')),
    wallets: described(
      'The wallets to watch: one API key each.',
      v.pipe(
        v.array(wallet, WALLETS_MUST),
        v.minLength(1, WALLETS_MUST),
        v.maxLength(
          MAX_WALLETS,
          `${WALLETS_MUST} (a stack holds 500 resources): split the rest into further settings files, one stack each`,
        ),
      ),
    ),
    timeZone: v.optional(
      described(
        'IANA time zone such as Europe/Berlin; dates in messages and quiet hours are local to it.',
        v.pipe(
          // "+01:00" knows no summer time.
          pattern(/^[A-Za-z]/, 'be an IANA time zone such as "Europe/Berlin"'),
          v.check(isTimeZone, 'be an IANA time zone such as "Europe/Berlin"'),
        ),
      ),
      'UTC',
    ),
    email: v.exactOptional(
      described('Where alerts go: an address or a list of up to 10. Default: none.', emails),
    ),
    opsEmail: v.exactOptional(
      described('Where faults of the watcher itself go. Default: email.', emails),
    ),
    channels: v.optional(
      described(
        `Where alerts are posted beside the topic: ${CHANNEL_TYPES.join(', ')}.`,
        list(channel, 0, MAX_CHANNELS, 'channels'),
      ),
      [],
    ),
    chatTopic: v.optional(
      described(
        'A second topic, in the format of Amazon Q Developer in chat applications.',
        v.boolean('be true or false'),
      ),
      false,
    ),
    pollMinutes: v.optional(
      described('Minutes between two polls of a wallet.', wholeNumber(1, 60, 'minutes')),
      15,
    ),
    levelsDays: v.optional(
      described(
        'Days of runway to alert at, strictly falling.',
        list(number(0.1, 60, 'be a number of days from 0.1 to 60'), 1, 5, 'numbers of days'),
      ),
      [7, 3, 1],
    ),
    floor: v.exactOptional(
      described(
        "A balance to warn at whatever the forecast says, in the wallet's own currency. Default: 50 SQC, 1 USD, otherwise 0.",
        amount,
      ),
    ),
    emptyAt: v.exactOptional(
      described(
        "The balance that counts as empty, in the wallet's own currency, less than floor. Default: 2 SQC, otherwise 0.",
        amount,
      ),
    ),
    quietHours: v.exactOptional(
      described(
        'Local times between which info and warning alerts wait; needs timeZone.',
        fields({ from: localTime, to: localTime }),
      ),
    ),
    digest: v.exactOptional(
      described(
        'A summary to all who get alerts, in the time zone of timeZone. Default: none.',
        fields({
          every: v.picklist(['day', 'week'], 'be "day" or "week"'),
          at: v.optional(localTime, '08:00'),
          weekday: v.optional(
            described(
              'Of a weekly digest.',
              v.picklist(WEEKDAYS, `be one of ${WEEKDAYS.join(', ')}`),
            ),
            'mon',
          ),
        }),
      ),
    ),
    linkKeyParameter: v.optional(
      described(
        'SSM parameter (SecureString) that holds the key which signs the links in messages.',
        parameter,
      ),
      DEFAULT_LINK_KEY,
    ),
    page: v.optional(
      described(
        'The page behind the links in messages. false: no function has a public address, so there are no links and no webhooks.',
        v.boolean('be true or false'),
      ),
      true,
    ),
    publicConcurrency: v.exactOptional(
      described(
        'Requests to the page, and to the webhook endpoint, that are served at once; more are turned away. Needs a quota of 100 and twice as many more. Default: no limit; setup writes 5 where the quota allows.',
        wholeNumber(1, 100, 'requests at once'),
      ),
    ),
    dashboard: v.optional(
      described(
        'A CloudWatch dashboard of the functions, schedules and lost runs: $3 a month beyond the first three of an account.',
        v.boolean('be true or false'),
      ),
      false,
    ),
    metrics: v.optional(
      described(
        'CloudWatch metrics RunwayDays, Balance and BurnPerDay of each wallet: $0.90 a wallet and month.',
        v.boolean('be true or false'),
      ),
      false,
    ),
    heartbeatParameter: v.exactOptional(
      described(
        "SSM parameter (SecureString) that holds an https address, called after each good poll: a dead man's switch elsewhere. Default: none.",
        parameter,
      ),
    ),
    historyTable: v.exactOptional(
      described(
        'The table of an earlier stack, whose history goes on. Default: the stack makes its own.',
        pattern(
          /^[A-Za-z0-9_.-]{3,255}$/,
          'be the name of a DynamoDB table: 3 to 255 of letters, digits and "_.-"',
        ),
      ),
    ),
    reservedConcurrency: v.exactOptional(
      described(
        'Polls that the account keeps room for; no more than these run at once. Needs a quota of 100 and as many more. Default: none.',
        wholeNumber(1, 100, 'polls at once'),
      ),
    ),
  }),
  v.transform(({ $schema: _, email = [], opsEmail = email, ...rest }) => ({
    ...rest,
    email: [email].flat(),
    opsEmail: [opsEmail].flat(),
  })),
);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** As checked, with the defaults. */
export type Settings = ReadonlyDeep<v.InferOutput<typeof settingsSchema>>;
export type WalletSettings = Settings['wallets'][number];
export type ChannelSettings = Settings['channels'][number];
export type DigestSettings = NonNullable<Settings['digest']>;

type ReadonlyDeep<T> = T extends object ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> } : T;
