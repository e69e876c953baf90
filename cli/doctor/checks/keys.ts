import { SmartlyqError } from '../../../functions/adapters/smartlyq/smartlyq-error.ts';
import type { WalletSettings } from '../../../functions/settings/settings-schema.ts';
import { checkKey, type KeyReport } from '../../deployment/check-key.ts';
import { advisedSetup } from '../advised.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Beyond this, dates in messages are wrong, and signatures may be refused. */
const MAX_CLOCK_DIFFERENCE_MS = 5 * 60_000;

/** Each wallet's key is stored, encrypted, accepted, and what it may do. */
export async function checkKeys(patient: Patient): Promise<Finding[]> {
  const findings: Finding[] = [];
  let report: KeyReport | undefined;
  for (const wallet of patient.settings.wallets) {
    const found = await checkOne(wallet, patient);
    findings.push(...found.findings);
    report ??= found.report;
  }
  return [...findings, ...clock(report)];
}

async function checkOne(
  { id, apiKeyParameter }: WalletSettings,
  patient: Patient,
): Promise<{ findings: Finding[]; report?: KeyReport }> {
  const { parameters, api } = patient;
  const what = `key of ${id}`;
  const setup = advisedSetup(patient, `--wallet ${id}`);
  const stored = await parameters.read(apiKeyParameter);
  if (stored === undefined) {
    const said = `nothing is stored at ${apiKeyParameter}`;
    return { findings: [wrong(what, said, `store it: ${setup}`)] };
  }
  const findings: Finding[] = [];
  if (!stored.isSecure) {
    const said = `${apiKeyParameter} is a plain String: the console shows it to everybody who may list it`;
    findings.push(
      wrong(what, said, 'store it encrypted: doctor --fix', async () => {
        await parameters.write(apiKeyParameter, stored.value);
        return `${apiKeyParameter} is a SecureString`;
      }),
    );
  }
  try {
    const report = await checkKey(stored.value, api);
    const lacks = report.rights.filter(({ isGranted }) => !isGranted).map(({ scope }) => scope);
    const scopes =
      lacks.length === 0 ? '' : `; lacks ${lacks.join(', ')}, which alerts do not need`;
    const test = report.isTestKey ? '; a test key: no credits charged, so nothing runs out' : '';
    findings.push(ok(what, `stored, and accepted by SmartlyQ${scopes}${test}`));
    return { findings, report };
  } catch (error) {
    if (!(error instanceof SmartlyqError)) throw error;
    const advice = error.retryable ? 'try again in some minutes' : `store a valid one: ${setup}`;
    findings.push(wrong(what, error.message, advice));
    return { findings };
  }
}

function clock(report: KeyReport | undefined): Finding[] {
  if (report?.serverDateMs === undefined) return [];
  const aheadMs = report.reading.atMs - report.serverDateMs;
  const said = `this machine's clock is ${Math.round(Math.abs(aheadMs) / 1000)} s ${aheadMs < 0 ? 'behind' : 'ahead of'} SmartlyQ's`;
  return [
    Math.abs(aheadMs) <= MAX_CLOCK_DIFFERENCE_MS
      ? ok('clock', said)
      : wrong('clock', said, 'set it: AWS refuses requests that are 5 minutes off'),
  ];
}
