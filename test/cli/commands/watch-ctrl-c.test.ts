import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { emptyFolder, ended, KEY, saidOn, startCli } from '../run-cli.ts';

/** A vendor that takes every request and never answers; `asked` resolves at the first one. */
async function hangingVendor(): Promise<{ url: string; asked: Promise<void> }> {
  let hear = () => {};
  const asked = new Promise<void>((done) => {
    hear = done;
  });
  const server = createServer(() => hear());
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it('says at Ctrl-C what it waits for while the vendor hangs, and ends at once at the second', async () => {
  const { url, asked } = await hangingVendor();
  const env = { SMARTLYQ_API_KEY: KEY, SMARTLYQ_BASE_URL: url };
  const watch = startCli(emptyFolder(), ['watch'], env);
  const end = ended(watch);
  await asked;
  const said = saidOn(watch.stderr, 'Ctrl-C again ends it at once');
  watch.kill('SIGINT');
  expect(await said).toContain(`waiting for the running poll at ${url}, at most`);
  const beforeMs = performance.now();
  watch.kill('SIGINT');
  await end;
  expect(performance.now() - beforeMs).toBeLessThan(2_000);
  expect(watch.signalCode).toBe('SIGINT');
});
