import { InvokeCommand } from '@aws-sdk/client-lambda';
import { outsideText } from '../../../functions/adapters/http/outside-text.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { type Finding, logCommand, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Polls each wallet now, as its schedule would, and looks for the reading. */
export async function checkPolls(patient: Patient): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { id } of patient.settings.wallets) findings.push(await pollNow(id, patient));
  return findings;
}

async function pollNow(wallet: string, { stack, aws }: Patient): Promise<Finding> {
  const what = `poll of ${wallet}`;
  const startedMs = Date.now();
  const { FunctionError, Payload } = await aws.lambda.send(
    new InvokeCommand({
      FunctionName: stack.pollFunction,
      Payload: Buffer.from(JSON.stringify({ wallet })),
    }),
  );
  if (FunctionError !== undefined) {
    return wrong(
      what,
      `failed: ${errorIn(Payload)}`,
      `its log says more: ${logCommand(stack.pollFunction)}`,
    );
  }
  const store = createWalletStore(aws.dynamodb, stack.table);
  // The function's clock dates the reading, and it may be a little behind ours.
  const { recent } = await store.load(wallet, startedMs - 60_000);
  const last = recent.at(-1)?.reading;
  if (last === undefined) {
    return wrong(what, 'it made no reading', `its log says why: ${logCommand(stack.pollFunction)}`);
  }
  const { decimal, currency } = last.balance;
  return ok(what, `a reading just now: ${decimal} ${currency}`);
}

function errorIn(payload: Uint8Array | undefined): string {
  const text = new TextDecoder().decode(payload);
  try {
    const { errorMessage } = JSON.parse(text) as { errorMessage?: unknown };
    return outsideText(typeof errorMessage === 'string' ? errorMessage : text);
  } catch {
    return outsideText(text);
  }
}
