import { CommanderError } from 'commander';
import { redact } from '../functions/adapters/http/outside-text.ts';
import { commandsFor } from './command-registry.ts';
import { programOf } from './program.ts';

/** Empty, they mean the same as unset to people, and another thing to the AWS SDK. */
const AWS_VARIABLES = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE', 'AWS_ENDPOINT_URL'];
/** Exit codes: 0 done, 1 failed, 2 wrong use. */
const FAILED = 1;
const WRONG_USE = 2;

async function main(args: readonly string[]): Promise<void> {
  await programOf(await commandsFor(args)).parseAsync(args, { from: 'user' });
}

/** A person gets one line with what to do; what only a programmer can mend says so. */
function fail(error: unknown): void {
  process.exitCode = FAILED;
  const message = messageOf(error);
  const isBug = [TypeError, RangeError, ReferenceError, SyntaxError].some(
    (kind) => error instanceof kind,
  );
  process.stderr.write(`runway: ${isBug ? 'unexpected: ' : ''}${redact(message)}\n`);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Another command opened the store between our trial of its lock and dynalite's own opening.
  return 'code' in error && error.code === 'LEVEL_DATABASE_NOT_OPEN'
    ? 'the store is in use by another command: try again when it has ended'
    : error.message;
}

/** `| head` has read enough: that is an end, not a failure. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  fail(error);
  process.exit();
});
process.stderr.on('error', () => undefined);
/** dynalite throws outside every promise, when the disk is full for one. */
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});

for (const name of AWS_VARIABLES) {
  if (process.env[name]?.trim() === '') delete process.env[name];
}
try {
  await main(process.argv.slice(2));
} catch (error) {
  // commander has already said what is wrong.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : WRONG_USE;
  else fail(error);
}
