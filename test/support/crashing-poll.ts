import process from 'node:process';
import { pollWallet } from '../../functions/poll/poll-wallet.ts';
import { POLICY } from './falling-wallet.ts';
import { pollDeps, type WorldAddresses } from './poll-world.ts';

/**
 * A poll in a process of its own, killed by the kernel at a given step boundary: before (even) or after
 * (odd) its n-th I/O. Prints the name of each I/O as it begins. Never killed where `killAt` is past the end.
 */
const [addresses = '', nowMs = '', killAt = ''] = process.argv.slice(2);
const world = JSON.parse(addresses) as WorldAddresses;
const silent = { info: () => {}, warn: () => {}, error: () => {} };
let boundary = 0;

function passBoundary(): void {
  if (boundary++ === Number(killAt)) process.kill(process.pid, 'SIGKILL');
}

function killing<T extends object>(part: T): T {
  return new Proxy(part, {
    get(target, name) {
      const method = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        process.stdout.write(`${String(name)}\n`);
        passBoundary();
        const answer = await method.apply(target, args);
        passBoundary();
        return answer;
      };
    },
  });
}

const deps = pollDeps(world, () => Number(nowMs), POLICY, silent);
await pollWallet({
  ...deps,
  store: killing(deps.store),
  vendor: killing(deps.vendor),
  channels: deps.channels.map(killing),
});
process.stdout.write(`done ${boundary}\n`);
