import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { StoreError, StoreInUseError } from '../command-error.ts';
import { findRunningWatch, removeRunningWatch, writeRunningWatch } from './running-watch.ts';
import { readStoreFacts, type StoreFacts, writeStoreFacts } from './store-facts.ts';
import { LOCAL_TABLE, type LocalTable, localClient, openLocalTable } from './table.ts';

/** The one wallet of the local mode. */
export const LOCAL_WALLET = 'main';

/** A reading command holds the store for moments, unless its output is being paged through. */
const WAIT_FOR_OTHERS_MS = 5_000;

/** Keys hold four digits of the year. */
const END_OF_TIME_MS = Date.UTC(9999, 0);

/** An open history, with no word on who serves it. */
export type OpenHistory = Pick<LocalTable, 'client' | 'tableName' | 'close'>;

/** The folder of the local mode. @default .runway, below the working directory */
export function homeOf(env: NodeJS.ProcessEnv): string {
  const home = env.RUNWAY_HOME?.trim() ?? '';
  return home === '' ? '.runway' : home;
}

/**
 * Opens the store to record in it, makes it when absent, and lets the other commands find it.
 * @throws StoreInUseError, or StoreError when it belongs to another API or its folder is unfit
 */
export async function openToRecord(home: string, facts: StoreFacts): Promise<LocalTable> {
  const table = await untilFree(home, async () => {
    const watch = await findRunningWatch(home);
    if (watch === undefined) return openLocalTable({ path: historyIn(home) });
    throw new StoreError(
      `the store in ${home} is in use by a watch (process ${watch.pid}): end that one, or set another RUNWAY_HOME`,
    );
  });
  const close = async () => {
    removeRunningWatch(home);
    await table.close();
  };
  try {
    await refuseOtherApi(home, facts.api, table);
    writeStoreFacts(home, facts);
    writeRunningWatch(home, { pid: process.pid, endpoint: table.endpoint });
  } catch (error) {
    await close();
    throw error;
  }
  return { ...table, close };
}

/**
 * Opens the store to read it, beside a running watch through that one. Makes nothing.
 * @throws StoreError when there is no history yet, or another command keeps the store open
 */
export async function openToRead(home: string): Promise<OpenHistory & { facts?: StoreFacts }> {
  const facts = readStoreFacts(home);
  if (!hasHistory(home)) throw noHistory(home);
  const open = await untilFree(home, async () => {
    const watch = await findRunningWatch(home);
    if (watch === undefined) return openLocalTable({ path: historyIn(home) });
    const client = localClient(watch.endpoint);
    return { client, tableName: LOCAL_TABLE, close: async () => client.destroy() };
  });
  return { ...open, ...(facts && { facts }) };
}

/** LevelDB's own first file: opening a folder without it would make a store. */
export function hasHistory(home: string): boolean {
  return existsSync(join(historyIn(home), 'CURRENT'));
}

export function noHistory(home: string): StoreError {
  return new StoreError(`no history in ${home}: run \`npm run watch\` first`);
}

function historyIn(home: string): string {
  return join(home, 'history');
}

async function untilFree<T>(home: string, open: () => Promise<T>): Promise<T> {
  const endMs = performance.now() + WAIT_FOR_OTHERS_MS;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof StoreInUseError)) throw error;
      if (performance.now() < endMs) {
        await pause(100);
        continue;
      }
      throw new StoreError(
        `the store in ${home} is in use by another command: try again when it has ended`,
        { cause: error },
      );
    }
  }
}

/** Readings of two APIs would be one wallet's history. A store without any may still change sides. */
async function refuseOtherApi(home: string, api: string, table: LocalTable): Promise<void> {
  const known = readStoreFacts(home)?.api;
  if (known === undefined || known === api) return;
  const store = createWalletStore(table.client, table.tableName);
  const { done } = await store.readings(LOCAL_WALLET, 0, END_OF_TIME_MS).next();
  if (done) return;
  throw new StoreError(
    `the store in ${home} holds readings of ${known}, not of ${api}: set another RUNWAY_HOME for this one`,
  );
}
