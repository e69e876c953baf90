import { resolve } from 'node:path';
import { Construct } from 'constructs';
import { type Access, BundledFunction } from './bundled-function.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { OpsTopic } from './ops-topic.ts';

export interface AlarmRelayProps {
  readonly settingsFile: string;
  readonly topic: OpsTopic;
  readonly deadLetters: DeadLetters;
  readonly access: readonly Access[];
}

/** Long enough for the slowest channel's attempts. */
const TIMEOUT_SECONDS = 60;

/** Carries alarms to the channels of the settings. Email comes from the topic itself, so that it needs no function. */
export class AlarmRelay extends Construct {
  constructor(scope: Construct, id: string, props: AlarmRelayProps) {
    super(scope, id);
    const { settingsFile, topic, deadLetters, access } = props;
    const relay = new BundledFunction(this, 'Relay', {
      entry: resolve(import.meta.dirname, '../functions/alarms/handler.ts'),
      settingsFile,
      whenFailing: { deadLetters, forMinutes: 30 },
      timeoutSeconds: TIMEOUT_SECONDS,
      isPlatformQuiet: true,
      access,
    });
    topic.relayTo(relay.lambda, deadLetters);
  }
}
