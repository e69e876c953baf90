import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { parametersOf } from '../../../cli/deployment/parameters.ts';
import { awsClients, type Patient } from '../../../cli/doctor/patient.ts';
import { parseSettings } from '../../../functions/settings/settings.ts';
import { answer, loopbackServer } from '../../functions/adapters/http/loopback-server.ts';
import { type Parameter, startParameterStore } from '../../support/parameter-store.ts';
import { LOCAL_AWS } from '../../support/topic-with-queue.ts';

export interface PatientParts {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly stored?: Map<string, Parameter>;
  readonly baseUrl?: string;
  readonly nowMs?: number;
  readonly aws?: Partial<Patient['aws']>;
  readonly table?: string;
}

/** A deployment as far as one check looks at it: Parameter Store on loopback, the rest as given. */
export async function patient(parts: PatientParts): Promise<Patient> {
  const { settings = {}, outputs = {}, nowMs = 0, table = 'runway' } = parts;
  const { client } = await startParameterStore(parts.stored);
  return {
    stack: {
      name: 'Trial',
      status: 'CREATE_COMPLETE',
      table,
      alertTopicArn: '',
      opsTopicArn: '',
      pollFunction: 'poll',
      scheduleGroup: 'polls',
      settingsFingerprint: '',
      outputs,
    },
    settings: parseSettings({ wallets: [{ id: 'main' }], ...settings }),
    config: 'runway.config.json',
    parameters: parametersOf(client),
    api: { baseUrl: parts.baseUrl ?? 'http://127.0.0.1:9/v1', allowLoopback: true },
    aws: { ...awsClients(), ...parts.aws },
    nowMs,
  };
}

/** EventBridge Scheduler, which knows one schedule and takes its update. */
export async function schedulerWith(schedule: Readonly<Record<string, unknown>> | undefined) {
  const known = { now: schedule };
  const { url } = await loopbackServer((response, turn, seen) => {
    if (seen.method === 'PUT') {
      known.now = { ...known.now, ...JSON.parse(seen.body) };
      answer(200, { ScheduleArn: 'arn' })(response, turn, seen);
    } else if (known.now === undefined) {
      const gone = { 'x-amzn-errortype': 'ResourceNotFoundException' };
      answer(404, { Message: 'no such schedule' }, gone)(response, turn, seen);
    } else answer(200, known.now)(response, turn, seen);
  });
  return { scheduler: new SchedulerClient({ ...LOCAL_AWS, endpoint: url, maxAttempts: 1 }), known };
}
